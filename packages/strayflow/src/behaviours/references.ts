/** The records that evidence rests on: the first few by name, all of them by number. */
import { MAX_REFERENCES, type RecordReference } from '../model/evidence.js';
import type { FlowBatch } from '../model/flow-batch.js';

/** Flat pairs of input and record number, so that many of them cost little. */
export interface References {
  readonly pairs: number[];
  count: number;
}

export function references(): References {
  return { pairs: [], count: 0 };
}

export function refer(to: References, input: number, record: number): void {
  to.count++;
  if (to.pairs.length < 2 * MAX_REFERENCES) to.pairs.push(input, record);
}

export function referRow(to: References, batch: FlowBatch, row: number): void {
  refer(to, batch.input[row]!, batch.recordNumber[row]!);
}

export function listed(from: References): readonly RecordReference[] {
  const list: RecordReference[] = [];
  for (let i = 0; i + 1 < from.pairs.length; i += 2) {
    list.push({ input: from.pairs[i]!, record: from.pairs[i + 1]! });
  }
  return list;
}
