/** Quantiles of a sample. */

/**
 * The quantile by linear interpolation (type 7 of Hyndman and Fan 1996; numpy's default) of ascending values.
 */
export function quantileOfSorted(sorted: Float64Array, share: number): number {
  const position = (sorted.length - 1) * share;
  const below = Math.floor(position);
  const lower = sorted[below]!;
  const upper = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return lower + (upper - lower) * (position - below);
}
