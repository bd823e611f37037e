/**
 * Whether gaps between visits are too alike to be chance.
 *
 * Ordinary visits come in bursts: their gaps are long-tailed, and such laws are mixtures of exponentials (Feldmann and
 * Whitt, Performance Evaluation 31, 1998: exponential, hyperexponential, Pareto, Weibull of shape <= 1 are all of that
 * kind). Of any mixture of exponentials, the share that falls within +-w of any one value is at most
 * p(w) = max over x of exp(-x(1-w)) - exp(-x(1+w)), however fast or slow the visits come. So the number of n gaps
 * within +-w of the gap that has most neighbours is bounded by a binomial tail (Chernoff), times n for the choice of the
 * gap and times the tolerances and pauses tried. A timer with jitter j has nearly all gaps within +-j.
 *
 * Visits of several flows are joined: pauses under `pauseMs` do not count, and of longer ones only what exceeds it. An
 * exponential forgets its past, so the excess of a mixture of exponentials is again one, and the bound holds.
 */

/** Tolerances tried: jitter up to 50 % lies within the last but one. */
const TOLERANCES: readonly number[] = [0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.65];
/** Longer pauses (ms) up to which flows may be one visit, too: a page, a session. */
const PAUSES_MS: readonly number[] = [2_000, 15_000];

/** Share of ordinary gaps within +-w of any one value, at most. */
export function ordinaryShare(tolerance: number): number {
  const x = Math.log((1 + tolerance) / (1 - tolerance)) / (2 * tolerance);
  return Math.exp(-x * (1 - tolerance)) - Math.exp(-x * (1 + tolerance));
}

const SHARES = TOLERANCES.map(ordinaryShare);

/** -log10 of Chernoff's bound on P(at least `count` of `trials`), each with probability `share`. */
export function binomialSurprise(count: number, trials: number, share: number): number {
  if (count <= trials * share) return 0;
  const rate = count / trials;
  const missed = rate === 1 ? 0 : (1 - rate) * Math.log((1 - rate) / (1 - share));
  return (trials * (rate * Math.log(rate / share) + missed)) / Math.LN10;
}

export interface Regularity {
  /** -log10 of the bound, corrected for everything tried. */
  readonly surprise: number;
  /** The gap (ms) that most others are like. */
  readonly periodMs: number;
  /** Of the excess of the gap over the pause that still belongs to a visit, either way. */
  readonly tolerance: number;
  /** The same as a share of the whole gap. */
  readonly within: number;
  /** Gaps within the tolerance, of how many. */
  readonly agreeing: number;
  readonly gaps: number;
}

/** -log10 of the bound for `agreeing` of `gaps`, corrected for the choices. */
export function agreementSurprise(agreeing: number, gaps: number, share: number): number {
  const choices = Math.log10(gaps * TOLERANCES.length * (1 + PAUSES_MS.length));
  return Math.max(0, binomialSurprise(agreeing - 1, gaps - 1, share) - choices);
}

/** The surest agreement among `gaps` (ms, any order, all over `joinMs`); null under `fewest` gaps. */
export function regularity(gaps: Float32Array, fewest: number, joinMs: number): Regularity | null {
  let best: Regularity | null = null;
  for (const pauseMs of [joinMs, ...PAUSES_MS]) {
    const excess = gaps.filter((gap) => gap > pauseMs).map((gap) => gap - pauseMs);
    if (excess.length < fewest) break;
    excess.sort();
    const found = surest(excess, pauseMs);
    if (best === null || found.surprise > best.surprise) best = found;
  }
  return best;
}

function surest(sorted: Float32Array, pauseMs: number): Regularity {
  const gaps = sorted.length;
  let best: Regularity = { surprise: -1, periodMs: 0, tolerance: 0, within: 0, agreeing: 0, gaps };
  for (const [index, tolerance] of TOLERANCES.entries()) {
    let most = 0;
    let middle = 0;
    let from = 0;
    let to = 0;
    for (let i = 0; i < gaps; i++) {
      const centre = sorted[i]!;
      while (sorted[from]! < centre * (1 - tolerance)) from++;
      while (to < gaps && sorted[to]! <= centre * (1 + tolerance)) to++;
      if (to - from > most) {
        most = to - from;
        middle = centre;
      }
    }
    const surprise = agreementSurprise(most, gaps, SHARES[index]!);
    if (surprise > best.surprise) {
      const periodMs = middle + pauseMs;
      best = { surprise, periodMs, tolerance, within: (tolerance * middle) / periodMs, agreeing: most, gaps };
    }
  }
  return best;
}

/** How many of `values` lie within a tenth of their median: sizes of visits that a program makes are alike. */
export function alike(values: Float32Array): number {
  const sorted = values.slice().sort();
  const median = sorted[sorted.length >> 1] ?? 0;
  let count = 0;
  for (const value of sorted) if (Math.abs(value - median) <= 0.1 * median) count++;
  return count;
}
