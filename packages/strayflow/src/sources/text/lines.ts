/** Cuts a stream into lines of bounded length, whatever the chunks. */
import { ByteWindow, CARRIAGE_RETURN } from './window.js';

export interface LineHandler {
  /** The line is `bytes[from..to)`, without its end (LF or CRLF); the bytes are only valid during the call. */
  line(bytes: Uint8Array, from: number, to: number, lineNumber: number): void;
  /**
   * Reads the line at `from` wholly, or does nothing with it. Gives the place of its newline, which must be below `stop`;
   * -1 when it is no line for quick reading, which is then given to `line`. A newline stands at `stop` or behind it.
   */
  quick?(bytes: Uint8Array<ArrayBuffer>, from: number, stop: number, lineNumber: number): number;
  /** A line of more than the limit; its bytes are gone. */
  tooLong(lineNumber: number): void;
}

/** What a reader remembers between chunks; plain data. */
export interface LineState {
  readonly lineNumber: number;
  readonly skipping: boolean;
  /** The line that is half read. */
  readonly unread: Uint8Array;
}

export class LineReader {
  private readonly window = new ByteWindow();
  private readonly limit: number;
  private readonly handler: LineHandler;
  private lineNumber = 1;
  private skipping = false;
  /** Unread bytes that are known to hold no newline. */
  private searched = 0;

  constructor(limit: number, handler: LineHandler, state?: LineState) {
    this.limit = limit;
    this.handler = handler;
    if (state === undefined) return;
    this.lineNumber = state.lineNumber;
    this.skipping = state.skipping;
    this.window.append(state.unread);
  }

  get state(): LineState {
    const { bytes, start, end } = this.window;
    return { lineNumber: this.lineNumber, skipping: this.skipping, unread: bytes.slice(start, end) };
  }

  push(chunk: Uint8Array): void {
    const { window } = this;
    window.append(chunk);
    while (window.start < window.end) {
      if (this.skipping) {
        if (!window.skipLine()) return;
        this.skipping = false;
        this.lineNumber++;
        continue;
      }
      if (this.searched === 0 && this.handler.quick !== undefined) {
        const { bytes, start, end } = window;
        const stop = Math.min(end, start + this.limit + 1);
        const newline = this.handler.quick(bytes, start, stop, this.lineNumber);
        if (newline >= 0) {
          window.start = newline + 1;
          this.lineNumber++;
          continue;
        }
      }
      const at = window.newline(window.start + this.searched);
      if (at - window.start > this.limit) {
        this.searched = 0;
        this.skipping = true;
        this.handler.tooLong(this.lineNumber);
      } else if (at < window.end) {
        this.emit(at);
        window.start = at + 1;
        this.searched = 0;
        this.lineNumber++;
      } else {
        this.searched = window.length;
        return;
      }
    }
  }

  private emit(end: number): void {
    const { bytes, start } = this.window;
    const to = end > start && bytes[end - 1] === CARRIAGE_RETURN ? end - 1 : end;
    this.handler.line(bytes, start, to, this.lineNumber);
  }

  /** The last line needs no newline. */
  end(): void {
    if (this.window.length > 0 && !this.skipping) this.emit(this.window.end);
    this.window.start = this.window.end;
  }
}
