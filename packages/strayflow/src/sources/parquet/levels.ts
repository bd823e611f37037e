/** Runs of small numbers (Parquet format, "Run Length Encoding / Bit-Packing Hybrid"), never beyond what is asked for. */

/** Fills `out` from `bytes[from..to)`; gives how many values there were before the bytes ended. */
export function readRuns(
  bytes: Uint8Array,
  from: number,
  to: number,
  width: number,
  out: Int32Array,
): number {
  const valueBytes = (width + 7) >> 3;
  let at = from;
  let filled = 0;
  while (filled < out.length && at < to) {
    let header = 0;
    let scale = 1;
    for (;;) {
      const byte = at < to ? bytes[at++]! : 0;
      header += (byte & 0x7f) * scale;
      if (byte < 0x80 || scale > 0x1000_0000) break;
      scale *= 128;
    }
    const isPacked = header % 2 === 1;
    const count = Math.floor(header / 2);
    if (isPacked) {
      const end = Math.min(to, at + count * width);
      filled = unpack(bytes, at, end, width, out, filled, Math.min(out.length, filled + 8 * count));
      at += count * width;
    } else {
      let value = 0;
      for (let i = 0; i < valueBytes; i++) value |= (at + i < to ? bytes[at + i]! : 0) << (8 * i);
      at += valueBytes;
      const end = Math.min(out.length, filled + count);
      out.fill(value, filled, end);
      filled = end;
    }
  }
  return filled;
}

function unpack(
  bytes: Uint8Array,
  from: number,
  to: number,
  width: number,
  out: Int32Array,
  filled: number,
  end: number,
): number {
  let at = from;
  let bits = 0;
  let held = 0;
  while (filled < end) {
    let value = 0;
    for (let need = width, shift = 0; need > 0; ) {
      if (held === 0) {
        if (at >= to) return filled;
        bits = bytes[at++]!;
        held = 8;
      }
      const take = Math.min(need, held);
      value |= (bits & ((1 << take) - 1)) << shift;
      bits >>= take;
      held -= take;
      shift += take;
      need -= take;
    }
    out[filled++] = value;
  }
  return filled;
}
