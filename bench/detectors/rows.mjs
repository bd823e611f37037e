/** Rows of the result: each a ratio of two sides of one job, beside its target. */
import { JOBS } from './jobs.mjs';
import { interval, median } from './ratio.mjs';

/** Fewer decide nothing. */
export const LEAST_ROUNDS = 5;
/** A kernel stays only where it gains as much over plain TypeScript. */
const KERNEL_TARGET = 1.5;

/**
 * @typedef {{ job: string, peer: string, ratio: number | null, target: number | null, met: boolean | null,
 *   low: number | null, high: number | null, rounds: number, failure?: string }} Row
 *   `met` is null without a target or with fewer than five rounds; `low` and `high` are the 95 % interval
 */

/** All rows of one entry of results.mjs. @returns {Row[]} */
export function allRows(measured) {
  if (measured.threads) return measured.threads;
  const job = jobOf(measured);
  return [...speedRows(job, measured), ...memoryRows(job, measured), ...kernelRows(job, measured)];
}

/** What jobs.mjs says of a measured job; undefined when it is asked no more. */
export function jobOf({ job, rows }) {
  return JOBS.find((asked) => asked.job === job && asked.rows === rows);
}

/** @param {object} job of jobs.mjs @param {object} measured by measure.mjs @returns {Row[]} */
export function speedRows(job, measured) {
  return measured.peers.map((side, index) => {
    const { target } = job.peers[index];
    return row(titleOf(job), nameOf(side), paired(side.rounds, measured.ours.rounds), target, side.failure);
  });
}

/** @returns {Row[]} */
export function memoryRows(job, measured) {
  return measured.peers.flatMap((side, index) => {
    const { memoryTarget } = job.peers[index];
    if (memoryTarget === undefined) return [];
    const ratios = paired(side.grown, measured.ours.grown);
    return [row(`${titleOf(job)}, memory`, nameOf(side), ratios, memoryTarget, side.failure)];
  });
}

/** @returns {Row[]} */
export function kernelRows(job, measured) {
  if (!measured.plain) return [];
  const ratios = paired(measured.plain.rounds, measured.ours.rounds);
  return [row(titleOf(job), 'plain TypeScript', ratios, KERNEL_TARGET, measured.plain.failure)];
}

export function titleOf({ job, rows }) {
  return `${job}, ${rows} rows`;
}

export function nameOf({ peer, how }) {
  return how === undefined ? peer : `${peer}, ${how}`;
}

/** The row of any list of ratios. @param {readonly number[]} ratios @returns {Row} */
export function row(job, peer, ratios, target, failure) {
  const rounds = ratios.length;
  const ratio = rounds === 0 ? null : median(ratios);
  const bounds = rounds < 2 ? { low: null, high: null } : interval(ratios);
  const decided = target !== undefined && rounds >= LEAST_ROUNDS;
  return {
    job,
    peer,
    ratio,
    target: target ?? null,
    met: decided ? ratio >= target : null,
    ...bounds,
    rounds,
    ...(failure !== undefined && { failure }),
  };
}

/** Round by round: both sides of a ratio are from the same minute. */
function paired(numerators, denominators) {
  return numerators.map((value, round) => value / denominators[round]);
}
