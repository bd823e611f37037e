/** The records of a spool whose event time is plausible, in order; the others are counted. */
import { sliceBatch } from '../model/flow-builder.js';
import type { WatermarkLimits } from '../model/watermark.js';
import type { RouteItem } from '../pipeline.js';
import { sliceFacts } from '../pipeline.js';
import type { Spool } from './request.js';

/** A spool is sorted: nothing is late, and a gap of days between two captures is a gap and no broken clock. */
export const FILE_LIMITS: WatermarkLimits = { lateMs: 0, aheadMs: Number.POSITIVE_INFINITY };

export interface ImplausibleCount {
  records: number;
}

export async function* plausibleItems(
  spool: Spool,
  limits: { readonly low: number; readonly high: number },
  count: ImplausibleCount,
): AsyncGenerator<RouteItem> {
  for await (const item of spool.read()) {
    const { time, length } = item.batch;
    let from = 0;
    let to = length;
    while (from < to && time[from]! < limits.low) from++;
    while (to > from && time[to - 1]! > limits.high) to--;
    count.records += length - (to - from);
    if (to - from === length) yield item;
    else if (to > from) {
      yield item.kind === 'flows'
        ? { kind: 'flows', batch: sliceBatch(item.batch, from, to) }
        : { kind: 'facts', batch: sliceFacts(item.batch, from, to) };
    }
  }
}
