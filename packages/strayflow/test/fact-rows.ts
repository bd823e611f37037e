/** Fact batches from rows written by hand: what is not said is empty. */
import { parseAddress } from '../src/model/address.js';
import { type FactBatch, FactKind } from '../src/model/fact-batch.js';
import { FactBuilder } from '../src/model/fact-builder.js';

export interface FactRow {
  readonly kind: keyof typeof FactKind;
  /** Unix ms. */
  readonly time: number;
  readonly address?: string;
  /** "02:00:00:00:00:01" */
  readonly mac?: string;
  readonly peer?: string;
  readonly peerPort?: number;
  readonly name?: string;
  readonly value?: string;
  readonly text?: string;
  readonly number?: number;
  readonly recordNumber?: number;
}

/** One batch of the rows in their order; records are numbered from 1. */
export function factBatch(rows: readonly FactRow[], site = 'test'): FactBatch {
  const builder = new FactBuilder(site, 0, Math.max(1, rows.length));
  for (const [index, each] of rows.entries()) {
    const row = builder.add(FactKind[each.kind], each.recordNumber ?? index + 1, each.time);
    const { columns } = builder;
    for (const [text, column] of [
      [each.address, columns.address],
      [each.peer, columns.peer],
    ] as const) {
      if (text !== undefined && !parseAddress(text, column, 16 * row))
        throw new RangeError(`expected an address, received ${text}`);
    }
    for (const [i, part] of (each.mac ?? '').split(':').entries()) {
      columns.mac[6 * row + i] = Number.parseInt(part || '0', 16);
    }
    columns.peerPort[row] = each.peerPort ?? 0;
    columns.number[row] = each.number ?? 0;
    for (const column of ['name', 'value', 'text'] as const) builder.text(column, row, each[column] ?? '');
  }
  return builder.take();
}
