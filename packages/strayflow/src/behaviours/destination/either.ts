/** Two harmless reasons for one sight: their probabilities add up. */
import { power } from '../../model/power.js';

/** -log10 of 10^-a + 10^-b. */
export function eitherSurprise(a: number, b: number): number {
  const low = Math.min(a, b);
  return low - Math.log10(1 + power(10, low - Math.max(a, b)));
}
