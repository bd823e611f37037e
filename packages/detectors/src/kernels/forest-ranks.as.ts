/**
 * Path lengths by ranks and masks. AssemblyScript.
 *
 * A row's value in a column matters only by its rank among the thresholds of that column. For each column and
 * rank a line of 64 bytes holds the leaves that the splits on this column leave open: 64 leaves a word, eight
 * words a line, a few trees. The intersection over columns is, for each tree, the one leaf that the row reaches.
 * A chunk holds the lines of eight words, small enough for the first-level cache, and a map from the ranks among
 * all trees' thresholds to its lines. Leaf sets are the idea of Lucchese et al., "QuickScorer", SIGIR 2015.
 */

const GREATEST_FLOAT: f64 = 3.4028234663852886e38;

/**
 * Writes for each row and column the offset of its rank within a chunk's map (rows x columns, 32-bit).
 * @param values rows x stride / 8, 64-bit
 * @param rows a multiple of 4
 * @param columns four 32-bit numbers each: byte offset in a row; address of its thresholds, ascending, 2^k - 1
 * of them, filled up with infinity; 2^k times 2; offset of its first rank
 */
export function rankRows(
  values: usize,
  rows: i32,
  stride: usize,
  columns: usize,
  count: usize,
  offsets: usize,
): void {
  const width = count << 2;
  for (let column: usize = 0; column < count; column++, columns += 16) {
    let value = values + load<u32>(columns);
    const thresholds = load<u32>(columns, 4);
    const half = load<u32>(columns, 8);
    const first = load<u32>(columns, 12);
    let into = offsets + (column << 2);
    for (let r = rows; r > 0; r -= 4) {
      const a = rounded(value);
      const b = rounded(value + stride);
      const c = rounded(value + 2 * stride);
      const d = rounded(value + 3 * stride);
      let i: usize = thresholds;
      let j: usize = thresholds;
      let k: usize = thresholds;
      let l: usize = thresholds;
      for (let step = half; step >= 4; step >>= 1) {
        i += load<f32>(i + step - 4) < a ? step : 0;
        j += load<f32>(j + step - 4) < b ? step : 0;
        k += load<f32>(k + step - 4) < c ? step : 0;
        l += load<f32>(l + step - 4) < d ? step : 0;
      }
      store<u32>(into, first + ((i - thresholds) >> 1));
      store<u32>(into + width, first + ((j - thresholds) >> 1));
      store<u32>(into + 2 * width, first + ((k - thresholds) >> 1));
      store<u32>(into + 3 * width, first + ((l - thresholds) >> 1));
      into += 4 * width;
      value += 4 * stride;
    }
  }
}

function rounded(value: usize): f32 {
  return <f32>min(max(load<f64>(value), -GREATEST_FLOAT), GREATEST_FLOAT);
}

/**
 * Adds to `sums` (rows, 64-bit) the path length that each word holds for the row, word by word in order.
 * @param count columns, an even number
 * @param chunks each: the map, 16-bit offsets from its first line; the lines
 * @param mapBytes a multiple of 64
 * @param chunkEnds address of each chunk's end (chunks, 32-bit)
 * @param lengths of each word its 64 leaves' path lengths, then 0 for a word without an open leaf (64-bit)
 */
export function addRankedPathLengths(
  offsets: usize,
  rows: i32,
  count: usize,
  chunks: usize,
  mapBytes: usize,
  chunkEnds: usize,
  lastChunkEnd: usize,
  lengths: usize,
  sums: usize,
): void {
  const end = sums + ((<usize>rows) << 3);
  for (let map = chunks; chunkEnds < lastChunkEnd; map = load<u32>(chunkEnds), chunkEnds += 4) {
    const lines = map + mapBytes;
    let at = offsets;
    for (let into = sums; into < end; into += 8) {
      let first = lines + load<u16>(map + load<u32>(at));
      let second = lines + load<u16>(map + load<u32>(at, 4));
      let a = v128.and(v128.load(first), v128.load(second));
      let b = v128.and(v128.load(first, 16), v128.load(second, 16));
      let c = v128.and(v128.load(first, 32), v128.load(second, 32));
      let d = v128.and(v128.load(first, 48), v128.load(second, 48));
      const next = at + (count << 2);
      for (at += 8; at < next; at += 8) {
        first = lines + load<u16>(map + load<u32>(at));
        second = lines + load<u16>(map + load<u32>(at, 4));
        a = v128.and(a, v128.and(v128.load(first), v128.load(second)));
        b = v128.and(b, v128.and(v128.load(first, 16), v128.load(second, 16)));
        c = v128.and(c, v128.and(v128.load(first, 32), v128.load(second, 32)));
        d = v128.and(d, v128.and(v128.load(first, 48), v128.load(second, 48)));
      }
      let sum = load<f64>(into);
      sum += load<f64>(lengths + ((<usize>ctz(i64x2.extract_lane(a, 0))) << 3));
      sum += load<f64>(lengths + ((<usize>ctz(i64x2.extract_lane(a, 1))) << 3), 520);
      sum += load<f64>(lengths + ((<usize>ctz(i64x2.extract_lane(b, 0))) << 3), 1040);
      sum += load<f64>(lengths + ((<usize>ctz(i64x2.extract_lane(b, 1))) << 3), 1560);
      sum += load<f64>(lengths + ((<usize>ctz(i64x2.extract_lane(c, 0))) << 3), 2080);
      sum += load<f64>(lengths + ((<usize>ctz(i64x2.extract_lane(c, 1))) << 3), 2600);
      sum += load<f64>(lengths + ((<usize>ctz(i64x2.extract_lane(d, 0))) << 3), 3120);
      sum += load<f64>(lengths + ((<usize>ctz(i64x2.extract_lane(d, 1))) << 3), 3640);
      store<f64>(into, sum);
    }
    lengths += 4160;
  }
}
