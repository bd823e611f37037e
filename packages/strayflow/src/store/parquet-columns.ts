/** Batches as columns of a Parquet file, in words that a query can use: addresses and states as text, null for unknown. */
import { ADDRESS_BYTES, formatAddress } from '../model/address.js';
import { addressTable, internAddress } from '../model/address-table.js';
import { FactKind } from '../model/fact-batch.js';
import { FACT_COLUMNS } from '../model/fact-columns.js';
import {
  CONNECTION_STATE_NAMES,
  type FlowBatch,
  RecordKind,
  type StringColumn,
} from '../model/flow-batch.js';
import { type ColumnSpec, FLOW_COLUMNS } from '../model/flow-columns.js';
import type { AnyBatch } from './gather.js';

type Value = string | number | null;
type FixedColumn = Uint8Array | Uint16Array | Uint32Array | Float64Array;

export interface ParquetColumn {
  readonly name: string;
  readonly type: 'STRING' | 'INT32' | 'DOUBLE';
  readonly nullable: boolean;
  values(batch: AnyBatch): Value[];
}

const RECORD_NAMES = Object.keys(RecordKind);
const FACT_NAMES = Object.keys(FactKind);

const NAMES: Readonly<Record<string, readonly string[]>> = {
  record: RECORD_NAMES,
  state: CONNECTION_STATE_NAMES,
  kind: FACT_NAMES,
};

function macText(bytes: Uint8Array, offset: number): string | null {
  const part = bytes.subarray(offset, offset + 6);
  if (isZero(part)) return null;
  return Array.from(part, (byte) => byte.toString(16).padStart(2, '0')).join(':');
}

/** One text for each different address; most rows share a few. */
function addressTexts(bytes: Uint8Array, length: number, zeroIsNone: boolean): Value[] {
  const table = addressTable(length);
  const known: Value[] = [];
  return Array.from({ length }, (_, row) => {
    const id = internAddress(table, bytes, row * ADDRESS_BYTES);
    if (id === known.length) {
      const none = zeroIsNone && isZero(bytes.subarray(row * ADDRESS_BYTES, (row + 1) * ADDRESS_BYTES));
      known.push(none ? null : formatAddress(bytes, row * ADDRESS_BYTES));
    }
    return known[id] ?? null;
  });
}

function isZero(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}

function parquetColumn(spec: ColumnSpec, table: 'flows' | 'facts'): ParquetColumn {
  const { name, presence } = spec;
  const named = NAMES[name];
  const text = spec.type === 'string' || spec.type === 'bytes16' || spec.type === 'bytes6';
  const type = text || named !== undefined ? 'STRING' : spec.type === 'f64' ? 'DOUBLE' : 'INT32';
  const zeroIsNone = presence === 'optional' || (table === 'facts' && text);
  const plain = (column: FixedColumn, row: number): Value => {
    const value = column[row]!;
    if (named !== undefined) return named[value] ?? null;
    return zeroIsNone && value === 0 ? null : value;
  };
  return {
    name,
    type,
    nullable: presence !== 'required' || zeroIsNone,
    values(batch) {
      const { length } = batch;
      const column = (batch as unknown as Record<string, FixedColumn | StringColumn | null>)[name] ?? null;
      if (column === null) return new Array<Value>(length).fill(null);
      if ('codes' in column) {
        return Array.from(column.codes.subarray(0, length), (code) => column.dictionary[code] || null);
      }
      if (spec.type === 'bytes16') return addressTexts(column as Uint8Array, length, zeroIsNone);
      if (spec.type === 'bytes6') {
        return Array.from({ length }, (_, row) => macText(column as Uint8Array, row * 6));
      }
      const bitmap = validityOf(batch, name);
      return Array.from({ length }, (_, row) =>
        bitmap !== undefined && (bitmap[row >> 3]! & (1 << (row & 7))) === 0 ? null : plain(column, row),
      );
    },
  };
}

function validityOf(batch: AnyBatch, name: string): Uint8Array | undefined {
  return 'validity' in batch ? batch.validity[name as keyof FlowBatch['validity']] : undefined;
}

/** Of a flow, by the names and units of FlowBatch. */
export const FLOW_PARQUET: readonly ParquetColumn[] = FLOW_COLUMNS.map((spec) =>
  parquetColumn(spec, 'flows'),
);
/** Of a fact, by the names of FactBatch. */
export const FACT_PARQUET: readonly ParquetColumn[] = FACT_COLUMNS.map((spec) =>
  parquetColumn(spec, 'facts'),
);
