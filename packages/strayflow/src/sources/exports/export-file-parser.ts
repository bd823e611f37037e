/** The parser of every file that holds exporters' datagrams one after the other. */
import { StrayflowError } from '../../model/errors.js';
import { restore, snapshot } from '../../model/snapshot.js';
import type { Parser, ParserContext } from '../../model/source.js';
import type { ExportOptions } from './export-options.js';
import { ExportReader, type ExportReaderState } from './export-reader.js';

/** One format of such files. */
export interface DatagramFile {
  /**
   * Gives the datagram at `bytes[from..to)` to the reader and returns the place after it; `from` when more bytes are
   * needed. `ended`: no more will come.
   *
   * @throws DatagramFault where the rest cannot be understood
   */
  step(reader: ExportReader, bytes: Uint8Array, from: number, to: number, ended: boolean): number;
  /** What it remembers of the datagram at hand; plain data. */
  readonly state: object;
}

export class DatagramFault extends Error {
  override readonly name = 'DatagramFault';
}

interface ExportFileState {
  readonly reader: ExportReaderState;
  readonly file: object;
  readonly pending: Uint8Array;
  readonly used: number;
  readonly stopped: boolean;
}

export class ExportFileParser implements Parser {
  private readonly context: ParserContext;
  private readonly reader: ExportReader;
  private readonly file: DatagramFile;
  private buffer: Uint8Array;
  private pending: number;
  /** Bytes of the input before those that are pending. */
  private used: number;
  private stopped: boolean;

  /** @param open makes the format, anew or from its `state` */
  constructor(
    context: ParserContext,
    options: ExportOptions,
    open: (state: object | undefined) => DatagramFile,
    bytes?: Uint8Array,
  ) {
    const state = bytes === undefined ? undefined : restore<ExportFileState>(bytes);
    this.context = context;
    this.reader = new ExportReader(context, options, state?.reader);
    this.file = open(state?.file);
    this.buffer = state?.pending.slice() ?? new Uint8Array(0);
    this.pending = this.buffer.length;
    this.used = state?.used ?? 0;
    this.stopped = state?.stopped ?? false;
  }

  get losses(): number {
    return this.reader.losses;
  }

  push(chunk: Uint8Array): void {
    if (this.stopped) {
      this.used += chunk.length;
      return;
    }
    this.append(chunk);
    this.read(false);
    this.reader.tell();
  }

  private append(chunk: Uint8Array): void {
    const length = this.pending + chunk.length;
    if (length > this.buffer.length) {
      const larger = new Uint8Array(Math.max(length, 2 * this.buffer.length));
      larger.set(this.buffer.subarray(0, this.pending));
      this.buffer = larger;
    }
    this.buffer.set(chunk, this.pending);
    this.pending = length;
  }

  private read(ended: boolean): void {
    const { buffer, pending } = this;
    let at = 0;
    try {
      while (at < pending) {
        const next = this.file.step(this.reader, buffer, at, pending, ended);
        if (next === at) break;
        at = next;
      }
    } catch (error) {
      if (!(error instanceof DatagramFault)) throw error;
      this.stop(at, error);
      return;
    }
    if (at === 0) return;
    buffer.copyWithin(0, at, pending);
    this.pending -= at;
    this.used += at;
  }

  private stop(at: number, fault: DatagramFault): void {
    const where = `at byte ${this.used + at}: ${fault.message}`;
    if (this.used + at === 0) throw new StrayflowError('input-corrupt', where, { cause: fault });
    this.stopped = true;
    this.used += this.pending;
    this.pending = 0;
    this.reader.reject('corrupt-input', where);
    this.context.sink.note(`Reading stopped ${where}; all before it was read.`);
  }

  flush(): void {
    this.reader.flush();
  }

  snapshot(): Uint8Array {
    return snapshot({
      reader: this.reader.state,
      file: this.file.state,
      pending: this.buffer.slice(0, this.pending),
      used: this.used,
      stopped: this.stopped,
    } satisfies ExportFileState);
  }

  end(): void {
    if (this.used + this.pending === 0) throw new StrayflowError('input-empty', 'the input holds no bytes');
    this.read(true);
    if (this.pending > 0) {
      this.reader.reject('truncated-input', `the input ends ${this.pending} bytes into a datagram`);
    }
    this.reader.end();
  }
}
