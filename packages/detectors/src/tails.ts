/** Scores to tail probabilities: how rare a score is among held-out ordinary rows. */
import { log10 } from './elementary.js';
import { fitParetoTail, type ParetoTail, paretoSurprise } from './pareto-tail.js';
import { readNumber, readNumbers, readObject, readWhole, readWholes } from './untrusted.js';

/** How rare scores are among ordinary rows. */
export interface TailCalibration {
  /** Calibration scores that it was fitted on. */
  readonly count: number;
  /** Greatest surprise that it gives: log10(count) + 2. */
  readonly cap: number;
  /** What continues beyond the greatest calibration score. */
  readonly tail: ParetoTail;
  /**
   * -log10 of the share of ordinary rows that score at least this; above 0, at most `cap`, never falling in
   * `score`.
   */
  surprise(score: number): number;
  /** `surprise` of each score (rows). */
  surprises(scores: Float64Array): Float64Array;
  /** The least score whose surprise is at least this; undefined above `cap`. */
  scoreAt(surprise: number): number | undefined;
  toJSON(): TailCalibrationJson;
}

/** What the `toJSON` of a calibration gives; `tailCalibrationFromJSON` reads it. */
export interface TailCalibrationJson {
  readonly kind: 'tail-calibration';
  readonly version: 1;
  readonly count: number;
  readonly values: readonly number[];
  readonly atLeast: readonly number[];
  readonly shape: number;
  readonly scale: number;
}

/** Share of the calibration scores whose excesses the tail is fitted to, and the fewest and most of them. */
const TAIL_SHARE = 0.1;
const FEWEST_EXCESSES = 10;
const MOST_EXCESSES = 1000;
/** Where the greatest score repeats, a row just above it (by this share of it) is above all of them. */
const LEAST_STEP = 1e-9;
/** Different scores that are kept: all of the greatest, and evenly spaced ranks of the rest. */
const KEPT_GREATEST = 2048;
const KEPT_BELOW = 2048;

/**
 * Calibrates on scores of ordinary rows that the model was not fitted on.
 *
 * At a calibration score v the tail probability is (number of scores >= v) / (count + 1): a fresh ordinary
 * row passes the k-th greatest of them with probability k / (count + 1), whatever the distribution (Vovk,
 * Gammerman and Shafer, "Algorithmic Learning in a Random World", 2005, section 2.2). Between scores its
 * logarithm is interpolated, below the least it stays. Beyond the greatest score it goes on, without a jump,
 * as the generalised Pareto tail of the excesses over the 90th percentile (Pickands 1975; Coles, "Statistical
 * Modeling of Extreme Values", 2001, chapter 4) with shape >= 0, up to a surprise of log10(count) + 2: a fit
 * cannot know rarer events than that from so few rows. Of more than 4096 different scores below the greatest
 * 2048, 2048 evenly spaced ones are kept.
 * @throws RangeError when there is no score or one is not finite
 */
export function tailCalibration(calibrationScores: Float64Array): TailCalibration {
  const count = calibrationScores.length;
  if (count === 0) throw new RangeError('expected at least 1 calibration score, received 0');
  const wrong = calibrationScores.find((score) => !Number.isFinite(score));
  if (wrong !== undefined) throw new RangeError(`expected finite calibration scores, received ${wrong}`);
  const sorted = calibrationScores.slice().sort();
  const values: number[] = [];
  const atLeast: number[] = [];
  for (let i = 0; i < count; i++) {
    if (i > 0 && sorted[i] === sorted[i - 1]) continue;
    values.push(sorted[i] === 0 ? 0 : sorted[i]!);
    atLeast.push(count - i);
  }
  const greatest = sorted[count - 1]!;
  const justAbove = greatest + Math.max(LEAST_STEP, Math.abs(greatest) * LEAST_STEP);
  if (atLeast.at(-1)! > 1 && Number.isFinite(justAbove)) {
    values.push(justAbove);
    atLeast.push(1);
  }
  const kept = thinned(values.length);
  return calibrated(
    count,
    Float64Array.from(kept, (i) => values[i]!),
    Int32Array.from(kept, (i) => atLeast[i]!),
    tailBeyond(sorted),
  );
}

/**
 * The calibration whose `toJSON` gave this data.
 * @throws RangeError when the data is not what `toJSON` could have written
 */
export function tailCalibrationFromJSON(json: unknown): TailCalibration {
  const fields = readObject(json, 'tail-calibration');
  const count = readWhole(fields, 'count', 1, 2 ** 31 - 1);
  const values = readNumbers(fields, 'values');
  const atLeast = readWholes(fields, 'atLeast', 1, count, values.length);
  if (values.length === 0) throw new RangeError('expected at least 1 score in values, received 0');
  for (let i = 1; i < values.length; i++) {
    if (!(values[i]! > values[i - 1]! && atLeast[i]! < atLeast[i - 1]!)) {
      throw new RangeError(`expected ascending values and descending counts, received a break at ${i}`);
    }
  }
  const shape = readNumber(fields, 'shape', 0, 1e6);
  const scale = readNumber(fields, 'scale', Number.MIN_VALUE);
  return calibrated(count, values, atLeast, { shape, scale });
}

function calibrated(
  count: number,
  values: Float64Array,
  atLeast: Int32Array,
  tail: ParetoTail,
): TailCalibration {
  const cap = log10(count) + 2;
  const knots = Float64Array.from(atLeast, (rows) => log10((count + 1) / rows));
  const last = values.length - 1;
  const lastAtMost = searchOf(values);
  const surprise = (score: number): number => {
    if (Number.isNaN(score)) throw new RangeError('expected a score, received NaN');
    if (score >= values[last]!) {
      return Math.min(cap, knots[last]! + paretoSurprise(tail, score - values[last]!));
    }
    if (score < values[0]!) return knots[0]!;
    const below = lastAtMost(score);
    const share = between(values[below]!, values[below + 1]!, score);
    return knots[below]! + (knots[below + 1]! - knots[below]!) * share;
  };
  return {
    count,
    cap,
    tail,
    surprise,
    surprises(scores) {
      const surprises = new Float64Array(scores.length);
      for (let i = 0; i < scores.length; i++) surprises[i] = surprise(scores[i]!);
      return surprises;
    },
    scoreAt: (wanted) => invert(surprise, wanted, cap, values, tail),
    toJSON: () => ({
      kind: 'tail-calibration',
      version: 1,
      count,
      values: [...values],
      atLeast: [...atLeast],
      shape: tail.shape,
      scale: tail.scale,
    }),
  };
}

/** The tail of the excesses over the 90th percentile, carried on to where the greatest score lies. */
function tailBeyond(sorted: Float64Array): ParetoTail {
  const count = sorted.length;
  const wanted = Math.ceil(count * TAIL_SHARE);
  const excessCount = Math.min(count - 1, Math.max(FEWEST_EXCESSES, Math.min(MOST_EXCESSES, wanted)));
  const threshold = sorted[count - 1 - excessCount]!;
  const excesses = sorted.subarray(count - excessCount).map((score) => score - threshold);
  const reach = sorted[count - 1]! - threshold;
  if (excessCount === 0 || !(reach > 0) || !Number.isFinite(reach)) return NO_TAIL;
  const tail = fitParetoTail(excesses);
  const scale = tail.scale + tail.shape * reach;
  return scale > 0 && Number.isFinite(scale) ? { shape: tail.shape, scale } : NO_TAIL;
}

/**
 * Where the greatest scores do not differ nothing tells how they would go on: surprise stays at log10(count +
 * 1).
 */
const NO_TAIL: ParetoTail = { shape: 0, scale: Number.MAX_VALUE };

/** How far `score` lies from `low` towards `high`, 0..1, also where their difference overflows. */
function between(low: number, high: number, score: number): number {
  const range = high - low;
  return Number.isFinite(range) ? (score - low) / range : (score / 2 - low / 2) / (high / 2 - low / 2);
}

/** Indices of the different scores to keep, ascending. */
function thinned(different: number): number[] {
  if (different <= KEPT_GREATEST + KEPT_BELOW) return Array.from({ length: different }, (_, i) => i);
  const below = different - KEPT_GREATEST;
  const spaced = Array.from({ length: KEPT_BELOW }, (_, i) => Math.floor((i * below) / KEPT_BELOW));
  return [...spaced, ...Array.from({ length: KEPT_GREATEST }, (_, i) => below + i)];
}

/** For each value, so many equal steps from the least to the greatest say where to look. */
const STEPS_A_VALUE = 2;

/**
 * The index of the greatest value that is at most `score`, for scores from values[0] to the last: by bisection between
 * where the score's step begins and ends.
 */
function searchOf(values: Float64Array): (score: number) => number {
  const last = values.length - 1;
  const steps = STEPS_A_VALUE * values.length;
  const least = values[0]!;
  const perStep = (values[last]! - least) / steps;
  const begins = new Int32Array(steps + 1);
  for (let step = 0, at = 0; step <= steps; step++) {
    while (at < last && values[at + 1]! <= least + step * perStep) at++;
    begins[step] = at;
  }
  return (score) => {
    const step = Math.min(steps - 1, Math.max(0, Math.floor((score - least) / perStep)));
    let low = begins[step] ?? 0;
    let high = begins[step + 1] ?? last;
    // Steps are rounded: the value may lie outside.
    if (values[low]! > score) low = 0;
    if (high < last && values[high + 1]! <= score) high = last;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (values[middle]! <= score) low = middle;
      else high = middle - 1;
    }
    return low;
  };
}

/** Bisection: `surprise` never falls. */
function invert(
  surprise: (score: number) => number,
  wanted: number,
  cap: number,
  values: Float64Array,
  tail: ParetoTail,
): number | undefined {
  if (!(wanted <= cap)) return undefined;
  let low = values[0]!;
  if (surprise(low) >= wanted) return low;
  let high = values.at(-1)!;
  for (let step = tail.scale; surprise(high) < wanted; step *= 2) high += step;
  if (!Number.isFinite(high)) return undefined;
  for (let i = 0; i < 200; i++) {
    const middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) break;
    if (surprise(middle) >= wanted) high = middle;
    else low = middle;
  }
  return high;
}
