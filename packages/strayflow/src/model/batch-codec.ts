/**
 * The one codec of batches: Apache Arrow IPC streams (Arrow columnar format 1.0), for spool, history and stream.
 *
 * A batch is one self-contained stream. Addresses are fixed-size binary(16), strings are utf8 dictionaries, unknown
 * values are nulls, and the schema's metadata holds the site. Decoded columns are views into `bytes`. The bytes must be
 * whole: the Arrow reader trusts the lengths in them, so a carrier that can damage them adds a checksum of its own.
 */
import { arrowLayout, type ColumnSet, decodeColumns, encodeColumns } from './batch-codec-columns.js';
import type { FactBatch } from './fact-batch.js';
import { FACT_COLUMNS } from './fact-columns.js';
import type { FlowBatch } from './flow-batch.js';
import { FLOW_COLUMNS } from './flow-columns.js';
import { shapedFlowBatch } from './flow-shape.js';

const FLOWS = arrowLayout('flows', FLOW_COLUMNS);
const FACTS = arrowLayout('facts', FACT_COLUMNS);
const ALL_KNOWN = {};

type Columns = ColumnSet['columns'];

export function encodeFlowBatch(batch: FlowBatch): Uint8Array {
  const columns = batch as unknown as Columns;
  return encodeColumns(FLOWS, { site: batch.site, length: batch.length, columns, validity: batch.validity });
}

/** Throws RangeError on bytes that `encodeFlowBatch` (or an equal Arrow writer) did not make. */
export function decodeFlowBatch(bytes: Uint8Array): FlowBatch {
  const { site, length, columns, validity } = decodeColumns(FLOWS, bytes);
  return shapedFlowBatch({ ...columns, site, length, validity } as unknown as FlowBatch);
}

export function encodeFactBatch(batch: FactBatch): Uint8Array {
  const columns = batch as unknown as Columns;
  return encodeColumns(FACTS, { site: batch.site, length: batch.length, columns, validity: ALL_KNOWN });
}

/** Throws RangeError on bytes that `encodeFactBatch` (or an equal Arrow writer) did not make. */
export function decodeFactBatch(bytes: Uint8Array): FactBatch {
  const { site, length, columns } = decodeColumns(FACTS, bytes);
  return { ...columns, site, length } as unknown as FactBatch;
}
