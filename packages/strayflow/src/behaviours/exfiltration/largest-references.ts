/** The records that sent most, by name; all of them by number. */
import { MAX_REFERENCES, type RecordReference } from '../../model/evidence.js';

export interface LargestReferences {
  /** Triples of input, record number and bytes, in order of arrival. */
  readonly triples: number[];
  count: number;
}

export function largestReferences(): LargestReferences {
  return { triples: [], count: 0 };
}

/** Counts a record, and keeps it while it is among the largest; of equals the first stay. */
export function referLargest(to: LargestReferences, input: number, record: number, bytes: number): void {
  to.count++;
  const { triples } = to;
  if (triples.length >= 3 * MAX_REFERENCES) {
    let least = 0;
    for (let i = 3; i < triples.length; i += 3) if (triples[i + 2]! < triples[least + 2]!) least = i;
    if (triples[least + 2]! >= bytes) return;
    triples.splice(least, 3);
  }
  triples.push(input, record, bytes);
}

export function listedLargest(from: LargestReferences): readonly RecordReference[] {
  const list: RecordReference[] = [];
  for (let i = 0; i + 2 < from.triples.length; i += 3) {
    list.push({ input: from.triples[i]!, record: from.triples[i + 1]! });
  }
  return list;
}
