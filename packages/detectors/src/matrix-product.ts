/**
 * Products of small dense matrices, row-major, two rows by four columns at a time so that sums stay in
 * registers.
 */

/** out (m x n) = a (m x k) b (k x n) + bias (n) in every row. */
export function multiplyAdd(
  a: Float64Array,
  b: Float64Array,
  bias: Float64Array,
  out: Float64Array,
  m: number,
  k: number,
  n: number,
): void {
  const twos = m & ~1;
  const fours = n & ~3;
  for (let i = 0; i < twos; i += 2) {
    const top = i * k;
    const bottom = top + k;
    for (let j = 0; j < fours; j += 4) {
      let t0 = bias[j]!;
      let t1 = bias[j + 1]!;
      let t2 = bias[j + 2]!;
      let t3 = bias[j + 3]!;
      let u0 = t0;
      let u1 = t1;
      let u2 = t2;
      let u3 = t3;
      for (let p = 0, q = j; p < k; p++, q += n) {
        const x = a[top + p]!;
        const y = a[bottom + p]!;
        const b0 = b[q]!;
        const b1 = b[q + 1]!;
        const b2 = b[q + 2]!;
        const b3 = b[q + 3]!;
        t0 += x * b0;
        t1 += x * b1;
        t2 += x * b2;
        t3 += x * b3;
        u0 += y * b0;
        u1 += y * b1;
        u2 += y * b2;
        u3 += y * b3;
      }
      const o = i * n + j;
      out[o] = t0;
      out[o + 1] = t1;
      out[o + 2] = t2;
      out[o + 3] = t3;
      out[o + n] = u0;
      out[o + n + 1] = u1;
      out[o + n + 2] = u2;
      out[o + n + 3] = u3;
    }
    multiplyAddRow(a, b, bias, out, i, k, n, fours);
    multiplyAddRow(a, b, bias, out, i + 1, k, n, fours);
  }
  if (twos < m) multiplyAddRow(a, b, bias, out, twos, k, n, 0);
}

/**
 * One row, from column `from`. Sums run over k in the same order as above: a row's result does not depend on
 * its batch.
 */
function multiplyAddRow(
  a: Float64Array,
  b: Float64Array,
  bias: Float64Array,
  out: Float64Array,
  i: number,
  k: number,
  n: number,
  from: number,
): void {
  const row = i * k;
  for (let j = from; j < n; j++) {
    let sum = bias[j]!;
    for (let p = 0, q = j; p < k; p++, q += n) sum += a[row + p]! * b[q]!;
    out[i * n + j] = sum;
  }
}

/** out (k x n) = transpose of a (m x k) times b (m x n). */
export function multiplyTransposedLeft(
  a: Float64Array,
  b: Float64Array,
  out: Float64Array,
  m: number,
  k: number,
  n: number,
): void {
  const twos = k & ~1;
  const fours = n & ~3;
  for (let i = 0; i < twos; i += 2) {
    for (let j = 0; j < fours; j += 4) {
      let t0 = 0;
      let t1 = 0;
      let t2 = 0;
      let t3 = 0;
      let u0 = 0;
      let u1 = 0;
      let u2 = 0;
      let u3 = 0;
      for (let r = 0, p = i, q = j; r < m; r++, p += k, q += n) {
        const x = a[p]!;
        const y = a[p + 1]!;
        const b0 = b[q]!;
        const b1 = b[q + 1]!;
        const b2 = b[q + 2]!;
        const b3 = b[q + 3]!;
        t0 += x * b0;
        t1 += x * b1;
        t2 += x * b2;
        t3 += x * b3;
        u0 += y * b0;
        u1 += y * b1;
        u2 += y * b2;
        u3 += y * b3;
      }
      const o = i * n + j;
      out[o] = t0;
      out[o + 1] = t1;
      out[o + 2] = t2;
      out[o + 3] = t3;
      out[o + n] = u0;
      out[o + n + 1] = u1;
      out[o + n + 2] = u2;
      out[o + n + 3] = u3;
    }
    transposedLeftRow(a, b, out, i, m, k, n, fours);
    transposedLeftRow(a, b, out, i + 1, m, k, n, fours);
  }
  if (twos < k) transposedLeftRow(a, b, out, twos, m, k, n, 0);
}

function transposedLeftRow(
  a: Float64Array,
  b: Float64Array,
  out: Float64Array,
  i: number,
  m: number,
  k: number,
  n: number,
  from: number,
): void {
  for (let j = from; j < n; j++) {
    let sum = 0;
    for (let r = 0, p = i, q = j; r < m; r++, p += k, q += n) sum += a[p]! * b[q]!;
    out[i * n + j] = sum;
  }
}

/** out (m x k) = a (m x n) times the transpose of b (k x n). */
export function multiplyTransposedRight(
  a: Float64Array,
  b: Float64Array,
  out: Float64Array,
  m: number,
  n: number,
  k: number,
): void {
  const twos = m & ~1;
  const fours = k & ~3;
  for (let i = 0; i < m; i += 2) {
    const top = i * n;
    // The last row of an odd number is computed twice, into the same place.
    const bottom = i < twos ? top + n : top;
    const to = i < twos ? k : 0;
    for (let j = 0; j < fours; j += 4) {
      const q = j * n;
      let t0 = 0;
      let t1 = 0;
      let t2 = 0;
      let t3 = 0;
      let u0 = 0;
      let u1 = 0;
      let u2 = 0;
      let u3 = 0;
      for (let p = 0; p < n; p++) {
        const x = a[top + p]!;
        const y = a[bottom + p]!;
        const b0 = b[q + p]!;
        const b1 = b[q + n + p]!;
        const b2 = b[q + 2 * n + p]!;
        const b3 = b[q + 3 * n + p]!;
        t0 += x * b0;
        t1 += x * b1;
        t2 += x * b2;
        t3 += x * b3;
        u0 += y * b0;
        u1 += y * b1;
        u2 += y * b2;
        u3 += y * b3;
      }
      const o = i * k + j;
      out[o] = t0;
      out[o + 1] = t1;
      out[o + 2] = t2;
      out[o + 3] = t3;
      out[o + to] = u0;
      out[o + to + 1] = u1;
      out[o + to + 2] = u2;
      out[o + to + 3] = u3;
    }
    for (let j = fours; j < k; j++) {
      let sum = 0;
      let below = 0;
      for (let p = 0, q = j * n; p < n; p++, q++) {
        sum += a[top + p]! * b[q]!;
        below += a[bottom + p]! * b[q]!;
      }
      out[i * k + j] = sum;
      out[i * k + j + to] = below;
    }
  }
}
