/**
 * Radial basis functions 2^(-|x - y|^2) of rows that stand in blocks. AssemblyScript.
 *
 * Points stand in blocks of 16, column by column, 16 values each. Sources stand row after row. All values are
 * 32-bit and scaled so that 2 is the base; the number of columns is even, a column of zeros may fill it up.
 */

/**
 * Writes the kernel of a source with every point.
 * @param into blocks x 16, 32-bit
 */
export function kernelRow(source: usize, columns: usize, points: usize, blocks: i32, into: usize): void {
  const sourceEnd = source + (columns << 2);
  for (; blocks > 0; blocks--, into += 64) {
    let a = f32x4.splat(0);
    let b = a;
    let c = a;
    let d = a;
    let e = a;
    let f = a;
    for (let at = source; at < sourceEnd; at += 8, points += 128) {
      const x = v128.load32_splat(at);
      const y = v128.load32_splat(at, 4);
      e = f32x4.sub(x, v128.load(points));
      f = f32x4.sub(y, v128.load(points, 64));
      a = f32x4.add(a, f32x4.add(f32x4.mul(e, e), f32x4.mul(f, f)));
      e = f32x4.sub(x, v128.load(points, 16));
      f = f32x4.sub(y, v128.load(points, 80));
      b = f32x4.add(b, f32x4.add(f32x4.mul(e, e), f32x4.mul(f, f)));
      e = f32x4.sub(x, v128.load(points, 32));
      f = f32x4.sub(y, v128.load(points, 96));
      c = f32x4.add(c, f32x4.add(f32x4.mul(e, e), f32x4.mul(f, f)));
      e = f32x4.sub(x, v128.load(points, 48));
      f = f32x4.sub(y, v128.load(points, 112));
      d = f32x4.add(d, f32x4.add(f32x4.mul(e, e), f32x4.mul(f, f)));
    }
    v128.store(into, decay(a));
    v128.store(into, decay(b), 16);
    v128.store(into, decay(c), 32);
    v128.store(into, decay(d), 48);
  }
}

/**
 * Adds to `sums` (blocks x 16, 64-bit) the weighted sum of the kernels of all sources with the point. Eight
 * sources at a time are summed in 32 bits, two at a time compared.
 * @param count sources, an even number
 * @param weights of each source, 32-bit
 */
export function addWeightedKernels(
  points: usize,
  blocks: i32,
  columns: usize,
  sources: usize,
  count: usize,
  weights: usize,
  sums: usize,
): void {
  const sourceBytes = columns << 2;
  const lastWeight = weights + (count << 2);
  for (; blocks > 0; blocks--, sums += 128, points += columns << 6) {
    let source = sources;
    let weight = weights;
    while (weight < lastWeight) {
      const flush = min(weight + 32, lastWeight);
      let sumA = f32x4.splat(0);
      let sumB = sumA;
      let sumC = sumA;
      let sumD = sumA;
      for (; weight < flush; weight += 8) {
        let a = f32x4.splat(0);
        let b = a;
        let c = a;
        let d = a;
        let a2 = a;
        let b2 = a;
        let c2 = a;
        let d2 = a;
        let e = a;
        let f = a;
        let p = a;
        const sourceEnd = source + sourceBytes;
        for (let point = points; source < sourceEnd; source += 4, point += 64) {
          const x = v128.load32_splat(source);
          const y = v128.load32_splat(source + sourceBytes);
          p = v128.load(point);
          e = f32x4.sub(x, p);
          f = f32x4.sub(y, p);
          a = f32x4.add(a, f32x4.mul(e, e));
          a2 = f32x4.add(a2, f32x4.mul(f, f));
          p = v128.load(point, 16);
          e = f32x4.sub(x, p);
          f = f32x4.sub(y, p);
          b = f32x4.add(b, f32x4.mul(e, e));
          b2 = f32x4.add(b2, f32x4.mul(f, f));
          p = v128.load(point, 32);
          e = f32x4.sub(x, p);
          f = f32x4.sub(y, p);
          c = f32x4.add(c, f32x4.mul(e, e));
          c2 = f32x4.add(c2, f32x4.mul(f, f));
          p = v128.load(point, 48);
          e = f32x4.sub(x, p);
          f = f32x4.sub(y, p);
          d = f32x4.add(d, f32x4.mul(e, e));
          d2 = f32x4.add(d2, f32x4.mul(f, f));
        }
        source += sourceBytes;
        let w = v128.load32_splat(weight);
        sumA = f32x4.add(sumA, f32x4.mul(w, decay(a)));
        sumB = f32x4.add(sumB, f32x4.mul(w, decay(b)));
        sumC = f32x4.add(sumC, f32x4.mul(w, decay(c)));
        sumD = f32x4.add(sumD, f32x4.mul(w, decay(d)));
        w = v128.load32_splat(weight, 4);
        sumA = f32x4.add(sumA, f32x4.mul(w, decay(a2)));
        sumB = f32x4.add(sumB, f32x4.mul(w, decay(b2)));
        sumC = f32x4.add(sumC, f32x4.mul(w, decay(c2)));
        sumD = f32x4.add(sumD, f32x4.mul(w, decay(d2)));
      }
      addWide(sums, sumA);
      addWide(sums + 32, sumB);
      addWide(sums + 64, sumC);
      addWide(sums + 96, sumD);
    }
  }
}

function addWide(into: usize, sum: v128): void {
  v128.store(into, f64x2.add(v128.load(into), f64x2.promote_low_f32x4(sum)));
  const high = i8x16.shuffle(sum, sum, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15);
  v128.store(into, f64x2.add(v128.load(into, 16), f64x2.promote_low_f32x4(high)), 16);
}

/**
 * What 2^-t needs, in memory: written into the code twelve times over, the constants would be a third of the
 * module. Whoever uses the memory leaves the first 2048 bytes alone.
 */
const CONSTANTS = memory.data<f32>([
  -126, 12582912, 0.001326472731307149, 0.009671512991189957, 0.05550733581185341, 0.24022242426872253,
  0.6931470036506653, 1,
]);

/**
 * 2^-t for t >= 0 as 2^n 2^f, |f| <= 1/2, 2^f by a polynomial whose relative error is below 2e-7 and which is
 * 1 at 0; 2^-126 for all t beyond.
 */
function decay(t: v128): v128 {
  const exponent = f32x4.max(f32x4.neg(t), v128.load32_splat(CONSTANTS));
  // Adding 1.5 x 2^23 rounds to a whole number and leaves it in the lowest bits.
  const rounding = v128.load32_splat(CONSTANTS, 4);
  const shifted = f32x4.add(exponent, rounding);
  const f = f32x4.sub(exponent, f32x4.sub(shifted, rounding));
  let p = v128.load32_splat(CONSTANTS, 8);
  p = f32x4.add(f32x4.mul(p, f), v128.load32_splat(CONSTANTS, 12));
  p = f32x4.add(f32x4.mul(p, f), v128.load32_splat(CONSTANTS, 16));
  p = f32x4.add(f32x4.mul(p, f), v128.load32_splat(CONSTANTS, 20));
  p = f32x4.add(f32x4.mul(p, f), v128.load32_splat(CONSTANTS, 24));
  p = f32x4.add(f32x4.mul(p, f), v128.load32_splat(CONSTANTS, 28));
  return i32x4.add(p, i32x4.shl(shifted, 23));
}
