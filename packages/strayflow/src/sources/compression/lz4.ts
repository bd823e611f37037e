/** Decompresses an LZ4 block (LZ4 Block Format Description, lz4 project, doc/lz4_Block_format.md). */

/**
 * Writes what `input[from..to)` stands for to `output` at `at` and returns where it ends; matches may reach back to the
 * beginning of `output`. Throws RangeError when the block is damaged or `output` too short.
 */
export function decompressLz4(
  input: Uint8Array,
  from: number,
  to: number,
  output: Uint8Array,
  at = 0,
): number {
  let ip = from;
  let op = at;
  while (ip < to) {
    const token = input[ip++]!;
    let literals = token >> 4;
    if (literals === 15) {
      let more: number;
      do {
        if (ip >= to) throw new RangeError('a length ends early');
        more = input[ip++]!;
        literals += more;
      } while (more === 255);
    }
    if (ip + literals > to) throw new RangeError('literals end early');
    if (op + literals > output.length) throw new RangeError('more bytes than there is room for');
    output.set(input.subarray(ip, ip + literals), op);
    ip += literals;
    op += literals;
    // The last sequence has literals alone.
    if (ip === to) return op;
    if (ip + 2 > to) throw new RangeError('an offset ends early');
    const offset = input[ip]! | (input[ip + 1]! << 8);
    ip += 2;
    let length = token & 15;
    if (length === 15) {
      let more: number;
      do {
        if (ip >= to) throw new RangeError('a length ends early');
        more = input[ip++]!;
        length += more;
      } while (more === 255);
    }
    length += 4;
    if (offset === 0 || offset > op) throw new RangeError('a match begins before the data');
    if (op + length > output.length) throw new RangeError('more bytes than there is room for');
    // A match may overlap what it writes.
    for (const end = op + length; op < end; op++) output[op] = output[op - offset]!;
  }
  return op;
}
