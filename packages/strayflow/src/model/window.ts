/** Windows and ticks of event time. */

/** Stages are told of event time at multiples of this: how long evidence waits at most. */
export const TICK_MS = 1_000;
/** Meters count by multiples of this, and episodes begin and end at them. A multiple of TICK_MS. */
export const BIN_MS = 5_000;
/** Per-host windows: features, learned evidence. */
export const WINDOW_MS = 300_000;

export interface Window {
  /** Unix ms, inclusive. */
  readonly start: number;
  /** Unix ms, exclusive. */
  readonly end: number;
}

export function windowStart(time: number, lengthMs: number = WINDOW_MS): number {
  return Math.floor(time / lengthMs) * lengthMs;
}
