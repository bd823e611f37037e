/** How long connections of a service last on this site: counts by length, on a logarithmic scale. */

/** Four bins for twice the length, from 1 s to 2^16 s. */
const BINS_PER_OCTAVE = 4;
const BINS = 1 + 16 * BINS_PER_OCTAVE;

export interface Durations {
  /** Connections by length; the first bin holds all under 1 s, the last all from 18 h on. */
  readonly counts: Uint32Array;
  total: number;
}

export function durations(): Durations {
  return { counts: new Uint32Array(BINS), total: 0 };
}

function binOf(durationMs: number): number {
  if (durationMs < 1_000) return 0;
  return Math.min(BINS - 1, 1 + Math.floor(BINS_PER_OCTAVE * Math.log2(durationMs / 1_000)));
}

export function addDuration(to: Durations, durationMs: number): void {
  const bin = binOf(durationMs);
  to.counts[bin] = to.counts[bin]! + 1;
  to.total++;
}

/** Connections in the bin of this length or longer: at least those that lasted as long. */
function asLong(of: Durations, durationMs: number): number {
  let count = 0;
  for (let bin = binOf(durationMs); bin < BINS; bin++) count += of.counts[bin]!;
  return count;
}

/**
 * Share of connections that last as long, `own` of which are not counted. Lengths of connections have a Pareto tail
 * of index about 1 (Crovella and Bestavros, IEEE/ACM Transactions on Networking 5, 1997), which stands for `weight`
 * connections; what the site shows outweighs it as it grows.
 */
export function shareAsLong(
  of: Durations | undefined,
  durationMs: number,
  scaleMs: number,
  weight: number,
  own: number,
): number {
  const tail = Math.min(1, scaleMs / durationMs);
  if (of === undefined) return tail;
  const others = Math.max(0, asLong(of, durationMs) - own);
  return (others + weight * tail) / (Math.max(others, of.total - own) + weight);
}
