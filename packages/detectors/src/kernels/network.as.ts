/**
 * Steps of a dense network in 32 bits. AssemblyScript.
 *
 * Matrices are row-major; rows are multiples of 4, columns multiples of 8.
 */

/**
 * out (m x n) = max(a b + bias, floor), 0 where gate (m x n) is not above 0.
 * @param a element (i, p) at a + i x rowStride + p x step, m x k
 * @param b k x n
 * @param bias n
 * @param gate 0 for none
 */
export function product(
  a: usize,
  rowStride: usize,
  step: usize,
  b: usize,
  bias: usize,
  floor: f32,
  gate: usize,
  out: usize,
  m: i32,
  k: i32,
  n: i32,
): void {
  const width = (<usize>n) << 2;
  const twoRows = 2 * rowStride;
  const threeRows = 3 * rowStride;
  const least = f32x4.splat(floor);
  for (let j: usize = 0; j < width; j += 32) {
    let row = a;
    let into = out + j;
    for (let i = m; i > 0; i -= 4) {
      let a0 = v128.load(bias + j);
      let a1 = v128.load(bias + j, 16);
      let b0 = a0;
      let b1 = a1;
      let c0 = a0;
      let c1 = a1;
      let d0 = a0;
      let d1 = a1;
      let at = row;
      let other = b + j;
      for (let p = k; p > 0; p--) {
        const y = v128.load(other);
        const z = v128.load(other, 16);
        let x = v128.load32_splat(at);
        a0 = f32x4.add(a0, f32x4.mul(x, y));
        a1 = f32x4.add(a1, f32x4.mul(x, z));
        x = v128.load32_splat(at + rowStride);
        b0 = f32x4.add(b0, f32x4.mul(x, y));
        b1 = f32x4.add(b1, f32x4.mul(x, z));
        x = v128.load32_splat(at + twoRows);
        c0 = f32x4.add(c0, f32x4.mul(x, y));
        c1 = f32x4.add(c1, f32x4.mul(x, z));
        x = v128.load32_splat(at + threeRows);
        d0 = f32x4.add(d0, f32x4.mul(x, y));
        d1 = f32x4.add(d1, f32x4.mul(x, z));
        at += step;
        other += width;
      }
      put(into, a0, a1, least, gate, out);
      put(into + width, b0, b1, least, gate, out);
      put(into + 2 * width, c0, c1, least, gate, out);
      put(into + 3 * width, d0, d1, least, gate, out);
      into += 4 * width;
      row += 4 * rowStride;
    }
  }
}

function put(into: usize, first: v128, second: v128, least: v128, gate: usize, out: usize): void {
  first = f32x4.max(first, least);
  second = f32x4.max(second, least);
  if (gate > 0) {
    const at = into - out + gate;
    first = v128.and(first, f32x4.gt(v128.load(at), f32x4.splat(0)));
    second = v128.and(second, f32x4.gt(v128.load(at, 16), f32x4.splat(0)));
  }
  v128.store(into, first);
  v128.store(into, second, 16);
}

/** 1 / (1 + exp(-x)) of so many bytes, in place. */
export function logistic(values: usize, bytes: usize): void {
  for (const end = values + bytes; values < end; values += 16) {
    const x = f32x4.max(f32x4.min(v128.load(values), f32x4.splat(80)), f32x4.splat(-80));
    const exponent = f32x4.mul(x, f32x4.splat(-(<f32>Math.LOG2E)));
    // Adding 1.5 x 2^23 rounds to a whole number and leaves it in the lowest bits.
    const shifted = f32x4.add(exponent, f32x4.splat(12582912));
    const f = f32x4.sub(exponent, f32x4.sub(shifted, f32x4.splat(12582912)));
    let p = f32x4.splat(0.001326472731307149);
    p = f32x4.add(f32x4.mul(p, f), f32x4.splat(0.009671512991189957));
    p = f32x4.add(f32x4.mul(p, f), f32x4.splat(0.05550733581185341));
    p = f32x4.add(f32x4.mul(p, f), f32x4.splat(0.24022242426872253));
    p = f32x4.add(f32x4.mul(p, f), f32x4.splat(0.6931470036506653));
    p = f32x4.add(f32x4.mul(p, f), f32x4.splat(1));
    const e = i32x4.add(p, i32x4.shl(shifted, 23));
    v128.store(values, f32x4.div(f32x4.splat(1), f32x4.add(f32x4.splat(1), e)));
  }
}

/** 64-bit values (rows x columns) as 32-bit ones, each row `stride` bytes after the one before. */
export function narrow(from: usize, rows: i32, columns: i32, into: usize, stride: usize): void {
  const pairs = (<usize>(columns & ~1)) << 2;
  for (; rows > 0; rows--, into += stride) {
    for (let c: usize = 0; c < pairs; c += 8, from += 16) {
      v128.store64_lane(into + c, f32x4.demote_f64x2_zero(v128.load(from)), 0);
    }
    if (columns & 1) {
      store<f32>(into + pairs, <f32>load<f64>(from));
      from += 8;
    }
  }
}

/** Mean absolute difference of each row (rows) between 32-bit values, `stride` bytes a row, and 64-bit ones (rows x columns). */
export function meanErrors(
  values: usize,
  stride: usize,
  others: usize,
  rows: i32,
  columns: i32,
  means: usize,
): void {
  for (; rows > 0; rows--, values += stride, means += 8) {
    let sum: f64 = 0;
    for (let c: usize = 0; c < (<usize>columns) << 2; c += 4, others += 8) {
      sum += Math.abs(<f64>load<f32>(values + c) - load<f64>(others));
    }
    store<f64>(means, sum / <f64>columns);
  }
}

/**
 * Derivative of the mean squared error through the logistic function.
 * @param mask 1 in columns that exist, 0 in those that fill up (columns)
 * @param factor 2 / number of values
 * @returns sum of squared errors
 */
export function outputDelta(
  output: usize,
  target: usize,
  delta: usize,
  rows: i32,
  columns: i32,
  mask: usize,
  factor: f32,
): f64 {
  const width = (<usize>columns) << 2;
  const scale = f32x4.splat(factor);
  let total = f64x2.splat(0);
  for (; rows > 0; rows--) {
    let squares = f32x4.splat(0);
    for (let c: usize = 0; c < width; c += 16) {
      const y = v128.load(output + c);
      const e = f32x4.mul(f32x4.sub(y, v128.load(target + c)), v128.load(mask + c));
      squares = f32x4.add(squares, f32x4.mul(e, e));
      const slope = f32x4.mul(y, f32x4.sub(f32x4.splat(1), y));
      v128.store(delta + c, f32x4.mul(f32x4.mul(scale, e), slope));
    }
    const high = i8x16.shuffle(squares, squares, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15);
    total = f64x2.add(total, f64x2.promote_low_f32x4(squares));
    total = f64x2.add(total, f64x2.promote_low_f32x4(high));
    output += width;
    target += width;
    delta += width;
  }
  return f64x2.extract_lane(total, 0) + f64x2.extract_lane(total, 1);
}

/** Sums of the columns (rows x columns) into `sums` (columns). */
export function columnSums(values: usize, rows: i32, columns: i32, sums: usize): void {
  const width = (<usize>columns) << 2;
  for (let c: usize = 0; c < width; c += 16) {
    let sum = f32x4.splat(0);
    let at = values + c;
    for (let r = rows; r > 0; r--, at += width) sum = f32x4.add(sum, v128.load(at));
    v128.store(sums + c, sum);
  }
}

/** out (columns x rows) = transpose of `values` (rows x columns). */
export function transpose(values: usize, rows: i32, columns: i32, out: usize): void {
  const width = (<usize>columns) << 2;
  const height = (<usize>rows) << 2;
  for (let r: usize = 0; r < height; r += 16, values += 4 * width) {
    let into = out + r;
    for (let c: usize = 0; c < width; c += 16, into += 4 * height) {
      const p = v128.load(values + c);
      const q = v128.load(values + c + width);
      const s = v128.load(values + c + 2 * width);
      const t = v128.load(values + c + 3 * width);
      const pq = i32x4.shuffle(p, q, 0, 4, 1, 5);
      const st = i32x4.shuffle(s, t, 0, 4, 1, 5);
      const pqHigh = i32x4.shuffle(p, q, 2, 6, 3, 7);
      const stHigh = i32x4.shuffle(s, t, 2, 6, 3, 7);
      v128.store(into, i64x2.shuffle(pq, st, 0, 2));
      v128.store(into + height, i64x2.shuffle(pq, st, 1, 3));
      v128.store(into + 2 * height, i64x2.shuffle(pqHigh, stHigh, 0, 2));
      v128.store(into + 3 * height, i64x2.shuffle(pqHigh, stHigh, 1, 3));
    }
  }
}

/** One step of Adam. Moments below 1e-30 become 0: numbers near the end of the range are slow. */
export function adam(
  values: usize,
  gradients: usize,
  first: usize,
  second: usize,
  bytes: usize,
  rate: f32,
): void {
  const by = f32x4.splat(rate);
  const least = f32x4.splat(1e-30);
  for (const end = values + bytes; values < end; values += 16, gradients += 16, first += 16, second += 16) {
    const g = v128.load(gradients);
    let m = v128.load(first);
    let v = v128.load(second);
    m = f32x4.add(m, f32x4.mul(f32x4.sub(g, m), f32x4.splat(0.1)));
    v = f32x4.add(v, f32x4.mul(f32x4.sub(f32x4.mul(g, g), v), f32x4.splat(0.001)));
    m = v128.and(m, f32x4.gt(f32x4.abs(m), least));
    v = v128.and(v, f32x4.gt(v, least));
    v128.store(first, m);
    v128.store(second, v);
    const step = f32x4.div(f32x4.mul(by, m), f32x4.add(f32x4.sqrt(v), f32x4.splat(1e-7)));
    v128.store(values, f32x4.sub(v128.load(values), step));
  }
}
