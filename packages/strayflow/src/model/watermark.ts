/** How far event time has come: moved by plausible records alone. */

export interface Watermark {
  /** Event time of the newest admitted record (Unix ms); -Infinity before the first. */
  time: number;
  /** Records that came too late, and such that were implausibly far ahead. */
  late: number;
  ahead: number;
}

export interface WatermarkLimits {
  /** Records may be this much older than the watermark (ms). */
  readonly lateMs: number;
  /** Records may be this much newer than the watermark (ms); the first record has nothing to be measured by. */
  readonly aheadMs: number;
}

export function openWatermark(): Watermark {
  return { time: Number.NEGATIVE_INFINITY, late: 0, ahead: 0 };
}

/** Whether a record of this event time (Unix ms) may take part; it is counted where it may not, and moves nothing. */
export function admit(mark: Watermark, time: number, limits: WatermarkLimits): boolean {
  if (time < mark.time - limits.lateMs) {
    mark.late++;
    return false;
  }
  if (mark.time !== Number.NEGATIVE_INFINITY && time > mark.time + limits.aheadMs) {
    mark.ahead++;
    return false;
  }
  if (time > mark.time) mark.time = time;
  return true;
}
