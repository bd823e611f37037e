/** Rows that are not in the history yet, out of segments. */
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { FlowBatch } from '../../model/flow-batch.js';
import type { KeptSegment } from '../history.js';
import { readSegment } from '../segment.js';
import { QueryStopped } from './flow-database.js';
import type { TimeSpan } from './flow-files.js';
import type { Matcher } from './query/match.js';

/** Others wait at most so long for their turn (ms). */
const TURN_MS = 8;

/**
 * Calls for each row that matches and lies in the span. Other work gets its turn in between. Throws QueryStopped, and
 * StrayflowError 'state-unreadable' for a segment that is gone by now.
 */
export async function eachSegmentRow(
  folder: string,
  segments: Iterable<KeptSegment>,
  { from, to }: TimeSpan,
  matches: Matcher,
  signal: AbortSignal,
  take: (batch: FlowBatch, row: number) => void | Promise<void>,
): Promise<void> {
  let turn = 0;
  for (const segment of segments) {
    for (const item of readSegment(join(folder, 'segments'), segment)) {
      if (performance.now() >= turn) {
        await setImmediate();
        turn = performance.now() + TURN_MS;
      }
      if (signal.aborted) throw new QueryStopped();
      if (item.kind !== 'flows') continue;
      const { batch } = item;
      for (let row = 0; row < batch.length; row++) {
        const time = batch.time[row]!;
        if (time < from || time >= to) continue;
        // What is before is in the history.
        if (time < segment.writtenUntil) continue;
        if (!matches(batch, row)) continue;
        const wait = take(batch, row);
        if (wait !== undefined) await wait;
      }
    }
  }
}
