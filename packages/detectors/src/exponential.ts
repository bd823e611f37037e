/** A fast exp(-t), the same bits on every engine. */
import { exp } from './elementary.js';

const STEPS = 64;
/** Below 32-bit floats: exp(-104) < 2^-149. */
const LAST = 104;

/** exp(-k / 64). */
const DECAY_TABLE: Float64Array = Float64Array.from({ length: LAST * STEPS + 1 }, (_, k) => exp(-k / STEPS));

/**
 * exp(-t) for t >= 0: a table at steps of 1/64 and the rest by its Taylor polynomial of degree 5, relative
 * error below 3e-14; 0 from t = 104 on (and at NaN, which stands for an overflow).
 */
export function decay(t: number): number {
  if (!(t < LAST)) return 0;
  const k = (t * STEPS) | 0;
  const r = k / STEPS - t;
  return DECAY_TABLE[k]! * (1 + r * (1 + r * (0.5 + r * (1 / 6 + r * (1 / 24 + r * (1 / 120))))));
}
