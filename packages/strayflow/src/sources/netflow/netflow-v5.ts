/** NetFlow v5: records of one layout (Cisco, "NetFlow Export Datagram Format"). */
import type { ExportDatagram } from '../exports/datagram-decoder.js';
import type { ExportOutput } from '../exports/export-output.js';
import type { Domains } from './domain.js';
import type { FlowReader } from './flow-reader.js';
import { V5_HEADER_BYTES, V5_RECORD_BYTES, Version } from './headers.js';
import { elementCode } from './information-elements.js';
import { message } from './message.js';
import { type RecordValues, unsigned16, unsigned32 } from './record-values.js';
import { follow } from './sequence.js';
import { compileTemplate, readRecord, type Template } from './template.js';

/** Each field as the information element of the same meaning, and its length; 0 is not read. */
const LAYOUT: readonly (readonly [element: number, length: number])[] = [
  [8, 4],
  [12, 4],
  [0, 4],
  [10, 2],
  [14, 2],
  [2, 4],
  [1, 4],
  [22, 4],
  [21, 4],
  [7, 2],
  [11, 2],
  [0, 1],
  [6, 1],
  [4, 1],
  [0, 9],
];
const TEMPLATE: Template = compileTemplate(
  LAYOUT.map(([element, length]) => ({ code: elementCode(0, element), length })),
  0,
  0,
)!;
/** The upper two bits are the mode; exporters that leave it zero still mean the interval. */
const SAMPLING_INTERVAL_BITS = 0x3fff;

export function decodeV5(
  datagram: ExportDatagram,
  values: RecordValues,
  domains: Domains,
  flows: FlowReader,
  output: ExportOutput,
): void {
  const { bytes, from, to } = datagram;
  const records = to - from < V5_HEADER_BYTES ? 0 : unsigned16(bytes, from + 2);
  const needed = V5_HEADER_BYTES + records * V5_RECORD_BYTES;
  if (to - from < needed || records === 0) {
    output.open();
    output.reject('netflow-v5-length', `${records} records in a datagram of ${to - from} bytes`);
    return;
  }
  const uptime = unsigned32(bytes, from + 4);
  const time = 1000 * unsigned32(bytes, from + 8) + unsigned32(bytes, from + 12) / 1e6;
  const domain = domains.get(datagram.exporter, Version.v5, unsigned16(bytes, from + 20));
  const interval = unsigned16(bytes, from + 22) & SAMPLING_INTERVAL_BITS;
  domain.sampling.whole = interval > 0 ? interval : Number.NaN;
  follow(domains.stream(domain, datagram.port), unsigned32(bytes, from + 16), records, uptime, 'records');
  const header = message(domain, time, uptime, datagram.time);
  values.clear();
  for (let at = from + V5_HEADER_BYTES; at < from + needed; at += V5_RECORD_BYTES) {
    readRecord(TEMPLATE, values, bytes, at, to);
    flows.read(values, header);
  }
}
