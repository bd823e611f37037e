/** Reads a text in the test's memory and gives back everything that the parser said, as plain rows. */
import { formatAddress } from '../../../src/model/address.js';
import { type FactBatch, FactKind } from '../../../src/model/fact-batch.js';
import {
  CONNECTION_STATE_NAMES,
  type FlowBatch,
  isKnown,
  type NullableColumn,
  type StringColumn,
} from '../../../src/model/flow-batch.js';
import type { SourceFormat } from '../../../src/model/source.js';
import { csvFormat } from '../../../src/sources/csv.js';
import { zeekFormat } from '../../../src/sources/zeek.js';

export interface TextRow {
  readonly line: number;
  readonly time: number;
  readonly start: number;
  readonly durationMs: number | null;
  readonly source: string;
  readonly destination: string;
  readonly sourcePort: number | null;
  readonly destinationPort: number | null;
  readonly protocol: number | null;
  readonly icmpType: number | null;
  readonly icmpCode: number | null;
  readonly tcpFlags: number | null;
  readonly state: string | null;
  readonly initiatorKnown: boolean;
  readonly bytesSent: number | null;
  readonly bytesReceived: number | null;
  readonly packetsSent: number | null;
  readonly packetsReceived: number | null;
  readonly service: string;
  readonly uid: string;
  readonly identity: string;
  readonly ttl: number;
  readonly vlan: number;
  readonly mac: string;
}

export interface TextFact {
  readonly line: number;
  readonly time: number;
  readonly kind: string;
  readonly address: string;
  readonly mac: string;
  readonly peer: string;
  readonly peerPort: number;
  readonly name: string;
  readonly value: string;
  readonly text: string;
  readonly uid: string;
  readonly number: number;
}

export interface TextReading {
  readonly rows: readonly TextRow[];
  readonly facts: readonly TextFact[];
  readonly read: number;
  readonly rejected: Readonly<Record<string, readonly number[]>>;
  readonly details: readonly string[];
  readonly ignored: Readonly<Record<string, number>>;
  readonly notes: readonly string[];
}

export function rowsOf(batch: FlowBatch): TextRow[] {
  const value = (column: NullableColumn, row: number) =>
    isKnown(batch.validity[column], row) ? batch[column][row]! : null;
  const text = (column: StringColumn | null, row: number) => column?.dictionary[column.codes[row]!] ?? '';
  const hex = (byte: number) => byte.toString(16).padStart(2, '0');
  return Array.from({ length: batch.length }, (_, row) => {
    const state = value('state', row);
    return {
      line: batch.recordNumber[row]!,
      time: batch.time[row]!,
      start: batch.start[row]!,
      durationMs: value('durationMs', row),
      source: formatAddress(batch.source, 16 * row),
      destination: formatAddress(batch.destination, 16 * row),
      sourcePort: value('sourcePort', row),
      destinationPort: value('destinationPort', row),
      protocol: value('protocol', row),
      icmpType: value('icmpType', row),
      icmpCode: value('icmpCode', row),
      tcpFlags: value('tcpFlags', row),
      state: state === null ? null : CONNECTION_STATE_NAMES[state]!,
      initiatorKnown: batch.initiatorKnown[row] === 1,
      bytesSent: value('bytesSent', row),
      bytesReceived: value('bytesReceived', row),
      packetsSent: value('packetsSent', row),
      packetsReceived: value('packetsReceived', row),
      service: text(batch.service, row),
      uid: text(batch.uid, row),
      identity: text(batch.identity, row),
      ttl: batch.ttl?.[row] ?? 0,
      vlan: batch.vlan?.[row] ?? 0,
      mac: [...(batch.sourceMac?.subarray(6 * row, 6 * row + 6) ?? [])].map(hex).join(':'),
    };
  });
}

const KIND_NAMES = Object.keys(FactKind);

export function factsOf(batch: FactBatch): TextFact[] {
  const text = (column: StringColumn, row: number) => column.dictionary[column.codes[row]!]!;
  return Array.from({ length: batch.length }, (_, row) => ({
    line: batch.recordNumber[row]!,
    time: batch.time[row]!,
    kind: KIND_NAMES[batch.kind[row]!]!,
    address: formatAddress(batch.address, 16 * row),
    mac: Buffer.from(batch.mac.subarray(6 * row, 6 * row + 6)).toString('hex'),
    peer: formatAddress(batch.peer, 16 * row),
    peerPort: batch.peerPort[row]!,
    name: text(batch.name, row),
    value: text(batch.value, row),
    text: text(batch.text, row),
    uid: text(batch.uid, row),
    number: batch.number[row]!,
  }));
}

/**
 * `cuts`: lengths of the chunks, used in turn; one chunk when there are none. `restartAfter`: after so many chunks the
 * parser is thrown away and brought back from its snapshot.
 */
export function readText(
  format: SourceFormat,
  input: string | Uint8Array,
  options: object = {},
  cuts: readonly number[] = [],
  restartAfter = -1,
): TextReading {
  const bytes = typeof input === 'string' ? new TextEncoder().encode(input) : input;
  const rows: TextRow[] = [];
  const facts: TextFact[] = [];
  const rejected: Record<string, number[]> = {};
  const details: string[] = [];
  const ignored: Record<string, number> = {};
  const notes: string[] = [];
  let read = 0;
  const sink = {
    flows: (batch: FlowBatch) => void rows.push(...rowsOf(batch)),
    facts: (batch: FactBatch) => void facts.push(...factsOf(batch)),
    read: (records: number) => {
      read += records;
    },
    reject: (reason: string, record: number, detail: string) => {
      rejected[reason] = [...(rejected[reason] ?? []), record];
      details.push(detail);
    },
    ignore: (reason: string, records: number) => {
      ignored[reason] = (ignored[reason] ?? 0) + records;
    },
    note: (text: string) => void notes.push(text),
  };
  const context = { site: 'test', input: 0, sink };
  let parser = format.open(context, format.options.parse(options));
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const length = cuts.length === 0 ? bytes.length : cuts[turn % cuts.length]!;
    // A copy that is overwritten afterwards: a parser may not keep its chunk.
    const chunk = bytes.slice(at, at + length);
    parser.push(chunk);
    chunk.fill(0x78);
    at += length;
    if (turn !== restartAfter) continue;
    parser.flush();
    parser = format.open(context, format.options.parse(options), parser.snapshot!());
  }
  parser.end();
  return { rows, facts, read, rejected, details, ignored, notes };
}

export const readCsv = (input: string | Uint8Array, options: object = {}, cuts: readonly number[] = []) =>
  readText(csvFormat as SourceFormat, input, options, cuts);

export const readZeek = (input: string | Uint8Array, options: object = {}, cuts: readonly number[] = []) =>
  readText(zeekFormat as SourceFormat, input, options, cuts);

/** Parsed, rejected and ignored records must add up to those that were read; a record of facts may give several. */
export function unaccounted({ rows, facts, read, rejected, ignored }: TextReading): number {
  const rejects = Object.values(rejected).reduce((sum, lines) => sum + lines.length, 0);
  const ignores = Object.values(ignored).reduce((sum, count) => sum + count, 0);
  return read - rows.length - new Set(facts.map(({ line }) => line)).size - rejects - ignores;
}
