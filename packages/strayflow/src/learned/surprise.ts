/** Arithmetic of surprises: -log10 of probabilities that may be too small to subtract from one. */
import { power } from '../model/power.js';

/**
 * The surprise of the strangest of `count` rows, corrected for having looked at all of them: -log10 of
 * 1 - (1 - p)^count (Sidak 1967).
 */
export function sidak(surprise: number, count: number): number {
  if (count <= 1) return surprise;
  const probability = power(10, -surprise);
  if (probability >= 1) return 0;
  const corrected = -Math.expm1(count * Math.log1p(-probability));
  return Math.max(0, -Math.log10(corrected));
}

/** The surprise that the strangest of `count` rows needs for a corrected surprise of `corrected`. */
export function uncorrected(corrected: number, count: number): number {
  if (count <= 1) return corrected;
  return -Math.log10(-Math.expm1(Math.log1p(-power(10, -corrected)) / count));
}
