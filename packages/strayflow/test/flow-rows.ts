/** Flow batches from rows written by hand: what is not said is an ordinary web connection. */
import { parseAddress } from '../src/model/address.js';
import { ConnectionState, type FlowBatch, type NullableColumn, RecordKind } from '../src/model/flow-batch.js';
import { FlowBuilder, type OptionalColumn } from '../src/model/flow-builder.js';

/** One record; `null` means unknown. */
export interface FlowRow {
  input: number;
  recordNumber: number;
  flowId: number;
  record: keyof typeof RecordKind;
  /** Unix ms. */
  time: number;
  start: number;
  durationMs: number | null;
  source: string;
  destination: string;
  sourcePort: number | null;
  destinationPort: number | null;
  protocol: number | null;
  icmpType: number | null;
  icmpCode: number | null;
  tcpFlags: number | null;
  state: keyof typeof ConnectionState | null;
  initiatorKnown: boolean;
  bytesSent: number | null;
  bytesReceived: number | null;
  packetsSent: number | null;
  packetsReceived: number | null;
  ttl?: number;
  /** "02:00:00:00:00:01" */
  sourceMac?: string;
  service?: string;
  /** Who is logged in. */
  identity?: string;
  /** Who sent the record. */
  exporter?: string;
}

export const START = 1_700_000_000_000;

const DEFAULTS: Omit<FlowRow, 'recordNumber' | 'flowId' | 'start' | 'durationMs'> = {
  input: 0,
  record: 'complete',
  time: START,
  source: '10.0.0.9',
  destination: '192.0.2.1',
  sourcePort: 50_000,
  destinationPort: 443,
  protocol: 6,
  icmpType: null,
  icmpCode: null,
  tcpFlags: null,
  state: 'SF',
  initiatorKnown: true,
  bytesSent: 2_000,
  bytesReceived: 8_000,
  packetsSent: 10,
  packetsReceived: 12,
};

const NUMBERS = [
  'durationMs',
  'sourcePort',
  'destinationPort',
  'protocol',
  'icmpType',
  'icmpCode',
  'tcpFlags',
  'bytesSent',
  'bytesReceived',
  'packetsSent',
  'packetsReceived',
] as const satisfies readonly NullableColumn[];

/** What a packet or so of an attempt that nobody answered counts. */
export const UNANSWERED = {
  state: 'S0',
  bytesSent: 60,
  bytesReceived: 0,
  packetsSent: 1,
  packetsReceived: 0,
} as const satisfies Partial<FlowRow>;

export const REFUSED = {
  ...UNANSWERED,
  state: 'REJ',
  bytesReceived: 40,
  packetsReceived: 1,
} as const satisfies Partial<FlowRow>;

/** Fills in what a row leaves out; records are numbered from 1, and each is its own flow. */
export function completeRows(rows: readonly Partial<FlowRow>[]): readonly FlowRow[] {
  return rows.map((row, index) => {
    const time = row.time ?? START + index;
    const durationMs = row.durationMs === undefined ? 0 : row.durationMs;
    return {
      ...DEFAULTS,
      recordNumber: index + 1,
      flowId: index + 1,
      start: time - (durationMs ?? 0),
      ...row,
      time,
      durationMs,
    };
  });
}

/** One batch of the rows in their order. */
export function flows(rows: readonly Partial<FlowRow>[], site = 'test'): FlowBatch {
  return batchOf(completeRows(rows), site);
}

/** One batch of complete rows. */
export function batchOf(rows: readonly FlowRow[], site = 'test'): FlowBatch {
  const optional = (
    ['ttl', 'sourceMac', 'service', 'identity', 'exporter'] as const satisfies readonly OptionalColumn[]
  ).filter((column) => rows.some((row) => row[column] !== undefined));
  const builder = new FlowBuilder(site, optional, Math.max(1, rows.length));
  for (const each of rows) writeRow(builder, each);
  return builder.take();
}

function writeRow(builder: FlowBuilder, each: FlowRow): void {
  const row = builder.add();
  const { columns } = builder;
  columns.input[row] = each.input;
  columns.recordNumber[row] = each.recordNumber;
  columns.flowId[row] = each.flowId;
  columns.record[row] = RecordKind[each.record];
  columns.time[row] = each.time;
  columns.start[row] = each.start;
  columns.initiatorKnown[row] = each.initiatorKnown ? 1 : 0;
  for (const [text, column] of [
    [each.source, columns.source],
    [each.destination, columns.destination],
  ] as const) {
    if (!parseAddress(text, column, 16 * row)) throw new RangeError(`expected an address, received ${text}`);
  }
  if (each.state === null) builder.unknown('state', row);
  else columns.state[row] = ConnectionState[each.state];
  for (const name of NUMBERS) {
    const value = each[name];
    if (value === null) builder.unknown(name, row);
    else columns[name][row] = value;
  }
  if (each.ttl !== undefined) columns.ttl[row] = each.ttl;
  if (each.sourceMac !== undefined) {
    for (const [i, part] of each.sourceMac.split(':').entries()) {
      columns.sourceMac[6 * row + i] = Number.parseInt(part, 16);
    }
  }
  if (each.service !== undefined) builder.text('service', row, each.service);
  if (each.identity !== undefined) builder.text('identity', row, each.identity);
  if (each.exporter !== undefined) builder.text('exporter', row, each.exporter);
}
