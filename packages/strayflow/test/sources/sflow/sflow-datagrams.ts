/** Builds sFlow version 5 datagrams for tests, and reads them through the decoder. */
import { formatAddress } from '../../../src/model/address.js';
import { type FlowBatch, isKnown } from '../../../src/model/flow-batch.js';
import { exportOptions } from '../../../src/sources/exports/export-options.js';
import { ExportOutput } from '../../../src/sources/exports/export-output.js';
import { sflowProtocol } from '../../../src/sources/sflow/sflow-protocol.js';
import { be32, bytesOf } from '../pcap/capture-builder.js';

/** A record or a sample: format, length, data padded to four bytes. */
export function item(format: number, data: Uint8Array | readonly number[]): Uint8Array {
  const pad = new Array<number>((4 - (data.length % 4)) % 4).fill(0);
  return bytesOf(be32(format), be32(data.length), data, pad);
}

export function rawHeader(frame: Uint8Array, frameLength = frame.length, protocol = 1): Uint8Array {
  const head = [...be32(protocol), ...be32(frameLength), ...be32(4), ...be32(frame.length)];
  return item(1, bytesOf(head, frame, new Array<number>((4 - (frame.length % 4)) % 4).fill(0)));
}

export interface SampleFields {
  readonly rate?: number;
  readonly drops?: number;
  readonly input?: number;
  readonly expanded?: boolean;
}

export function flowSample(records: readonly Uint8Array[], fields: SampleFields = {}): Uint8Array {
  const { rate = 1, drops = 0, input = 3, expanded = false } = fields;
  const source = expanded ? [...be32(0), ...be32(7)] : be32(7);
  const ports = expanded
    ? [...be32(0), ...be32(input), ...be32(0), ...be32(9)]
    : [...be32(input), ...be32(9)];
  const head = [...be32(1), ...source, ...be32(rate), ...be32(1000), ...be32(drops), ...ports];
  return item(expanded ? 3 : 1, bytesOf(head, be32(records.length), ...records));
}

export function sflow(samples: readonly Uint8Array[], sequence = 1, claimed = samples.length): Uint8Array {
  const header = [...be32(5), ...be32(1), 192, 0, 2, 9, ...be32(0), ...be32(sequence), ...be32(60_000)];
  return bytesOf(header, be32(claimed), ...samples);
}

export interface Sampled {
  readonly source: string;
  readonly destination: string;
  readonly ports: readonly number[];
  readonly protocol: number;
  readonly sent: readonly [number | null, number | null];
  readonly received: readonly [number | null, number | null];
  readonly time: number;
  readonly ttl: number;
  readonly vlan: number;
  readonly rate: number;
  readonly interfaceIndex: number;
  readonly exporter: string;
  readonly identity: string;
  readonly state: number;
}

function rowsOf(batch: FlowBatch): Sampled[] {
  return Array.from({ length: batch.length }, (_, row) => {
    const known = (column: 'packetsSent' | 'bytesSent' | 'packetsReceived' | 'bytesReceived') =>
      isKnown(batch.validity[column], row) ? batch[column][row]! : null;
    return {
      source: formatAddress(batch.source, 16 * row),
      destination: formatAddress(batch.destination, 16 * row),
      ports: [batch.sourcePort[row]!, batch.destinationPort[row]!],
      protocol: batch.protocol[row]!,
      sent: [known('packetsSent'), known('bytesSent')],
      received: [known('packetsReceived'), known('bytesReceived')],
      time: batch.time[row]!,
      ttl: batch.ttl![row]!,
      vlan: batch.vlan![row]!,
      rate: batch.samplingRate![row]!,
      interfaceIndex: batch.interfaceIndex![row]!,
      exporter: batch.exporter!.dictionary[batch.exporter!.codes[row]!]!,
      identity: batch.identity!.dictionary[batch.identity!.codes[row]!]!,
      state: batch.state[row]!,
    };
  });
}

export function readSflow(datagrams: readonly Uint8Array[], time = 1e12) {
  const flows: Sampled[] = [];
  const rejected: string[] = [];
  const ignored: Record<string, number> = {};
  const notes: string[] = [];
  let read = 0;
  const sink = {
    flows: (batch: FlowBatch) => void flows.push(...rowsOf(batch)),
    facts() {},
    read: (records: number) => {
      read += records;
    },
    reject: (reason: string) => void rejected.push(reason),
    ignore: (reason: string, records: number) => {
      ignored[reason] = (ignored[reason] ?? 0) + records;
    },
    note: (text: string) => void notes.push(text),
  };
  const options = exportOptions.parse({});
  const output = new ExportOutput({ site: '', input: 0, sink }, options);
  const decoder = sflowProtocol.open(output, options);
  datagrams.forEach((bytes, index) => {
    decoder.decode({
      exporter: { index: 1, name: '198.51.100.1' },
      port: 6343,
      time: time + index,
      bytes,
      from: 0,
      to: bytes.length,
    });
  });
  decoder.end();
  output.end();
  return { flows, rejected, ignored, notes, read, losses: decoder.losses };
}
