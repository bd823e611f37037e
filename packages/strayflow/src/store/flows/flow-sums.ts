/** Flows in numbers: over time, and by what they have in common. A flow counts when it ends. */
import { formatAddress } from '../../model/address.js';
import { closesFlow, type FlowBatch, isKnown } from '../../model/flow-batch.js';
import { BoundedSums } from './bounded-sums.js';
import type { SqlRow } from './flow-database.js';
import type { FlowStore, FlowsWanted } from './flow-store.js';
import { stateAt, textAt } from './query/match.js';
import { eitherSum } from './query/sql.js';

/** Columns of SQL. */
export const FLOWS = "(count(*) FILTER (record IN ('end', 'complete')))::DOUBLE AS flows";
export const BYTES = `coalesce(sum(${eitherSum('bytesSent', 'bytesReceived')}), 0)::DOUBLE AS bytes`;

export interface Sums {
  flows: number;
  bytes: number;
}

/** Values under a cleared validity bit are 0. */
export const bytesAt = ({ bytesSent, bytesReceived }: FlowBatch, row: number) =>
  bytesSent[row]! + bytesReceived[row]!;
export const flowsAt = ({ record }: FlowBatch, row: number) => (closesFlow(record[row]!) ? 1 : 0);

function addTo<Key>(bounded: BoundedSums<Key, Sums>, key: Key, flows: number, bytes: number): void {
  const known = bounded.sums.get(key);
  if (known === undefined) bounded.add(key, { flows, bytes });
  else {
    known.flows += flows;
    known.bytes += bytes;
  }
}

/** @param weight by what those are found that matter most, where there are too many */
export function sumsBy<Key>(
  weight: keyof Sums,
  keyOfRow: (row: SqlRow) => Key,
  keyOfFlow: (batch: FlowBatch, row: number) => Key,
) {
  return () => {
    const bounded = new BoundedSums<Key, Sums>({ weightOf: (sums) => sums[weight] });
    return {
      bounded,
      addRow: (row: SqlRow) => addTo(bounded, keyOfRow(row), Number(row['flows']), Number(row['bytes'])),
      addFlow: (batch: FlowBatch, row: number) =>
        addTo(bounded, keyOfFlow(batch, row), flowsAt(batch, row), bytesAt(batch, row)),
    };
  };
}

const MOST_STEPS = 1_000;

/** By the start of the step (Unix ms). */
export function flowsOverTime(store: FlowStore, wanted: FlowsWanted, stepMs: number) {
  const step = (time: number) => Math.floor(time / stepMs) * stepMs;
  return store.sums(
    wanted,
    {
      columns: `floor(time / ?) * ? AS step, ${FLOWS}, ${BYTES}`,
      values: [stepMs, stepMs],
      rest: 'GROUP BY 1',
      most: MOST_STEPS,
    },
    sumsBy(
      'flows',
      (row) => Number(row['step']),
      (batch, row) => step(batch.time[row]!),
    ),
  );
}

export const TOP_BY = ['source', 'destination', 'destinationPort', 'protocol', 'service', 'state'] as const;
export type TopBy = (typeof TOP_BY)[number];
/** Of one group of files; the rest is left out, and that is said. */
export const MOST_KEYS = 20_000;

function topKey(batch: FlowBatch, row: number, by: TopBy): string {
  if (by === 'source' || by === 'destination') return formatAddress(batch[by], 16 * row);
  if (by === 'service') return textAt(batch.service, row) ?? '';
  if (by === 'state') return stateAt(batch, row) ?? '';
  return isKnown(batch.validity[by], row) ? String(batch[by][row]!) : '';
}

/** By value as text; "" where it is not known. */
export function topFlows(store: FlowStore, wanted: FlowsWanted, by: TopBy) {
  return store.sums(
    wanted,
    {
      columns: `coalesce(${by}::VARCHAR, '') AS key, ${FLOWS}, ${BYTES}`,
      rest: 'GROUP BY 1 ORDER BY flows DESC, bytes DESC, key',
      most: MOST_KEYS,
    },
    sumsBy(
      'flows',
      (row) => String(row['key']),
      (batch, row) => topKey(batch, row, by),
    ),
  );
}
