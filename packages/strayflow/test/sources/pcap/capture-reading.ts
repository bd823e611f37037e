/** Reads a capture in the test's memory and gives back everything that the parser said, as plain rows. */
import { formatAddress } from '../../../src/model/address.js';
import { type FactBatch, FactKind, type FactText } from '../../../src/model/fact-batch.js';
import {
  CONNECTION_STATE_NAMES,
  type FlowBatch,
  isKnown,
  type NullableColumn,
  RecordKind,
} from '../../../src/model/flow-batch.js';
import type { RecordSink } from '../../../src/model/source.js';
import { type PcapOptions, pcapFormat } from '../../../src/sources/pcap.js';

const RECORD_NAMES = Object.keys(RecordKind);
const FACT_NAMES = Object.keys(FactKind);

export interface FlowRow {
  readonly record: string;
  readonly frame: number;
  readonly flow: number;
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
  readonly state: string;
  readonly initiatorKnown: boolean;
  readonly bytesSent: number | null;
  readonly bytesReceived: number | null;
  readonly packetsSent: number | null;
  readonly packetsReceived: number | null;
  readonly ttl: number;
  readonly vlan: number;
  readonly interfaceIndex: number;
  readonly sourceMac: string;
  readonly service: string;
}

export interface FactRow {
  readonly kind: string;
  readonly frame: number;
  readonly time: number;
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

export interface CaptureReading {
  readonly flows: readonly FlowRow[];
  readonly facts: readonly FactRow[];
  readonly read: number;
  readonly rejected: Readonly<Record<string, number>>;
  readonly ignored: Readonly<Record<string, number>>;
  readonly details: readonly string[];
  readonly notes: readonly string[];
}

function mac(bytes: Uint8Array, row: number): string {
  return [...bytes.subarray(row * 6, row * 6 + 6)]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join(':');
}

export function flowRows(batch: FlowBatch): FlowRow[] {
  const value = (column: NullableColumn, row: number) =>
    isKnown(batch.validity[column], row) ? batch[column][row]! : null;
  return Array.from({ length: batch.length }, (_, row) => ({
    record: RECORD_NAMES[batch.record[row]!]!,
    frame: batch.recordNumber[row]!,
    flow: batch.flowId[row]!,
    time: batch.time[row]!,
    start: batch.start[row]!,
    durationMs: value('durationMs', row),
    source: formatAddress(batch.source, row * 16),
    destination: formatAddress(batch.destination, row * 16),
    sourcePort: value('sourcePort', row),
    destinationPort: value('destinationPort', row),
    protocol: value('protocol', row),
    icmpType: value('icmpType', row),
    icmpCode: value('icmpCode', row),
    tcpFlags: value('tcpFlags', row),
    state: CONNECTION_STATE_NAMES[batch.state[row]!]!,
    initiatorKnown: batch.initiatorKnown[row] === 1,
    bytesSent: value('bytesSent', row),
    bytesReceived: value('bytesReceived', row),
    packetsSent: value('packetsSent', row),
    packetsReceived: value('packetsReceived', row),
    ttl: batch.ttl![row]!,
    vlan: batch.vlan![row]!,
    interfaceIndex: batch.interfaceIndex![row]!,
    sourceMac: mac(batch.sourceMac!, row),
    service: batch.service!.dictionary[batch.service!.codes[row]!]!,
  }));
}

function factRows(batch: FactBatch): FactRow[] {
  const text = (column: FactText, row: number) => batch[column].dictionary[batch[column].codes[row]!]!;
  return Array.from({ length: batch.length }, (_, row) => ({
    kind: FACT_NAMES[batch.kind[row]!]!,
    frame: batch.recordNumber[row]!,
    time: batch.time[row]!,
    address: formatAddress(batch.address, row * 16),
    mac: mac(batch.mac, row),
    peer: formatAddress(batch.peer, row * 16),
    peerPort: batch.peerPort[row]!,
    name: text('name', row),
    value: text('value', row),
    text: text('text', row),
    uid: text('uid', row),
    number: batch.number[row]!,
  }));
}

/**
 * Pushes `capture` in chunks of the given sizes (the last one repeats), or whole. After as many chunks as `restartAfter`
 * says the parser is thrown away and brought back from its snapshot, with
 * `laterOptions` (the last ones repeat).
 */
export function readCapture(
  capture: Uint8Array,
  options: Partial<PcapOptions> = {},
  chunkSizes: readonly number[] = [capture.length],
  restartAfter: readonly number[] = [],
  laterOptions: readonly Partial<PcapOptions>[] = [options],
): CaptureReading {
  const flows: FlowRow[] = [];
  const facts: FactRow[] = [];
  const rejected: Record<string, number> = {};
  const ignored: Record<string, number> = {};
  const details: string[] = [];
  const notes: string[] = [];
  let read = 0;
  let restarts = -1;
  const sink: RecordSink = {
    flows: (batch) => void flows.push(...flowRows(batch)),
    facts: (batch) => void facts.push(...factRows(batch)),
    read: (records) => {
      read += records;
    },
    reject: (reason, _record, detail) => {
      rejected[reason] = (rejected[reason] ?? 0) + 1;
      if (details.length < 100) details.push(detail);
    },
    ignore: (reason, records) => {
      ignored[reason] = (ignored[reason] ?? 0) + records;
    },
    note: (text) => void notes.push(text),
  };
  const open = (snapshot?: Uint8Array) => {
    const later = laterOptions[Math.min(restarts++, laterOptions.length - 1)];
    const asked = pcapFormat.options.parse(snapshot === undefined ? options : later);
    return pcapFormat.open({ site: 'test', input: 3, sink }, asked, snapshot);
  };
  let parser = open();
  for (let at = 0, chunk = 0; at < capture.length; chunk++) {
    const size = Math.max(1, chunkSizes[Math.min(chunk, chunkSizes.length - 1)]!);
    // A copy that is overwritten afterwards: the parser must not keep the chunk.
    const copy = Uint8Array.from(capture.subarray(at, at + size));
    parser.push(copy);
    copy.fill(0xee);
    at += size;
    if (!restartAfter.includes(chunk)) continue;
    parser.flush();
    parser = open(parser.snapshot!());
  }
  parser.end();
  return { flows, facts, read, rejected, ignored, details, notes };
}
