/**
 * Distances to the nearest of many points. AssemblyScript.
 *
 * Points stand in blocks of 16, in 32 bits, column by column, 16 values each; and once more in 64 bits, point after
 * point. The blocks hang in a tree of boxes: a node has for each column the least values of its 4 children and then
 * the greatest, in 32 bits, and behind the columns 4 references (32-bit): a node (its number), a block (the
 * complement of its number), or nothing (the least number there is). Boxes enclose the 32-bit values.
 */

const NOTHING: i32 = i32.MIN_VALUE;
/** Columns between two looks whether any point of a block can still be near. */
const CHUNK: usize = 8;

/**
 * Writes the least squared distance of each row, in 64 bits, summed column by column. 32 bits only rule points out.
 * @param root reference of the root
 * @param rows in 64 bits (count x columns), and in `single` in 32 bits
 * @param slacks how much rounding to 32 bits may add to distances of the row, in their unit (count, 64-bit)
 * @param scale length of 1 in the unit of 32 bits
 * @param tolerance 1 + the relative error of squared distances in 32 bits
 * @param stack room for 1 + 3 x depth references, 8 bytes each
 * @param squares result (count, 64-bit)
 */
export function nearestSquares(
  root: i32,
  nodes: usize,
  blocks: usize,
  points: usize,
  columns: usize,
  rows: usize,
  single: usize,
  slacks: usize,
  count: i32,
  scale: f64,
  tolerance: f64,
  stack: usize,
  squares: usize,
): void {
  const singleBytes = columns << 2;
  const rowBytes = columns << 3;
  const nodeBytes = (columns << 5) + 16;
  const blockBytes = columns << 6;
  // The point that was nearest to one row is a good first guess for the next.
  let nearest = points;
  for (; count > 0; count--, rows += rowBytes, single += singleBytes, slacks += 8, squares += 8) {
    const slack = load<f64>(slacks);
    const end = single + singleBytes;
    let best = squaredDistance(rows, nearest, rowBytes);
    let bound = boundOf(best, scale, slack, tolerance);
    let top = stack + 8;
    store<f32>(stack, 0);
    store<i32>(stack, root, 4);
    while (top > stack && best > 0) {
      top -= 8;
      if (load<f32>(top) > bound) continue;
      const reference = load<i32>(top, 4);
      if (reference >= 0) {
        let box = nodes + (reference as usize) * nodeBytes;
        let sum = f32x4.splat(0);
        for (let x = single; x < end; x += 4, box += 32) {
          const value = v128.load32_splat(x);
          const below = f32x4.sub(v128.load(box), value);
          const above = f32x4.sub(value, v128.load(box, 16));
          const outside = f32x4.max(f32x4.max(below, above), f32x4.splat(0));
          sum = f32x4.add(sum, f32x4.mul(outside, outside));
        }
        const first = top;
        top = push(first, top, f32x4.extract_lane(sum, 0), load<i32>(box), bound);
        top = push(first, top, f32x4.extract_lane(sum, 1), load<i32>(box, 4), bound);
        top = push(first, top, f32x4.extract_lane(sum, 2), load<i32>(box, 8), bound);
        top = push(first, top, f32x4.extract_lane(sum, 3), load<i32>(box, 12), bound);
        continue;
      }
      const block = ~reference as usize;
      const bounds = f32x4.splat(bound);
      let a = f32x4.splat(0);
      let b = a;
      let c = a;
      let d = a;
      let x = single;
      let at = blocks + block * blockBytes;
      let near = true;
      while (near && x < end) {
        const stop = min(end, x + 4 * CHUNK);
        for (; x < stop; x += 4, at += 64) {
          const value = v128.load32_splat(x);
          const e = f32x4.sub(v128.load(at), value);
          const f = f32x4.sub(v128.load(at, 16), value);
          const g = f32x4.sub(v128.load(at, 32), value);
          const h = f32x4.sub(v128.load(at, 48), value);
          a = f32x4.add(a, f32x4.mul(e, e));
          b = f32x4.add(b, f32x4.mul(f, f));
          c = f32x4.add(c, f32x4.mul(g, g));
          d = f32x4.add(d, f32x4.mul(h, h));
        }
        const least = f32x4.pmin(f32x4.pmin(a, b), f32x4.pmin(c, d));
        near = v128.any_true(f32x4.le(least, bounds));
      }
      if (!near) continue;
      let lanes =
        i32x4.bitmask(f32x4.le(a, bounds)) |
        (i32x4.bitmask(f32x4.le(b, bounds)) << 4) |
        (i32x4.bitmask(f32x4.le(c, bounds)) << 8) |
        (i32x4.bitmask(f32x4.le(d, bounds)) << 12);
      const firstPoint = points + block * 16 * rowBytes;
      for (; lanes !== 0; lanes &= lanes - 1) {
        const point = firstPoint + (ctz(lanes) as usize) * rowBytes;
        const square = squaredDistance(rows, point, rowBytes);
        if (square < best) {
          best = square;
          nearest = point;
          bound = boundOf(best, scale, slack, tolerance);
        }
      }
    }
    store<f64>(squares, best);
  }
}

/** Points whose squared distance in 32 bits is above this are, in 64 bits, no nearer than `best`. */
function boundOf(best: f64, scale: f64, slack: f64, tolerance: f64): f32 {
  const reach = sqrt(best) * scale + slack;
  // The last term outweighs what is lost where squares in 32 bits underflow.
  return (reach * reach * tolerance + 1e-36) as f32;
}

function squaredDistance(row: usize, point: usize, bytes: usize): f64 {
  let sum: f64 = 0;
  const end = row + bytes;
  for (; row < end; row += 8, point += 8) {
    const difference = load<f64>(row) - load<f64>(point);
    sum += difference * difference;
  }
  return sum;
}

/** Puts a child between `first` and `top`, farthest first; where the top is then. */
function push(first: usize, top: usize, square: f32, reference: i32, bound: f32): usize {
  if (reference === NOTHING || square > bound) return top;
  let at = top;
  for (; at > first && load<f32>(at - 8) < square; at -= 8) store<u64>(at, load<u64>(at - 8));
  store<f32>(at, square);
  store<i32>(at, reference, 4);
  return top + 8;
}
