/** Combines the tail probabilities of several models into one, keeping the resolution of the extreme tail. */
import { atan, log10, powerOfTen, tanPi } from './elementary.js';

/**
 * The Cauchy combination (Liu and Xie, "Cauchy Combination Test", JASA 115(529), 2020): p = P(Cauchy > T)
 * with T = sum of weight x cot(pi p_i), weights adding up to 1.
 *
 * Why this and not another: models of the same rows depend on each other in unknown ways, and the tail of T
 * is Cauchy whatever that dependence, so false alarms keep their stated rate where it matters. Near 0 it
 * behaves as 1 / sum(weight / p_i): one model that is sure at p gives p / weight, agreement at p gives p and
 * not the p / weight of a corrected minimum (Sidak, Tippett), and a mean of ranks or scores would lose the
 * extreme model among the others. Probabilities above .99 count as .99, so that one very ordinary score
 * cannot outweigh a strange one.
 * @param surprises -log10 tail probability of each model (models), 0 or more
 * @param weights what each model is worth (models), 0 or more, not all 0; default equal
 * @returns -log10 of the combined probability; it never falls when one of `surprises` rises
 * @throws RangeError on lengths that differ, no model, or numbers out of range
 */
export function combineSurprises(surprises: ArrayLike<number>, weights?: ArrayLike<number>): number {
  const shares = normalised(surprises.length, weights);
  let statistic = 0;
  for (let m = 0; m < surprises.length; m++) statistic += shares[m]! * cotangent(surprises[m]!);
  return surpriseOf(statistic);
}

/**
 * `combineSurprises` for many rows.
 * @param models one Float64Array of surprises per model (models, each rows)
 * @returns combined surprise (rows)
 */
export function combineRows(models: readonly Float64Array[], weights?: ArrayLike<number>): Float64Array {
  const shares = normalised(models.length, weights);
  const rows = models[0]!.length;
  const statistics = new Float64Array(rows);
  models.forEach((surprises, m) => {
    if (surprises.length !== rows) {
      throw new RangeError(`expected ${rows} surprises of each model, received ${surprises.length}`);
    }
    for (let r = 0; r < rows; r++) statistics[r]! += shares[m]! * cotangent(surprises[r]!);
  });
  for (let r = 0; r < rows; r++) statistics[r] = surpriseOf(statistics[r]!);
  return statistics;
}

/**
 * How much each model moved the combination (models): 0 or more, adding up to 1, or all 0 when none found it
 * strange.
 */
export function combinationShares(surprises: ArrayLike<number>, weights?: ArrayLike<number>): Float64Array {
  const shares = normalised(surprises.length, weights);
  let total = 0;
  for (let m = 0; m < shares.length; m++) {
    shares[m] = Math.max(0, shares[m]! * cotangent(surprises[m]!));
    total += shares[m]!;
  }
  return total > 0 ? shares.map((share) => share / total) : shares;
}

/** Beyond this, cot(pi p) nears the greatest number that can be held. */
const GREATEST_SURPRISE = 300;
const MOST_ORDINARY = 0.99;

/** cot(pi p) at p = 10^-surprise: exact for tiny p, where tan((1/2 - p) pi) would lose all digits. */
function cotangent(surprise: number): number {
  if (!(surprise >= 0)) throw new RangeError(`expected surprises of 0 or more, received ${surprise}`);
  const probability = Math.min(MOST_ORDINARY, powerOfTen(-Math.min(surprise, GREATEST_SURPRISE)));
  return 1 / tanPi(probability);
}

/** -log10 P(Cauchy > statistic). */
function surpriseOf(statistic: number): number {
  const probability = statistic > 0 ? atan(1 / statistic) / Math.PI : 0.5 - atan(statistic) / Math.PI;
  return -log10(probability);
}

function normalised(models: number, weights?: ArrayLike<number>): Float64Array {
  if (models === 0) throw new RangeError('expected at least 1 model to combine, received 0');
  if (weights === undefined) return new Float64Array(models).fill(1 / models);
  if (weights.length !== models)
    throw new RangeError(`expected ${models} weights, received ${weights.length}`);
  let total = 0;
  for (let m = 0; m < models; m++) {
    if (!(weights[m]! >= 0) || !Number.isFinite(weights[m]!)) {
      throw new RangeError(`expected finite weights of 0 or more, received ${weights[m]}`);
    }
    total += weights[m]!;
  }
  if (!(total > 0)) throw new RangeError('expected a weight above 0, received none');
  return Float64Array.from({ length: models }, (_, m) => weights[m]! / total);
}
