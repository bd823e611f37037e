/** Decompresses LZO1X (Linux kernel documentation, "LZO stream format as understood by Linux' LZO decompressor"). */

/**
 * Writes what `input[from..to)` stands for to `output` and returns its length. Throws RangeError when the stream is
 * damaged or `output` too short.
 */
export function decompressLzo(input: Uint8Array, from: number, to: number, output: Uint8Array): number {
  return new LzoStream(input, from, to, output).run();
}

/** Distances in front of which the three kinds of short and far matches begin. */
const AFTER_LITERALS = 0x800;
const FAR = 0x4000;

class LzoStream {
  private readonly input: Uint8Array;
  private readonly to: number;
  private readonly output: Uint8Array;
  private ip: number;
  private op = 0;

  constructor(input: Uint8Array, from: number, to: number, output: Uint8Array) {
    this.input = input;
    this.ip = from;
    this.to = to;
    this.output = output;
  }

  run(): number {
    // Literals since the last match: 0 none, 1 to 3 a few, 4 a long run.
    let state = 0;
    const first = this.next();
    if (first > 17) {
      this.literals(first - 17);
      state = Math.min(first - 17, 4);
    } else this.ip--;
    for (;;) {
      const code = this.next();
      if (code < 16 && state === 0) {
        this.literals(this.length(code, 15) + 3);
        state = 4;
        continue;
      }
      const low = this.match(code, state);
      if (low < 0) return this.op;
      state = low & 3;
      this.literals(state);
    }
  }

  /** Copies the match of an instruction; gives the byte whose two lowest bits count literals, or -1 at the end. */
  private match(code: number, state: number): number {
    if (code >= 64) {
      const distance = 1 + ((code >> 2) & 7) + (this.next() << 3);
      this.copy(distance, (code >> 5) + 1);
      return code;
    }
    if (code >= 32) {
      const length = this.length(code & 31, 31) + 2;
      const low = this.next();
      this.copy(1 + (low >> 2) + (this.next() << 6), length);
      return low;
    }
    if (code >= 16) {
      const length = this.length(code & 7, 7) + 2;
      const low = this.next();
      const distance = ((code & 8) << 11) + (low >> 2) + (this.next() << 6);
      if (distance === 0) return -1;
      this.copy(distance + FAR, length);
      return low;
    }
    const near = 1 + (code >> 2) + (this.next() << 2);
    if (state === 4) this.copy(near + AFTER_LITERALS, 3);
    else this.copy(near, 2);
    return code;
  }

  private next(): number {
    if (this.ip >= this.to) throw new RangeError('the stream ends early');
    return this.input[this.ip++]!;
  }

  /** A length of 0 goes on in the next bytes. */
  private length(short: number, most: number): number {
    if (short !== 0) return short;
    let length = most;
    for (;;) {
      const more = this.next();
      if (more !== 0) return length + more;
      length += 255;
    }
  }

  private literals(count: number): void {
    const { input, output, ip, op } = this;
    if (ip + count > this.to) throw new RangeError('literals end early');
    if (op + count > output.length) throw new RangeError('more bytes than there is room for');
    for (let i = 0; i < count; i++) output[op + i] = input[ip + i]!;
    this.ip += count;
    this.op += count;
  }

  private copy(distance: number, length: number): void {
    const { output } = this;
    let { op } = this;
    if (distance > op) throw new RangeError('a match begins before the data');
    if (op + length > output.length) throw new RangeError('more bytes than there is room for');
    for (const end = op + length; op < end; op++) output[op] = output[op - distance]!;
    this.op = op;
  }
}
