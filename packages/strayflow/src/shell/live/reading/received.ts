/** What a listener stored, as a live input: its segments read one after the other, up to where they are whole. */
import { closeSync, openSync, readSync } from 'node:fs';
import { StrayflowError } from '../../../model/errors.js';
import { restore, snapshot } from '../../../model/snapshot.js';
import type { SourceFormat } from '../../../model/source.js';
import { DATAGRAM_MAGIC } from '../../../sources/exports/datagram-file.js';
import type { InputPosition, LiveItem, LiveLoss } from '../live-input.js';
import { Board } from '../udp/board.js';
import { MAGIC_BYTES, type Segment, segmentsOf } from '../udp/segment-folder.js';
import { ParsedInput } from './parsed-input.js';
import { type LiveSource, NO_LOSS, type ReadableInput, type Tell } from './readable-input.js';

export interface ReceivedOptions {
  /** The listening address as it was configured. */
  readonly name: string;
  readonly folder: string;
  readonly board: SharedArrayBuffer;
  readonly format: SourceFormat;
  readonly options: unknown;
  readonly site: string;
  /** Of this listener, by an earlier run. */
  readonly position: InputPosition | null;
  nextInput(): number;
}

export const sourceOfListener = (name: string): string => `udp ${name}`;

const CHUNK_BYTES = 256 * 1024;

interface ReceivedState {
  readonly parsed: Uint8Array;
  readonly loss: LiveLoss;
}

class ReceivedInput implements ReadableInput {
  readonly isVolatile = false;
  readonly finished = false;
  readonly input: number;
  readonly name: string;
  caughtUp = false;
  private readonly folder: string;
  private readonly board: Board;
  private parsed: ParsedInput;
  /** Before this run. */
  private readonly lossBefore: LiveLoss;
  private segment: Segment | null = null;
  private descriptor: number | null = null;
  private said = '';

  constructor({ name, folder, board, format, options, site, position, nextInput }: ReceivedOptions) {
    this.name = name;
    this.folder = folder;
    this.board = new Board(board);
    this.input = position?.input ?? nextInput();
    const as = { input: this.input, name, site, format, options };
    const state = position?.parser ? restore<ReceivedState>(position.parser) : null;
    this.lossBefore = state?.loss ?? NO_LOSS;
    this.parsed = this.open(as, state, position?.offset ?? 0);
    if (this.parsed.snapshot() === null) {
      throw new RangeError(`expected a format whose parser has a snapshot, received ${format.name}`);
    }
  }

  private open(
    as: ConstructorParameters<typeof ParsedInput>[0],
    state: ReceivedState | null,
    offset: number,
  ): ParsedInput {
    try {
      if (state !== null) return new ParsedInput(as, state.parsed, offset);
    } catch (error) {
      // Another version's parser: it begins anew at the same place.
      if (!(error instanceof RangeError)) throw error;
    }
    const parsed = new ParsedInput(as);
    parsed.push(DATAGRAM_MAGIC);
    parsed.offset = Math.max(offset, segmentsOf(this.folder)[0]?.start ?? MAGIC_BYTES);
    return parsed;
  }

  get newest(): number {
    return this.parsed.newest;
  }

  get hasMore(): boolean {
    return this.board.get('committed') > this.parsed.offset;
  }

  read(): Promise<readonly LiveItem[] | null> {
    return Promise.resolve().then(() => {
      const left = this.board.get('committed') - this.parsed.offset;
      const bytes = left > 0 ? this.bytes(Math.min(left, CHUNK_BYTES)) : null;
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

  private bytes(most: number): Uint8Array | null {
    const { offset } = this.parsed;
    for (let attempt = 0; attempt < 2; attempt++) {
      if (this.descriptor !== null && this.segment !== null) {
        const bytes = new Uint8Array(most);
        const at = offset - this.segment.start + MAGIC_BYTES;
        const read = readSync(this.descriptor, bytes, 0, most, at);
        if (read > 0) return bytes.subarray(0, read);
      }
      this.openAt(offset);
    }
    throw new StrayflowError('input-corrupt', `stored datagrams are missing from byte ${offset} on`);
  }

  private openAt(offset: number): void {
    this.close();
    const segments = segmentsOf(this.folder);
    const segment = segments.filter(({ start }) => start <= offset).at(-1) ?? null;
    if (segment === null) return;
    this.segment = segment;
    this.descriptor = openSync(segment.path, 'r');
  }

  /** Segments are missing: it goes on with what there is. */
  giveUp(): readonly LiveItem[] {
    const next = segmentsOf(this.folder).find(({ start }) => start > this.parsed.offset);
    this.parsed.offset = next?.start ?? this.board.get('committed');
    return this.parsed.take();
  }

  flush(): readonly LiveItem[] {
    return this.parsed.flush();
  }

  private get loss(): LiveLoss {
    return {
      kernelDrops: this.lossBefore.kernelDrops + this.board.get('kernelDrops'),
      overloadDrops: this.lossBefore.overloadDrops + this.board.get('overloadDrops'),
      sequenceGaps: this.parsed.losses,
    };
  }

  get position(): InputPosition {
    const { input, name, parsed, loss } = this;
    return {
      input,
      source: sourceOfListener(name),
      name,
      format: parsed.format,
      identity: 'udp',
      offset: parsed.offset,
      records: parsed.records,
      parser: snapshot({ parsed: parsed.snapshot()!, loss } satisfies ReceivedState),
      finished: false,
    };
  }

  counts() {
    const { loss } = this;
    const now = [this.parsed.offset, ...Object.values(loss)].join();
    if (now === this.said) return null;
    this.said = now;
    return { summary: this.parsed.summary(), loss };
  }

  close(): void {
    if (this.descriptor !== null) closeSync(this.descriptor);
    this.descriptor = null;
    this.segment = null;
  }
}

export class Received implements LiveSource {
  readonly isOver = false;
  readonly inputs: readonly ReadableInput[];
  private readonly received: ReceivedInput;
  private announced = false;

  constructor(options: ReceivedOptions) {
    this.received = new ReceivedInput(options);
    this.inputs = [this.received];
  }

  look(tell: Tell): Promise<void> {
    const { received } = this;
    const isNew = !this.announced || received.caughtUp;
    if (!this.announced) tell({ kind: 'opened', position: received.position });
    this.announced = true;
    if (isNew && received.hasMore) {
      received.caughtUp = false;
      tell({ kind: 'caught-up', input: received.input, caughtUp: false });
    }
    const counts = received.counts();
    if (counts !== null) tell({ kind: 'counts', input: received.input, ...counts });
    return Promise.resolve();
  }

  positions(): readonly InputPosition[] {
    return [this.received.position];
  }

  stored(): void {
    // The receiving thread removes what is not needed any more.
  }

  stop(): void {
    // What is received from now on is for the next run.
  }

  close(): Promise<void> {
    this.received.close();
    return Promise.resolve();
  }
}
