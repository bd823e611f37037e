/**
 * Sums of distances between rows of two clusters. AssemblyScript.
 *
 * Points stand in blocks of 16, column by column, 16 values each; a mask of 16 lanes is all ones where there is a
 * point. Sources stand row after row. All values are 32-bit; the number of columns is even, a column of zeros may
 * fill it up.
 */

/**
 * Adds to `sums` (blocks x 16, 64-bit) the distances of all sources from the point, and to `halves` (sources x 2,
 * 64-bit) those of all points from the source, in two parts; one source more than there are may be touched.
 * @param masks of each block (blocks x 16, 32-bit)
 */
export function addDistances(
  points: usize,
  blocks: i32,
  masks: usize,
  columns: usize,
  sources: usize,
  count: usize,
  sums: usize,
  halves: usize,
): void {
  const sourceBytes = columns << 2;
  const last = sources + count * sourceBytes;
  for (; blocks > 0; blocks--, points += columns << 6, masks += 64, sums += 128) {
    let source = sources;
    let half = halves;
    while (source < last) {
      const flush = min(source + 8 * sourceBytes, last);
      let sumA = f32x4.splat(0);
      let sumB = sumA;
      let sumC = sumA;
      let sumD = sumA;
      while (source < flush) {
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
        const end = source + sourceBytes;
        for (let point = points; source < end; source += 4, point += 64) {
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
        // Behind the last of an odd number of sources something else is read, and counts for nothing.
        const there = i32x4.splat(source < last ? -1 : 0);
        source += sourceBytes;
        a = v128.and(f32x4.sqrt(a), v128.load(masks));
        b = v128.and(f32x4.sqrt(b), v128.load(masks, 16));
        c = v128.and(f32x4.sqrt(c), v128.load(masks, 32));
        d = v128.and(f32x4.sqrt(d), v128.load(masks, 48));
        a2 = v128.and(f32x4.sqrt(a2), v128.and(v128.load(masks), there));
        b2 = v128.and(f32x4.sqrt(b2), v128.and(v128.load(masks, 16), there));
        c2 = v128.and(f32x4.sqrt(c2), v128.and(v128.load(masks, 32), there));
        d2 = v128.and(f32x4.sqrt(d2), v128.and(v128.load(masks, 48), there));
        sumA = f32x4.add(sumA, f32x4.add(a, a2));
        sumB = f32x4.add(sumB, f32x4.add(b, b2));
        sumC = f32x4.add(sumC, f32x4.add(c, c2));
        sumD = f32x4.add(sumD, f32x4.add(d, d2));
        addHalves(half, f32x4.add(f32x4.add(a, b), f32x4.add(c, d)));
        addHalves(half + 16, f32x4.add(f32x4.add(a2, b2), f32x4.add(c2, d2)));
        half += 32;
      }
      addWide(sums, sumA);
      addWide(sums + 32, sumB);
      addWide(sums + 64, sumC);
      addWide(sums + 96, sumD);
    }
  }
}

function addHalves(into: usize, sum: v128): void {
  const high = i8x16.shuffle(sum, sum, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15);
  v128.store(into, f64x2.add(v128.load(into), f64x2.promote_low_f32x4(f32x4.add(sum, high))));
}

function addWide(into: usize, sum: v128): void {
  v128.store(into, f64x2.add(v128.load(into), f64x2.promote_low_f32x4(sum)));
  const high = i8x16.shuffle(sum, sum, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15);
  v128.store(into, f64x2.add(v128.load(into, 16), f64x2.promote_low_f32x4(high)), 16);
}
