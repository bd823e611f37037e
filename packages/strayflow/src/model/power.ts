/**
 * Powers that are the same bits in Node and in browsers: of `**` the language only says that it is near, and versions of
 * V8 differ in its last bit.
 */

/** base^exponent for a base above 0; by products alone where the exponent is whole. */
export function power(base: number, exponent: number): number {
  const whole = Math.round(exponent);
  if (!(Math.abs(whole) <= MOST_PRODUCTS)) return Math.exp(exponent * Math.log(base));
  const product = wholePower(base, Math.abs(whole));
  const known = whole < 0 ? 1 / product : product;
  return whole === exponent ? known : known * Math.exp((exponent - whole) * Math.log(base));
}

const MOST_PRODUCTS = 300;

function wholePower(base: number, exponent: number): number {
  let result = 1;
  let square = base;
  for (let left = exponent; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result *= square;
    square *= square;
  }
  return result;
}
