/** A row of cells that stand in no text of their own: values are written one after the other into one buffer. */
import type { Cells } from './row.js';

const encoder = new TextEncoder();
const SPACE_FOR_NUMBER = 24;

export class ScratchCells implements Cells {
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  bytes = new Uint8Array(4096);
  private used = 0;

  constructor(width: number) {
    this.starts = new Int32Array(width);
    this.ends = new Int32Array(width);
  }

  /** Begins a row: every cell is empty. */
  clear(): void {
    this.used = 0;
    this.starts.fill(0);
    this.ends.fill(0);
  }

  setText(cell: number, text: string): void {
    // A character of UTF-16 takes at most three bytes of UTF-8.
    this.makeRoom(3 * text.length);
    const { written } = encoder.encodeInto(text, this.bytes.subarray(this.used));
    this.close(cell, written);
  }

  setBytes(cell: number, bytes: Uint8Array): void {
    this.makeRoom(bytes.length);
    this.bytes.set(bytes, this.used);
    this.close(cell, bytes.length);
  }

  /** Whole numbers digit by digit, all others as JavaScript writes them: they are read back as the same number. */
  setNumber(cell: number, value: number): void {
    if (!Number.isSafeInteger(value) || value < 0) {
      if (!Number.isNaN(value)) this.setText(cell, String(value));
      return;
    }
    this.makeRoom(SPACE_FOR_NUMBER);
    let digits = 1;
    for (let rest = value; rest >= 10; rest = Math.floor(rest / 10)) digits++;
    let rest = value;
    for (let at = this.used + digits - 1; at >= this.used; at--) {
      const next = Math.floor(rest / 10);
      this.bytes[at] = 48 + rest - 10 * next;
      rest = next;
    }
    this.close(cell, digits);
  }

  text(
    bytes: Uint8Array,
    index: number,
    decode: (bytes: Uint8Array, from: number, to: number) => string,
  ): string {
    return decode(bytes, this.starts[index]!, this.ends[index]!);
  }

  private makeRoom(more: number): void {
    if (this.used + more <= this.bytes.length) return;
    const grown = new Uint8Array(2 * (this.used + more));
    grown.set(this.bytes.subarray(0, this.used));
    this.bytes = grown;
  }

  private close(cell: number, length: number): void {
    this.starts[cell] = this.used;
    this.used += length;
    this.ends[cell] = this.used;
  }
}
