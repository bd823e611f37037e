/** A pipe as a live input: what one writer sends until it closes is one input. It cannot be read twice. */
import type { SourceFormat } from '../../../model/source.js';
import type { InputPosition, LiveItem } from '../live-input.js';
import { ParsedInput } from './parsed-input.js';
import { PipeStream } from './pipe-stream.js';
import { type LiveSource, NO_LOSS, type ReadableInput, type Tell } from './readable-input.js';
import { formatNamed, SNIFF_BYTES, tellFormat } from './tell-format.js';

export interface PipedOptions {
  /** "-" for standard input. */
  readonly path: string;
  readonly format: string | null;
  /** A named pipe is opened again for the next writer. */
  readonly follow: boolean;
  readonly site: string;
  optionsOf(format: SourceFormat): unknown;
  readonly formats?: readonly SourceFormat[];
  /** Of this pipe, by an earlier run. */
  readonly positions: readonly InputPosition[];
  /** Another thread of this process has read it, and died with what it had taken from it. */
  readonly isBroken: boolean;
  nextInput(): number;
  /** Any origin (ms). */
  now(): number;
  wake(): void;
}

/** What has come by then tells the format, however little it is (ms). */
const SETTLED_MS = 1_000;
const RETRY_MS = 1_000;

class PipedInput implements ReadableInput {
  readonly isVolatile = true;
  readonly name: string;
  readonly input: number;
  caughtUp = false;
  finished = false;
  private readonly stream: PipeStream;
  private readonly parsed: ParsedInput;
  private readonly head: Uint8Array[];
  private countedAt = -1;

  constructor(stream: PipeStream, head: Uint8Array[], parsed: ParsedInput, input: number, name: string) {
    this.stream = stream;
    this.head = head;
    this.parsed = parsed;
    this.input = input;
    this.name = name;
  }

  get newest(): number {
    return this.parsed.newest;
  }

  get hasMore(): boolean {
    return this.head.length > 0 || this.stream.hasMore || (this.stream.isEnded && !this.finished);
  }

  read(): Promise<readonly LiveItem[] | null> {
    return Promise.resolve().then(() => {
      const bytes = this.head.shift() ?? this.stream.read();
      if (bytes !== null) {
        this.parsed.push(bytes);
        this.parsed.check();
        return this.parsed.take();
      }
      const items = this.stream.isEnded ? this.end() : this.flush();
      if (items.length > 0) return items;
      this.caughtUp = true;
      return null;
    });
  }

  private end(): readonly LiveItem[] {
    if (this.finished) return [];
    this.finished = true;
    return this.parsed.end();
  }

  giveUp(): readonly LiveItem[] {
    this.finished = true;
    this.caughtUp = true;
    this.stream.close();
    return this.parsed.take();
  }

  flush(): readonly LiveItem[] {
    return this.finished ? [] : this.parsed.flush();
  }

  get position(): InputPosition {
    const { input, name, parsed, finished } = this;
    const { format, offset, records } = parsed;
    return { input, source: 'pipe', name, format, identity: 'pipe', offset, records, parser: null, finished };
  }

  counts() {
    const at = this.parsed.offset + (this.finished ? 1 : 0);
    if (at === this.countedAt) return null;
    this.countedAt = at;
    return { summary: this.parsed.summary(), loss: { ...NO_LOSS, sequenceGaps: this.parsed.losses } };
  }
}

export class Piped implements LiveSource {
  private readonly options: PipedOptions;
  private stream: PipeStream | null = null;
  private head: Uint8Array[] = [];
  private headBytes = 0;
  private headSince = 0;
  private piped: PipedInput[] = [];
  private left: InputPosition[];
  private lastOpening = Number.NEGATIVE_INFINITY;
  private said = '';
  private accepted = false;
  private ended = false;

  constructor(options: PipedOptions) {
    this.options = options;
    this.ended = options.isBroken && options.path === '-';
    this.left = options.positions.filter(({ finished }) => !finished).map((each) => ({ ...each }));
  }

  get inputs(): readonly PipedInput[] {
    return this.piped;
  }

  get isOver(): boolean {
    return this.ended && this.piped.every(({ finished }) => finished);
  }

  look(tell: Tell): Promise<void> {
    this.tellLeft(tell);
    const now = this.options.now();
    this.begin(now, tell);
    for (const input of this.piped) {
      if (!input.caughtUp || input.finished || !input.hasMore) continue;
      input.caughtUp = false;
      tell({ kind: 'caught-up', input: input.input, caughtUp: false });
    }
    this.again();
    return Promise.resolve();
  }

  private tellLeft(tell: Tell): void {
    for (const [at, position] of this.left.entries()) {
      if (position.finished) continue;
      const { input, name: source, offset } = position;
      const message = `a pipe cannot be read again: what it sent after byte ${offset} and before this start is lost, if anything.`;
      tell({ kind: 'trouble', source, message });
      tell({ kind: 'caught-up', input, caughtUp: true });
      this.left[at] = { ...position, finished: true };
    }
  }

  /** Opens the pipe, and the input once its format is told. */
  private begin(now: number, tell: Tell): void {
    const { path, format: asked, formats } = this.options;
    if (this.ended || this.accepted) return;
    const stream = this.opened(now, tell);
    if (stream === null) return;
    for (let bytes = this.take(stream); bytes !== null; bytes = this.take(stream)) {
      if (this.headBytes === 0) this.headSince = now;
      this.head.push(bytes);
      this.headBytes += bytes.length;
    }
    if (this.headBytes === 0) {
      if (stream.isEnded) this.over(stream);
      return;
    }
    const isSettled = stream.isEnded || now - this.headSince >= SETTLED_MS;
    const head = Buffer.concat(this.head).subarray(0, SNIFF_BYTES);
    const format = asked === null ? tellFormat(head, isSettled, formats) : formatNamed(asked, formats);
    if (format !== null) this.accept(stream, format, tell);
    else if (isSettled || this.headBytes >= SNIFF_BYTES) {
      this.say(tell, 'what it sends begins like no known format; it is not read.');
      this.over(stream);
      this.ended = path === '-';
    }
  }

  private take(stream: PipeStream): Uint8Array | null {
    return this.headBytes < SNIFF_BYTES ? stream.read() : null;
  }

  private opened(now: number, tell: Tell): PipeStream | null {
    if (this.stream !== null) return this.stream;
    if (now - this.lastOpening < RETRY_MS) return null;
    this.lastOpening = now;
    try {
      this.stream = new PipeStream(this.options.path, this.options.wake);
    } catch (error) {
      this.say(tell, `it cannot be opened (${error instanceof Error ? error.message : error}).`);
      this.ended = !this.options.follow;
    }
    return this.stream;
  }

  private accept(stream: PipeStream, format: SourceFormat, tell: Tell): void {
    const { site, optionsOf, nextInput, path: name } = this.options;
    const input = nextInput();
    const parsed = new ParsedInput({ input, name, site, format, options: optionsOf(format) });
    this.accepted = true;
    const piped = new PipedInput(stream, this.head.splice(0), parsed, input, name);
    this.piped.push(piped);
    tell({ kind: 'opened', position: piped.position });
    tell({ kind: 'caught-up', input, caughtUp: false });
  }

  /** After the end of one writer. */
  private again(): void {
    const { stream } = this;
    const isDone = this.accepted && this.piped.every(({ finished }) => finished);
    if (stream !== null && isDone) this.over(stream);
  }

  private over(stream: PipeStream): void {
    stream.close();
    this.stream = null;
    this.accepted = false;
    this.head = [];
    this.headBytes = 0;
    this.lastOpening = Number.NEGATIVE_INFINITY;
    this.ended = this.options.path === '-' || !this.options.follow;
  }

  private say(tell: Tell, message: string): void {
    if (message === this.said) return;
    this.said = message;
    tell({ kind: 'trouble', source: this.options.path, message });
  }

  positions(): readonly InputPosition[] {
    return [...this.left, ...this.piped.map((input) => input.position)];
  }

  stored(positions: readonly InputPosition[]): void {
    const over = new Set(positions.filter(({ finished }) => finished).map(({ input }) => input));
    this.left = [];
    this.piped = this.piped.filter(({ input }) => !over.has(input));
  }

  stop(): void {
    this.stream?.stop();
  }

  close(): Promise<void> {
    this.stream?.close();
    return Promise.resolve();
  }
}
