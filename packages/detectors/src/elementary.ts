/**
 * Exponential, logarithms, tangent by additions, multiplications, divisions and roots alone: `Math.exp` and its kin differ in
 * their last bits between engines and their versions, and a model would then score differently in a browser.
 */

const LN2 = Math.LN2;
/** ln 2 in two parts: a product of the first with a whole number below 2^20 is exact. */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

/** For the bits of one number at a time. */
const bits = new DataView(new ArrayBuffer(8));

/** x^2 by a product: of a power the language only says that it is near. */
export function square(x: number): number {
  return x * x;
}

/** e^x, within 1 unit in the last place or so. */
export function exp(x: number): number {
  if (!(x < 709.8)) return x > 0 ? Number.POSITIVE_INFINITY : x;
  if (x < -745.2) return 0;
  const k = Math.round(x / LN2);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  // Taylor's series to r^13 / 13!, |r| <= 0.35.
  let sum = 1 / 39916800 + r * (1 / 479001600 + r * (1 / 6227020800));
  sum = 1 / 40320 + r * (1 / 362880 + r * (1 / 3628800 + r * sum));
  sum = 1 / 120 + r * (1 / 720 + r * (1 / 5040 + r * sum));
  sum = 1 / 2 + r * (1 / 6 + r * (1 / 24 + r * sum));
  // The terms that matter most come last, with what `r` has lost.
  const power = 1 + (r + (r * r * sum + (high - r - low)));
  if (k > -1022 && k < 1024) return power * powerOfTwo(k);
  const half = k >> 1;
  return power * powerOfTwo(half) * powerOfTwo(k - half);
}

/** 2^x, exact where x is whole. */
export function exp2(x: number): number {
  const whole = Math.round(x);
  if (!(Math.abs(whole) < 1022)) return exp(x * LN2);
  return powerOfTwo(whole) * exp((x - whole) * LN2);
}

/** Natural logarithm, within 1 unit in the last place or so; -Infinity at 0, NaN below. */
export function log(x: number): number {
  return x > 0 && x < Number.POSITIVE_INFINITY ? logOfSum(x, 0) : limit(x);
}

/** log(1 + x), also where 1 + x would round to 1. */
export function log1p(x: number): number {
  if (!(x > -1 && x < Number.POSITIVE_INFINITY)) return limit(1 + x);
  if (Math.abs(x) < 1e-17) return x;
  if (x > -0.29 && x < 0.41) return logNearOne(x);
  const sum = 1 + x;
  return logOfSum(sum, (x > 1 ? 1 - (sum - x) : x - (sum - 1)) / sum);
}

/** Common logarithm, exact at powers of ten. */
export function log10(x: number): number {
  const result = log(x) / Math.LN10;
  const whole = Math.round(result);
  return Math.abs(result - whole) < 1e-12 && powerOfTen(whole) === x ? whole : result;
}

const MOST_TENS = 329;
/** The text of a number is read alike by every engine. */
const powersOfTen = Float64Array.from({ length: 2 * MOST_TENS + 1 }, (_, i) => Number(`1e${i - MOST_TENS}`));

/** 10^x, exact where x is whole. */
export function powerOfTen(x: number): number {
  const whole = Math.round(x);
  if (!(Math.abs(whole) <= MOST_TENS)) return exp(x * Math.LN10);
  const power = powersOfTen[whole + MOST_TENS]!;
  return whole === x ? power : power * exp((x - whole) * Math.LN10);
}

/** The angle whose tangent is x, from -pi/2 to pi/2; tiny ones keep all their digits. */
export function atan(x: number): number {
  const size = Math.abs(x);
  if (size > 1) return Math.sign(x) * (Math.PI / 2 - atan(1 / size));
  // A quarter of the angle, where the series is short.
  const half = x / (1 + Math.sqrt(1 + x * x));
  const quarter = half / (1 + Math.sqrt(1 + half * half));
  const z = quarter * quarter;
  let series = 1 / 17 - z * (1 / 19 - z * (1 / 21 - z * (1 / 23)));
  series = 1 / 9 - z * (1 / 11 - z * (1 / 13 - z * (1 / 15 - z * series)));
  series = z * (1 / 3 - z * (1 / 5 - z * (1 / 7 - z * series)));
  return 4 * (quarter - quarter * series);
}

/** tan(pi x), for 0 <= x < 1. */
export function tanPi(x: number): number {
  const near = x > 0.5 ? x - 1 : x;
  if (Math.abs(near) > 0.25) return Math.sign(near) / tanPi(0.5 - Math.abs(near));
  const t = Math.PI * near;
  const z = t * t;
  // Taylor's series of sine and cosine, |t| <= pi / 4.
  let sine = 1 / 362880 - z * (1 / 39916800 - z * (1 / 6227020800 - z * (1 / 1307674368000)));
  sine = t - t * z * (1 / 6 - z * (1 / 120 - z * (1 / 5040 - z * sine)));
  let cosine = 1 / 3628800 - z * (1 / 479001600 - z * (1 / 87178291200 - z * (1 / 20922789888000)));
  cosine = 1 - z * (1 / 2 - z * (1 / 24 - z * (1 / 720 - z * (1 / 40320 - z * cosine))));
  return sine / cosine;
}

/** What a logarithm is where it is no number. */
function limit(x: number): number {
  return x < 0 || Number.isNaN(x) ? Number.NaN : x === 0 ? Number.NEGATIVE_INFINITY : x;
}

/** 2^k, exact, for -1022 <= k <= 1023. */
function powerOfTwo(k: number): number {
  bits.setInt32(0, (k + 1023) << 20);
  bits.setInt32(4, 0);
  return bits.getFloat64(0);
}

/** log(x) + correction, for a positive x. */
function logOfSum(x: number, correction: number): number {
  const tiny = x < 2 ** -1022;
  bits.setFloat64(0, tiny ? x * 2 ** 54 : x);
  const word = bits.getInt32(0);
  let k = (word >> 20) - (tiny ? 1077 : 1023);
  bits.setInt32(0, (word & 0xfffff) | 0x3ff00000);
  let mantissa = bits.getFloat64(0);
  if (mantissa > Math.SQRT2) {
    mantissa *= 0.5;
    k++;
  }
  return k * LN2_HIGH + (logNearOne(mantissa - 1) + (k * LN2_LOW + correction));
}

/**
 * log(1 + f) = f - s (f - R) with s = f / (2 + f) and R = 2 (s^2 / 3 + s^4 / 5 + ...), for sqrt(1/2) <= 1 + f <=
 * sqrt(2).
 */
function logNearOne(f: number): number {
  const s = f / (2 + f);
  const z = s * s;
  let series = 1 / 19 + z * (1 / 21 + z * (1 / 23));
  series = 1 / 13 + z * (1 / 15 + z * (1 / 17 + z * series));
  series = 1 / 7 + z * (1 / 9 + z * (1 / 11 + z * series));
  series = z * (1 / 3 + z * (1 / 5 + z * series));
  const half = 0.5 * f * f;
  return f - (half - s * (half + 2 * series));
}
