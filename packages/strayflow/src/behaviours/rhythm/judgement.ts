/** How surprising an hour is beside what is usual, and how surprising silence is after many hours of talk. */
import { power } from '../../model/power.js';
import { keptLogarithm, MEASURE_COUNT, type Usual } from './history.js';
import type { RhythmOptions } from './options.js';
import type { About } from './subject.js';

/** Degrees of freedom of Student's t distribution: ordinary traffic has tails far heavier than normal. */
const FREEDOM = 3;

/** -log10 of a bound on P(|t| >= z), less what looking at every measure costs (Bonferroni). */
export function deviationSurprise(deviation: number, options: RhythmOptions): number {
  const bound = (FREEDOM / 2) * Math.log10(1 + (deviation * deviation) / FREEDOM);
  return Math.min(options.maxSurprise, Math.max(0, bound - Math.log10(MEASURE_COUNT)));
}

/** Spreads from the median; positive for a rise, 0 for what the same hour has had before. */
export function deviationOf(value: number, usual: Usual, options: RhythmOptions): number {
  const logarithm = keptLogarithm(value);
  if (logarithm >= usual.least && logarithm <= usual.most) return 0;
  return (logarithm - usual.median) / Math.max(options.leastSpread, usual.spread);
}

/** The value at a deviation from the median. */
export function valueAt(deviation: number, usual: Usual, options: RhythmOptions): number {
  return Math.max(
    0,
    Math.round(Math.expm1(usual.median + deviation * Math.max(options.leastSpread, usual.spread))),
  );
}

/** The deviation from which a rise or drop is told. */
export function tellingDeviation(options: RhythmOptions): number {
  const bound = options.tellSurprise + Math.log10(MEASURE_COUNT);
  return Math.sqrt(FREEDOM * (power(10, (2 * bound) / FREEDOM) - 1));
}

/**
 * After `steady` hours with flows a silent one has a probability of 1 / (steady + 2) at most about (Laplace's rule of succession);
 * each hour more of silence adds a third of a decade, because hours of silence hang together.
 */
export function silenceSurprise(
  steady: number,
  silent: number,
  kind: About['kind'],
  options: RhythmOptions,
): number {
  // A host may go home; who watches the network should not.
  const most = kind === 'sensor' || kind === 'network' ? options.maxSensorSurprise : options.maxSurprise;
  return Math.min(most, Math.log10(steady + 2) + 0.33 * (silent - 1));
}
