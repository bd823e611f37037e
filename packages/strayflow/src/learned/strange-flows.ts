/** What is remembered of one host's flows in one window: how many, and the strange ones. Plain data. */
import { ADDRESS_BYTES } from '../model/address.js';
import { MAX_REFERENCES, type RecordReference } from '../model/evidence.js';
import type { FlowRows } from '../model/feature-rows.js';
import { isEstablished, isKnown } from '../model/flow-batch.js';
import type { RowScores } from './scorer.js';

export interface StrongestFlow {
  readonly surprise: number;
  /** One a member. */
  readonly memberSurprises: readonly number[];
  readonly fold: 0 | 1;
  /** Raw units (columns). */
  readonly values: Float64Array;
  readonly destination: Uint8Array;
  /** -1 = unknown. */
  readonly destinationPort: number;
  readonly record: RecordReference;
}

export interface StrangeFlows {
  count: number;
  established: number;
  firstSeen: number;
  lastSeen: number;
  /** Destination of the first; null once another was seen. */
  onlyDestination: Uint8Array | null;
  strongest: StrongestFlow;
  /** The first few. */
  readonly records: RecordReference[];
}

/** Adds flow `row`, which is strange, to what is known; `known` is undefined for the first. */
export function addStrangeFlow(
  known: StrangeFlows | undefined,
  rows: FlowRows,
  scores: RowScores,
  row: number,
): StrangeFlows {
  const { flows } = rows;
  const record = { input: flows.input[row]!, record: flows.recordNumber[row]! };
  const destination = flows.destination.slice(row * ADDRESS_BYTES, (row + 1) * ADDRESS_BYTES);
  const established = isKnown(flows.validity.state, row) && isEstablished(flows.state[row]!);
  const time = flows.time[row]!;
  if (known === undefined) {
    return {
      count: 1,
      established: established ? 1 : 0,
      firstSeen: time,
      lastSeen: time,
      onlyDestination: destination,
      strongest: strongestOf(rows, scores, row, record, destination),
      records: [record],
    };
  }
  known.count++;
  if (established) known.established++;
  known.firstSeen = Math.min(known.firstSeen, time);
  known.lastSeen = Math.max(known.lastSeen, time);
  if (known.onlyDestination !== null && !sameAddress(known.onlyDestination, destination)) {
    known.onlyDestination = null;
  }
  if (known.records.length < MAX_REFERENCES) known.records.push(record);
  if (scores.surprise[row]! > known.strongest.surprise) {
    known.strongest = strongestOf(rows, scores, row, record, destination);
  }
  return known;
}

/** The first records, and the strongest among them in any case. */
export function referencesOf(strange: StrangeFlows): readonly RecordReference[] {
  const { record } = strange.strongest;
  const known = strange.records.some((one) => one.input === record.input && one.record === record.record);
  return known ? strange.records : [...strange.records.slice(0, MAX_REFERENCES - 1), record];
}

function strongestOf(
  rows: FlowRows,
  scores: RowScores,
  row: number,
  record: RecordReference,
  destination: Uint8Array,
): StrongestFlow {
  const { flows } = rows;
  const columns = rows.columns.length;
  return {
    surprise: scores.surprise[row]!,
    memberSurprises: scores.members.map((member) => member.surprises[row]!),
    fold: scores.folds[row] as 0 | 1,
    values: rows.values.slice(row * columns, (row + 1) * columns),
    destination,
    destinationPort: isKnown(flows.validity.destinationPort, row) ? flows.destinationPort[row]! : -1,
    record,
  };
}

function sameAddress(a: Uint8Array, b: Uint8Array): boolean {
  for (let i = 0; i < ADDRESS_BYTES; i++) if (a[i] !== b[i]) return false;
  return true;
}
