/** Assembles whole flows from their start, update and end records; holds those that are still open. */
import { ADDRESS_BYTES } from '../model/address.js';
import { closesFlow, type FlowBatch, isKnown, type NullableColumn, RecordKind } from '../model/flow-batch.js';
import { FlowBuilder, type OptionalColumn, type WritableColumns } from '../model/flow-builder.js';
import { internKey, type KeyTable, keyTable, reach, removeKey } from './key-table.js';

/** How the value of a later record joins that of the earlier ones. */
type Join = 'first' | 'last' | 'sum' | 'union';
type NumberColumn = keyof WritableColumns & keyof FlowBatch;

/** The numbers of a flow, in the order in which they lie in `numbers`. At most 32: each has a bit in `known`. */
const NUMBERS: readonly (readonly [NumberColumn, Join, 'required' | 'nullable' | 'optional'])[] = [
  ['input', 'first', 'required'],
  ['recordNumber', 'first', 'required'],
  ['flowId', 'first', 'required'],
  ['time', 'last', 'required'],
  ['start', 'first', 'required'],
  ['initiatorKnown', 'last', 'required'],
  ['durationMs', 'last', 'nullable'],
  ['sourcePort', 'first', 'nullable'],
  ['destinationPort', 'first', 'nullable'],
  ['protocol', 'first', 'nullable'],
  ['icmpType', 'first', 'nullable'],
  ['icmpCode', 'first', 'nullable'],
  ['tcpFlags', 'union', 'nullable'],
  ['state', 'last', 'nullable'],
  ['bytesSent', 'sum', 'nullable'],
  ['bytesReceived', 'sum', 'nullable'],
  ['packetsSent', 'sum', 'nullable'],
  ['packetsReceived', 'sum', 'nullable'],
  ['ttl', 'first', 'optional'],
  ['vlan', 'first', 'optional'],
  ['interfaceIndex', 'first', 'optional'],
  ['samplingRate', 'first', 'optional'],
];
const WIDTH = NUMBERS.length;
const TEXTS = ['service', 'uid', 'identity', 'exporter'] as const;
const MAC_BYTES = 6;
/** Source, destination, MAC. */
const ENDS = 2 * ADDRESS_BYTES + MAC_BYTES;
const FIRST = 64;

/** Plain data; everything by id of the flow. */
export interface OpenFlows {
  /** Key: input, and the flow id as two words. */
  readonly table: KeyTable;
  readonly columns: {
    /** Bit i: number i is known. */
    known: Uint32Array;
    /** Neighbours in order of opening, + 1; 0 = none. */
    older: Int32Array;
    newer: Int32Array;
  };
  /** WIDTH a flow. */
  readonly values: { numbers: Float64Array };
  /** ENDS a flow. */
  ends: Uint8Array;
  readonly texts: Record<(typeof TEXTS)[number], string[]>;
  /** Optional columns that any record so far had. */
  readonly optional: OptionalColumn[];
  /** Id + 1. */
  oldest: number;
  newest: number;
  /** Flows that were closed because too many were open. */
  dropped: number;
}

export function openFlows(capacity: number): OpenFlows {
  return {
    table: keyTable(3, capacity),
    columns: {
      known: new Uint32Array(FIRST),
      older: new Int32Array(FIRST),
      newer: new Int32Array(FIRST),
    },
    values: { numbers: new Float64Array(FIRST * WIDTH) },
    ends: new Uint8Array(FIRST * ENDS),
    texts: { service: [], uid: [], identity: [], exporter: [] },
    optional: [],
    oldest: 0,
    newest: 0,
    dropped: 0,
  };
}

/** Gives the flows that `batch` closes, in closing order, whole. A batch of whole flows passes as it is. */
export function* closedFlows(open: OpenFlows, batch: FlowBatch): Generator<FlowBatch> {
  let closing = 0;
  let whole = 0;
  for (let row = 0; row < batch.length; row++) {
    if (closesFlow(batch.record[row]!)) closing++;
    if (batch.record[row] === RecordKind.complete) whole++;
  }
  if (whole === batch.length) {
    if (whole > 0) yield batch;
    return;
  }
  noteOptional(open, batch);
  const builder = new FlowBuilder(batch.site, open.optional, Math.max(1, closing));
  const reader = new RecordReader(batch);
  for (let row = 0; row < batch.length; row++) {
    let id = flowOf(open, batch, row);
    if (id < 0) {
      open.dropped++;
      if (builder.full) yield builder.take();
      closeFlow(open, open.oldest - 1, builder);
      id = flowOf(open, batch, row);
    }
    reader.join(open, id, row);
    if (!closesFlow(batch.record[row]!)) continue;
    if (builder.full) yield builder.take();
    closeFlow(open, id, builder);
  }
  if (builder.length > 0) yield builder.take();
}

/** The input is over: gives all flows that are open, in order of opening. */
export function* remainingFlows(open: OpenFlows, site: string): Generator<FlowBatch> {
  const builder = new FlowBuilder(site, open.optional);
  while (open.oldest > 0) {
    closeFlow(open, open.oldest - 1, builder);
    if (builder.full) yield builder.take();
  }
  if (builder.length > 0) yield builder.take();
}

function noteOptional(open: OpenFlows, batch: FlowBatch): void {
  for (const column of ['ttl', 'vlan', 'interfaceIndex', 'samplingRate', 'sourceMac', ...TEXTS] as const) {
    if (batch[column] !== null && !open.optional.includes(column)) open.optional.push(column);
  }
}

/** The id of the row's flow, opened if it is new; -1 when too many are open. */
function flowOf(open: OpenFlows, batch: FlowBatch, row: number): number {
  const { table, columns } = open;
  const flowId = batch.flowId[row]!;
  table.probe[0] = batch.input[row]!;
  table.probe[1] = flowId;
  table.probe[2] = Math.floor(flowId / 2 ** 32);
  const before = table.size;
  const id = internKey(table);
  if (id < 0 || table.size === before) return id;
  reach(columns, id);
  reach(open.values, (id + 1) * WIDTH - 1);
  if (open.ends.length < (id + 1) * ENDS) {
    const ends = new Uint8Array(2 * open.ends.length);
    ends.set(open.ends);
    open.ends = ends;
  }
  columns.known[id] = 0;
  open.values.numbers.fill(0, id * WIDTH, (id + 1) * WIDTH);
  open.ends.fill(0, id * ENDS, (id + 1) * ENDS);
  for (const text of TEXTS) open.texts[text][id] = '';
  columns.older[id] = open.newest;
  columns.newer[id] = 0;
  if (open.newest > 0) columns.newer[open.newest - 1] = id + 1;
  else open.oldest = id + 1;
  open.newest = id + 1;
  return id;
}

/** The columns of one batch, looked up once. */
class RecordReader {
  private readonly batch: FlowBatch;
  private readonly arrays: readonly (ArrayLike<number> | null)[];
  private readonly bitmaps: readonly (Uint8Array | undefined)[];

  constructor(batch: FlowBatch) {
    this.batch = batch;
    this.arrays = NUMBERS.map(([column]) => batch[column] as ArrayLike<number> | null);
    this.bitmaps = NUMBERS.map(([column]) => batch.validity[column as NullableColumn]);
  }

  /** Joins a record to its flow. */
  join(open: OpenFlows, id: number, row: number): void {
    const { numbers } = open.values;
    const at = id * WIDTH;
    let known = open.columns.known[id]!;
    for (let i = 0; i < WIDTH; i++) {
      const array = this.arrays[i]!;
      if (array === null || !isKnown(this.bitmaps[i], row)) continue;
      const value = array[row]!;
      const [, join, presence] = NUMBERS[i]!;
      if (presence === 'optional' && value === 0) continue;
      const first = (known & (1 << i)) === 0;
      known |= 1 << i;
      if (first || join === 'last') numbers[at + i] = value;
      else if (join === 'sum') numbers[at + i] = numbers[at + i]! + value;
      else if (join === 'union') numbers[at + i] = numbers[at + i]! | value;
    }
    open.columns.known[id] = known;
    this.joinEnds(open, id, row);
    for (const text of TEXTS) {
      const column = this.batch[text];
      const value = column === null ? '' : column.dictionary[column.codes[row]!]!;
      if (value !== '') open.texts[text][id] = value;
    }
  }

  private joinEnds(open: OpenFlows, id: number, row: number): void {
    const { batch } = this;
    const at = id * ENDS;
    for (let i = 0; i < ADDRESS_BYTES; i++) {
      open.ends[at + i] = batch.source[row * ADDRESS_BYTES + i]!;
      open.ends[at + ADDRESS_BYTES + i] = batch.destination[row * ADDRESS_BYTES + i]!;
    }
    if (batch.sourceMac === null) return;
    const macAt = at + 2 * ADDRESS_BYTES;
    for (let i = 0; i < MAC_BYTES; i++) {
      const octet = batch.sourceMac[row * MAC_BYTES + i]!;
      if (octet !== 0) open.ends[macAt + i] = octet;
    }
  }
}

/** Writes an open flow as one whole row and forgets it. */
function closeFlow(open: OpenFlows, id: number, builder: FlowBuilder): void {
  const row = builder.add();
  const columns = builder.columns as unknown as Record<string, { [row: number]: number } | null>;
  const known = open.columns.known[id]!;
  for (let i = 0; i < WIDTH; i++) {
    const [column, , presence] = NUMBERS[i]!;
    const out = columns[column];
    if (out !== null && out !== undefined) out[row] = open.values.numbers[id * WIDTH + i]!;
    if (presence === 'nullable' && (known & (1 << i)) === 0) builder.unknown(column as NullableColumn, row);
  }
  const { source, destination, record, sourceMac } = builder.columns;
  record[row] = RecordKind.complete;
  const at = id * ENDS;
  const macAt = at + 2 * ADDRESS_BYTES;
  source.set(open.ends.subarray(at, at + ADDRESS_BYTES), row * ADDRESS_BYTES);
  destination.set(open.ends.subarray(at + ADDRESS_BYTES, macAt), row * ADDRESS_BYTES);
  if (open.optional.includes('sourceMac')) {
    sourceMac.set(open.ends.subarray(macAt, macAt + MAC_BYTES), row * MAC_BYTES);
  }
  for (const text of TEXTS) {
    if (open.optional.includes(text)) builder.text(text, row, open.texts[text][id]!);
    open.texts[text][id] = '';
  }
  forget(open, id);
}

function forget(open: OpenFlows, id: number): void {
  const { older, newer } = open.columns;
  if (older[id]! > 0) newer[older[id]! - 1] = newer[id]!;
  else open.oldest = newer[id]!;
  if (newer[id]! > 0) older[newer[id]! - 1] = older[id]!;
  else open.newest = older[id]!;
  removeKey(open.table, id);
}
