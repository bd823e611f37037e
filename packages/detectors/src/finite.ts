/** Keeps what is computed from finite numbers finite. */

/** The value; what overflowed becomes the greatest number of its sign. */
export function finite(value: number): number {
  return Math.min(Math.max(value, -Number.MAX_VALUE), Number.MAX_VALUE);
}
