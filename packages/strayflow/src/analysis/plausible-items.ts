/** The records of a spool whose event time is plausible, in order; the others are counted. */

import { sliceFacts } from '../model/fact-builder.js';
import { sliceBatch } from '../model/flow-builder.js';
import type { RouteItem } from '../pipeline.js';
import type { Parsed } from './parse.js';
import type { Spool } from './request.js';

export interface ImplausibleCount {
  records: number;
}

/** Records of inputs that were left out, and of implausible times, do not come along; the latter are counted. */
export async function* plausibleItems(
  spool: Spool,
  { plausible, refused }: Pick<Parsed, 'plausible' | 'refused'>,
  count: ImplausibleCount,
): AsyncGenerator<RouteItem> {
  for await (const item of spool.read()) {
    const { time, input, length } = item.batch;
    let from = 0;
    for (let row = 0; row <= length; row++) {
      const outside = row < length && (time[row]! < plausible.low || time[row]! > plausible.high);
      const wanted = row < length && !outside && !(refused.size > 0 && refused.has(input[row]!));
      if (outside && !refused.has(input[row]!)) count.records++;
      if (wanted) continue;
      if (row > from) yield slice(item, from, row);
      from = row + 1;
    }
  }
}

function slice(item: RouteItem, from: number, to: number): RouteItem {
  if (to - from === item.batch.length) return item;
  return item.kind === 'flows'
    ? { kind: 'flows', batch: sliceBatch(item.batch, from, to) }
    : { kind: 'facts', batch: sliceFacts(item.batch, from, to) };
}
