/** The unread bytes of a stream in one contiguous buffer, so that records may straddle chunks. */

import { DIGIT_WORD_SLACK } from './digit-words.js';

export const NEWLINE = 10;
export const CARRIAGE_RETURN = 13;

/** Room behind the unread bytes: a newline, and what readers of words look at beside it. */
const BEHIND = 1 + DIGIT_WORD_SLACK;

/**
 * `bytes[start..end)` is unread. `bytes[end]` is always a newline: a scan for one needs no bounds check and finds
 * `end` when there is none. The buffer grows to the largest unread part plus one chunk.
 */
export class ByteWindow {
  bytes = new Uint8Array(1 << 16);
  start = 0;
  end = 0;

  constructor() {
    this.bytes[0] = NEWLINE;
  }

  get length(): number {
    return this.end - this.start;
  }

  append(chunk: Uint8Array): void {
    if (this.end + chunk.length + BEHIND > this.bytes.length) this.makeRoom(chunk.length);
    this.bytes.set(chunk, this.end);
    this.end += chunk.length;
    this.bytes[this.end] = NEWLINE;
  }

  private makeRoom(more: number): void {
    const needed = this.length + more + BEHIND;
    if (needed <= this.bytes.length) this.bytes.copyWithin(0, this.start, this.end);
    else {
      const grown = new Uint8Array(Math.max(needed, 2 * this.bytes.length));
      grown.set(this.bytes.subarray(this.start, this.end));
      this.bytes = grown;
    }
    this.end -= this.start;
    this.start = 0;
  }

  /** Where the first newline at or after `from` stands; `end` when there is none. */
  newline(from: number): number {
    return this.bytes.indexOf(NEWLINE, from);
  }

  /** Drops the unread bytes up to and with the first newline; false (and all dropped) when there is none. */
  skipLine(): boolean {
    const at = this.newline(this.start);
    this.start = Math.min(at + 1, this.end);
    return at < this.end;
  }
}
