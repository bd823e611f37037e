/** A whole file in memory, in blocks, so that it grows without being copied. */

const BLOCK_BYTES = 1 << 20;

export class FileBlocks {
  length = 0;
  private readonly blocks: Uint8Array[] = [];

  append(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length; ) {
      const inside = this.length % BLOCK_BYTES;
      if (inside === 0) this.blocks.push(new Uint8Array(BLOCK_BYTES));
      const part = chunk.subarray(at, at + BLOCK_BYTES - inside);
      this.blocks[this.blocks.length - 1]!.set(part, inside);
      this.length += part.length;
      at += part.length;
    }
  }

  /** A copy of the bytes from `from` up to `to`. Throws RangeError when they do not lie in the file. */
  slice(from: number, to: number): Uint8Array {
    if (!(from >= 0 && from <= to && to <= this.length)) {
      throw new RangeError(`bytes ${from} to ${to} do not lie in a file of ${this.length} bytes`);
    }
    const out = new Uint8Array(to - from);
    for (let at = from; at < to; ) {
      const inside = at % BLOCK_BYTES;
      const part = this.blocks[Math.floor(at / BLOCK_BYTES)]!.subarray(inside, inside + to - at);
      out.set(part, at - from);
      at += part.length;
    }
    return out;
  }
}
