/** All flows that a query finds, some at a time: those of the history by the hour, then those that are not in it yet. */
import type { FlowBatch } from '../../model/flow-batch.js';
import { QueryStopped } from './flow-database.js';
import { placesOf } from './flow-files.js';
import { type FoundRow, ROW_COLUMNS, rowOfBatch, rowOfSql } from './flow-row.js';
import { type FlowStore, type FlowsWanted, within } from './flow-store.js';
import { matcherOf } from './query/match.js';

const ORDER = 'ORDER BY time, input, recordNumber, flowId, record';
/** Rows that are handed on together. */
const TOGETHER = 500;

/**
 * Hands on rows as fast as they are taken. Files that the retention removes meanwhile, and segments that go into the history,
 * are missing: the answer says whether there were any. Throws FlowsBusy, QueryStopped, StrayflowError.
 */
export async function* exportFlows(
  store: FlowStore,
  { query, span, signal }: FlowsWanted,
): AsyncGenerator<readonly FoundRow[], boolean> {
  const places = placesOf(store.reader, span);
  const condition = within(query, span);
  let isWhole = true;
  const missing = (error: unknown) => {
    const now = placesOf(store.reader, span);
    if (error instanceof QueryStopped || JSON.stringify(now) === JSON.stringify(places)) throw error;
    isWhole = false;
  };
  for (const hour of new Set(places.files.map((file) => file.hour))) {
    const files = places.files.filter((file) => file.hour === hour);
    try {
      for await (const rows of store.stream(
        files,
        { columns: ROW_COLUMNS, rest: ORDER },
        condition,
        signal,
      )) {
        yield rows.map((row) => rowOfSql(row, store.site));
      }
    } catch (error) {
      missing(error);
    }
  }
  const matches = matcherOf(query);
  for (const segment of places.segments) {
    let found: [FlowBatch, number][] = [];
    try {
      // A segment has tens of thousands of rows.
      await store.eachUnwritten([segment], span, matches, signal, (batch, row) => {
        found.push([batch, row]);
      });
    } catch (error) {
      missing(error);
      found = [];
    }
    for (let from = 0; from < found.length; from += TOGETHER) {
      yield found.slice(from, from + TOGETHER).map(([batch, row]) => rowOfBatch(batch, row));
    }
  }
  return isWhole;
}
