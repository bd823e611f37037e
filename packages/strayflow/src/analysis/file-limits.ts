/** Which records of files may move event time. */
import type { WatermarkLimits } from '../model/watermark.js';

/** A spool is sorted: nothing is late, and a gap of days between two captures is a gap and no broken clock. */
export const FILE_LIMITS: WatermarkLimits = { lateMs: 0, aheadMs: Number.POSITIVE_INFINITY };
