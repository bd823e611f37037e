/** One record of a flow as answers show it. */
import { formatAddress } from '../../model/address.js';
import { type FlowBatch, isKnown, type NullableColumn } from '../../model/flow-batch.js';
import type { SqlRow } from './flow-database.js';
import { macAt, stateAt, sumOf, textAt } from './query/match.js';

export interface FlowRow {
  /** Unix ms. */
  readonly time: number;
  readonly durationMs: number | null;
  readonly source: string;
  readonly destination: string;
  readonly sourcePort: number | null;
  readonly destinationPort: number | null;
  /** IANA number. */
  readonly protocol: number | null;
  readonly state: string | null;
  readonly service: string | null;
  readonly bytesSent: number | null;
  readonly bytesReceived: number | null;
  readonly packetsSent: number | null;
  readonly packetsReceived: number | null;
  readonly input: number;
  readonly record: number;
  readonly site: string;
  readonly vlan: number | null;
  readonly uid: string | null;
  readonly identity: string | null;
  /** The device that told of it. */
  readonly exporter: string | null;
  /** Hardware address of the source. */
  readonly mac: string | null;
}

/** With what tells rows of one record and moment apart. */
export interface FoundRow extends FlowRow {
  readonly flowId: number;
  /** What the record says of its flow: "start", "update", "end", "complete". */
  readonly kind: string;
}

const COLUMNS = [
  'time',
  'durationMs',
  'source',
  'destination',
  'sourcePort',
  'destinationPort',
  'protocol',
  'state',
  'service',
  'bytesSent',
  'bytesReceived',
  'packetsSent',
  'packetsReceived',
  'input',
  'recordNumber',
  'vlan',
  'uid',
  'identity',
  'exporter',
  'sourceMac',
  'flowId',
  'record',
] as const;

export const ROW_COLUMNS = COLUMNS.join(', ');

export function rowOfSql(found: SqlRow, site: string): FoundRow {
  const { recordNumber, record, sourceMac: mac, ...rest } = found;
  return { ...rest, mac, record: recordNumber, kind: record, site } as unknown as FoundRow;
}

const KINDS = ['start', 'update', 'end', 'complete'] as const;

export function rowOfBatch(batch: FlowBatch, row: number): FoundRow {
  const number = (column: Exclude<NullableColumn, 'state'>) =>
    isKnown(batch.validity[column], row) ? batch[column][row]! : null;
  return {
    time: batch.time[row]!,
    durationMs: number('durationMs'),
    source: formatAddress(batch.source, 16 * row),
    destination: formatAddress(batch.destination, 16 * row),
    sourcePort: number('sourcePort'),
    destinationPort: number('destinationPort'),
    protocol: number('protocol'),
    state: stateAt(batch, row),
    service: textAt(batch.service, row),
    bytesSent: number('bytesSent'),
    bytesReceived: number('bytesReceived'),
    packetsSent: number('packetsSent'),
    packetsReceived: number('packetsReceived'),
    input: batch.input[row]!,
    record: batch.recordNumber[row]!,
    site: batch.site,
    vlan: batch.vlan?.[row] || null,
    uid: textAt(batch.uid, row),
    identity: textAt(batch.identity, row),
    exporter: textAt(batch.exporter, row),
    mac: macAt(batch, row),
    flowId: batch.flowId[row]!,
    kind: KINDS[batch.record[row]!] ?? 'complete',
  };
}

/** Of both directions; 0 where neither is known. */
export function bytesOf({ bytesSent, bytesReceived }: FlowRow): number {
  return sumOf(bytesSent, bytesReceived) ?? 0;
}

/** A row as answers show it. */
export function shown({ flowId: _, kind: __, ...row }: FoundRow): FlowRow {
  return row;
}
