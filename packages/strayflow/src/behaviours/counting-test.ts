/**
 * How surprising a count is beside what is usual. The count of an ordinary host is taken as negative binomial with
 * dispersion 1 (variance mean + mean^2), far wider than Poisson, because ordinary traffic comes in bursts:
 * P(N >= n) = (mean / (1 + mean))^n.
 */

/** -log10 P(N >= count). */
export function countSurprise(count: number, usualMean: number): number {
  return count * Math.log10((1 + usualMean) / usualMean);
}

/** The smallest count whose surprise reaches `surprise`. */
export function countOfSurprise(surprise: number, usualMean: number): number {
  return Math.ceil(surprise / Math.log10((1 + usualMean) / usualMean) - 1e-9);
}

/** The range that 95 of 100 ordinary counts keep to. */
export function usualRange(usualMean: number): { readonly low: number; readonly high: number } {
  return { low: 0, high: countOfSurprise(-Math.log10(0.05), usualMean) };
}
