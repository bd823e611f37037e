/**
 * How surprising a volume is beside what is usual. The volumes of an ordinary host are taken as Lomax distributed
 * (Pareto type II, Lomax 1954) with tail index 2, far heavier than exponential, because what people send is heavy-tailed
 * (Crovella and Bestavros 1997): P(X >= x) = (1 + x / scale)^-2.
 */
import { power } from '../model/power.js';

const TAIL_INDEX = 2;

/** -log10 P(X >= volume); `scale` and `volume` in the same unit. */
export function volumeSurprise(volume: number, scale: number): number {
  return TAIL_INDEX * Math.log10(1 + volume / scale);
}

/** The volume whose surprise is `surprise`. */
export function volumeOfSurprise(surprise: number, scale: number): number {
  return scale * (power(10, surprise / TAIL_INDEX) - 1);
}

/** The range that 95 of 100 ordinary volumes keep to. */
export function usualVolumes(scale: number): { readonly low: number; readonly high: number } {
  return { low: 0, high: Math.round(volumeOfSurprise(-Math.log10(0.05), scale)) };
}
