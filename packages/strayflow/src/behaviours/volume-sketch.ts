/**
 * Quantiles of volumes in bounded memory: counts by half-powers of two, as DDSketch (Masson, Rim and Lee 2019) with
 * ratio 2^(1/2) between bounds. A quantile is off by a factor of 2^(1/4) = 1.19 at most, from 1 to 2^48.
 */
import { power } from '../model/power.js';

const BUCKETS = 96;
const PER_OCTAVE = 2;

export interface VolumeSketch {
  readonly counts: Uint32Array;
  total: number;
}

export function volumeSketch(): VolumeSketch {
  return { counts: new Uint32Array(BUCKETS), total: 0 };
}

/** Adds a volume; those below 1 count as 1. */
export function addVolume(sketch: VolumeSketch, volume: number): void {
  const bucket = Math.floor(PER_OCTAVE * Math.log2(Math.max(1, volume)));
  const at = Math.min(BUCKETS - 1, bucket);
  sketch.counts[at] = sketch.counts[at]! + 1;
  sketch.total++;
}

/** The volume that `share` (0..1) of those seen do not pass; 0 when none was seen. */
export function volumeQuantile(sketch: VolumeSketch, share: number): number {
  if (sketch.total === 0) return 0;
  const rank = Math.max(1, Math.ceil(share * sketch.total));
  let below = 0;
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    below += sketch.counts[bucket]!;
    if (below >= rank) return power(2, (bucket + 0.5) / PER_OCTAVE);
  }
  return power(2, BUCKETS / PER_OCTAVE);
}

/** Halves all counts, so that what was long ago weighs less. */
export function ageVolumes(sketch: VolumeSketch): void {
  sketch.total = 0;
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    const half = sketch.counts[bucket]! >> 1;
    sketch.counts[bucket] = half;
    sketch.total += half;
  }
}
