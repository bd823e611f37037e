/** What was pushed to one name, as a live input: one body after the other, each whole. */
import { readFileSync, rmSync } from 'node:fs';
import { StrayflowError } from '../../../model/errors.js';
import type { SourceFormat } from '../../../model/source.js';
import type { InputPosition, LiveItem } from '../live-input.js';
import { bodiesIn, type PushedBody } from '../push/push-folder.js';
import { ParsedInput } from './parsed-input.js';
import { type LiveSource, NO_LOSS, type ReadableInput, type Tell } from './readable-input.js';
import { formatNamed, SNIFF_BYTES, tellFormat } from './tell-format.js';

export interface PushedOptions {
  /** As it was configured. */
  readonly name: string;
  readonly folder: string;
  readonly format: string | null;
  readonly site: string;
  optionsOf(format: SourceFormat): unknown;
  readonly formats?: readonly SourceFormat[];
  /** Of this name, by an earlier run. */
  readonly position: InputPosition | null;
  nextInput(): number;
}

export const sourceOfPush = (name: string): string => `push ${name}`;

/** Bodies that stay though they were read: by them it is known what is sent again. */
const KEPT_BODIES = 64;
const KEPT_BYTES = 16 << 20;
/** Bodies that may come before one of a known format. */
const MOST_TRIALS = 16;
const CHUNK_BYTES = 256 * 1024;

class PushedInput implements ReadableInput {
  readonly isVolatile = false;
  readonly finished = false;
  readonly input: number;
  readonly name: string;
  caughtUp = false;
  private readonly folder: string;
  private readonly parsed: ParsedInput;
  private body: { readonly start: number; readonly bytes: Uint8Array } | null = null;
  private countedAt = -1;

  constructor(folder: string, input: number, name: string, parsed: ParsedInput) {
    this.folder = folder;
    this.input = input;
    this.name = name;
    this.parsed = parsed;
  }

  get newest(): number {
    return this.parsed.newest;
  }

  get hasMore(): boolean {
    return this.next() !== undefined;
  }

  /** The body in which it goes on. */
  private next(): PushedBody | undefined {
    const { offset } = this.parsed;
    return bodiesIn(this.folder).find(({ start, bytes }) => start + bytes > offset);
  }

  read(): Promise<readonly LiveItem[] | null> {
    return Promise.resolve().then(() => {
      const bytes = this.bytes();
      if (bytes !== null) {
        this.parsed.push(bytes);
        return this.parsed.take();
      }
      const items = this.parsed.flush();
      if (items.length > 0) return items;
      this.caughtUp = true;
      return null;
    });
  }

  private bytes(): Uint8Array | null {
    const { offset } = this.parsed;
    if (this.body === null || offset >= this.body.start + this.body.bytes.length) {
      const next = this.next();
      this.body = next === undefined ? null : { start: next.start, bytes: readFileSync(next.path) };
    }
    if (this.body === null) return null;
    const at = offset - this.body.start;
    if (at < 0) {
      throw new StrayflowError('input-corrupt', `what was pushed is missing from byte ${offset} on`);
    }
    return this.body.bytes.subarray(at, at + CHUNK_BYTES);
  }

  /** Bodies are missing: it goes on with what there is. */
  giveUp(): readonly LiveItem[] {
    const next = this.next();
    if (next !== undefined) this.parsed.offset = Math.max(this.parsed.offset, next.start);
    return this.parsed.take();
  }

  flush(): readonly LiveItem[] {
    return this.parsed.flush();
  }

  get position(): InputPosition {
    const { input, name, parsed } = this;
    const { format, offset, records } = parsed;
    const parser = parsed.snapshot();
    return {
      ...{ input, source: sourceOfPush(name), name, format, identity: 'push' },
      ...{ offset, records, parser, finished: false },
    };
  }

  counts() {
    const { offset, losses } = this.parsed;
    if (offset === this.countedAt) return null;
    this.countedAt = offset;
    return { summary: this.parsed.summary(), loss: { ...NO_LOSS, sequenceGaps: losses } };
  }
}

export class Pushed implements LiveSource {
  readonly isOver = false;
  private readonly options: PushedOptions;
  private pushed: PushedInput | null = null;
  private isUnknownSaid = false;

  constructor(options: PushedOptions) {
    this.options = options;
    const { position, formats } = options;
    if (position !== null) this.open(formatNamed(position.format, formats), position);
  }

  get inputs(): readonly ReadableInput[] {
    return this.pushed === null ? [] : [this.pushed];
  }

  look(tell: Tell): Promise<void> {
    if (this.pushed === null) this.begin(tell);
    else if (this.pushed.caughtUp && this.pushed.hasMore) {
      this.pushed.caughtUp = false;
      tell({ kind: 'caught-up', input: this.pushed.input, caughtUp: false });
    }
    const counts = this.pushed?.counts() ?? null;
    if (counts !== null) tell({ kind: 'counts', input: this.pushed!.input, ...counts });
    return Promise.resolve();
  }

  /** The first body that is of a known format tells it, where it is not named: some senders begin with a trial. */
  private begin(tell: Tell): void {
    const { name, folder, format: asked, formats } = this.options;
    const bodies = bodiesIn(folder).slice(0, MOST_TRIALS);
    if (bodies.length === 0) return;
    const told = () => {
      for (const { path } of bodies) {
        const head = new Uint8Array(readFileSync(path)).subarray(0, SNIFF_BYTES);
        const format = tellFormat(head, true, formats);
        if (format !== null) return format;
      }
      return null;
    };
    const format = asked === null ? told() : formatNamed(asked, formats);
    if (format !== null) {
      const { input, position } = this.open(format, null);
      tell({ kind: 'opened', position });
      tell({ kind: 'caught-up', input, caughtUp: false });
    } else if (!this.isUnknownSaid) {
      this.isUnknownSaid = true;
      tell({ kind: 'trouble', source: name, message: 'what is pushed begins like no known format.' });
    }
  }

  private open(format: SourceFormat, position: InputPosition | null): PushedInput {
    const { name, folder, site, optionsOf, nextInput } = this.options;
    const input = position?.input ?? nextInput();
    const as = { input, name, site, format, options: optionsOf(format) };
    const parsed = parsedFrom(as, position);
    if (parsed.snapshot() === null) {
      throw new StrayflowError('usage', `${name}: ${format.name} cannot be pushed, as it cannot be read on`);
    }
    this.pushed = new PushedInput(folder, input, name, parsed);
    return this.pushed;
  }

  positions(): readonly InputPosition[] {
    return this.pushed === null ? [] : [this.pushed.position];
  }

  /** What was read and is not kept to know it again goes. */
  stored(positions: readonly InputPosition[]): void {
    const { name, folder } = this.options;
    const stored = positions.find(({ source }) => source === sourceOfPush(name));
    if (stored === undefined) return;
    let kept = 0;
    let bytes = 0;
    for (const body of bodiesIn(folder).toReversed()) {
      bytes += body.bytes;
      const isRead = body.start + body.bytes <= stored.offset;
      if (++kept > 1 && isRead && (kept > KEPT_BODIES || bytes > KEPT_BYTES)) rmSync(body.path);
    }
  }

  stop(): void {
    // What is pushed from now on is for the next run.
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

function parsedFrom(as: ConstructorParameters<typeof ParsedInput>[0], position: InputPosition | null) {
  try {
    if (position?.parser) return new ParsedInput(as, position.parser, position.offset);
  } catch (error) {
    // Another version's parser: it begins anew at the same place.
    if (!(error instanceof RangeError)) throw error;
  }
  const parsed = new ParsedInput(as);
  parsed.offset = position?.offset ?? 0;
  return parsed;
}
