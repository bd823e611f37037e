/** Fits a generalised Pareto distribution to what exceeds a threshold. */
import { exp, log, log1p } from './elementary.js';

/** P(excess > x) = (1 + shape x / scale)^(-1 / shape), exp(-x / scale) at shape 0. */
export interface ParetoTail {
  /** 0 or more: the tail never ends, so nothing beyond the sample is called impossible. */
  readonly shape: number;
  /** Above 0, in units of the score. */
  readonly scale: number;
}

/**
 * Zhang and Stephens, "A New and Efficient Estimation Method for the Generalized Pareto Distribution",
 * Technometrics 51(3), 2009 (an empirical Bayes mean over a grid of likelihoods). Where it finds a negative
 * shape, that is an end of the tail, the exponential tail of the same mean stands in.
 * @param excesses what lies above the threshold, ascending, finite, at least one above 0
 */
export function fitParetoTail(excesses: Float64Array): ParetoTail {
  const count = excesses.length;
  const greatest = excesses[count - 1]!;
  const quartile = excesses[Math.floor(count / 4 + 0.5) - 1] ?? 0;
  const mean = excesses.reduce((sum, excess) => sum + excess / count, 0);
  const exponential = { shape: 0, scale: mean };
  if (count < 5 || !(quartile > greatest * 1e-12)) return exponential;

  const grid = 20 + Math.floor(Math.sqrt(count));
  const candidates = new Float64Array(grid);
  const likelihoods = new Float64Array(grid);
  for (let j = 0; j < grid; j++) {
    const theta = 1 / greatest + (1 - Math.sqrt(grid / (j + 0.5))) / (3 * quartile);
    const shape = meanLog(excesses, theta);
    candidates[j] = theta;
    likelihoods[j] = count * (log(-theta / shape) - shape - 1);
  }
  let theta = 0;
  for (let j = 0; j < grid; j++) {
    let inverse = 0;
    for (let k = 0; k < grid; k++) inverse += exp(likelihoods[k]! - likelihoods[j]!);
    theta += candidates[j]! / inverse;
  }
  const shape = meanLog(excesses, theta);
  const scale = -shape / theta;
  return shape > 0 && scale > 0 && Number.isFinite(shape) && Number.isFinite(scale)
    ? { shape, scale }
    : exponential;
}

/** -log10 P(excess > x). */
export function paretoSurprise(tail: ParetoTail, excess: number): number {
  const scaled = excess / tail.scale;
  const nats = tail.shape === 0 ? scaled : log1p(tail.shape * scaled) / tail.shape;
  return nats / Math.LN10;
}

/** The mean of log(1 - theta x): the shape that belongs to theta. */
function meanLog(excesses: Float64Array, theta: number): number {
  let sum = 0;
  for (const excess of excesses) sum += log1p(-theta * excess);
  return sum / excesses.length;
}
