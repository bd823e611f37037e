/** Datagrams of exporters to begin with: NetFlow v5, v9, IPFIX and sFlow with templates, options and records. */
import {
  DATAGRAM_HEADER_BYTES,
  DATAGRAM_MAGIC,
  writeDatagram,
} from '../../src/sources/exports/datagram-file.js';
import {
  address,
  fields,
  ipfix,
  number,
  optionsTemplate,
  set,
  template,
  text,
  v5,
  v9,
} from '../sources/netflow/messages.js';
import { ethernet, ipv4, SERVER, tcp, udp } from '../sources/pcap/capture-builder.js';
import { flowSample, rawHeader, sflow } from '../sources/sflow/sflow-datagrams.js';
import { feedOf, toldElsewhere } from './datagram-feed.js';

const FLOW = '8:4 12:4 7:2 11:2 4:1 6:1 2:4 1:4 22:4 21:4 10:2 16:4';
const IPFIX_FLOW = '8:4 12:4 7:2 11:2 4:1 6:2 2:8 1:8 152:8 153:8 29305/1:8 29305/2:8 176:1 177:1';
const TRANSLATION = '323:8 230:1 8:4 225:4 7:2 227:2 4:1';
const VARIABLE = '27:16 28:16 7:2 11:2 4:1 2:4 1:4 95:v 371:v';

/** A record of whatever template: its fields' numbers, one after the other. */
function record(spec: string, values: readonly (number | string)[]): Uint8Array {
  const parts = fields(spec).map(({ length }, index) => {
    const value = values[index] ?? 0;
    if (length === 65_535) {
      const content = text(String(value), String(value).length);
      return [content.length, ...content];
    }
    if (typeof value !== 'string') return [...number(value, length)];
    return [...(value.includes('.') ? address(value) : text(value, length))];
  });
  return Uint8Array.from(parts.flat());
}

export function exportSeeds() {
  const flow = (source: string, destination: string, port: number) =>
    record(FLOW, [source, destination, 50_000, port, 6, 27, 10, 4000, 99_990_000, 99_999_000, 3, 65_000]);
  const wide = record(IPFIX_FLOW, [
    '10.0.0.1',
    '192.0.2.1',
    50_000,
    53,
    17,
    0,
    1,
    80,
    1.7e12,
    1.7e12 + 5,
    120,
    1,
    8,
    0,
  ]);
  const ipfixSets = [set(2, template(300, IPFIX_FLOW), template(301, TRANSLATION), template(302, VARIABLE))];
  const variable = record(VARIABLE, ['2001', '2002', 5, 443, 6, 3, 400, 'application', 'user-name']);
  const sampling = optionsTemplate(260, '1:4', '34:4 35:1');
  const payloads = [
    v5(
      { sequence: 1, sampling: 0x4064 },
      {},
      { from: '192.0.2.80', to: '10.0.0.5', sourcePort: 443, destinationPort: 51_000 },
    ),
    v9(
      { sequence: 1 },
      set(0, template(256, FLOW)),
      set(1, sampling),
      set(256, flow('10.0.0.1', '192.0.2.7', 443)),
    ),
    v9({ sequence: 2 }, set(256, flow('192.0.2.7', '10.0.0.1', 50_000), flow('10.0.0.1', '192.0.2.9', 22))),
    v9(
      { sequence: 3 },
      set(260, number(0, 4), number(100, 4), number(2, 1)),
      set(257, flow('10.0.0.3', '10.0.0.4', 1)),
    ),
    ipfix({ sequence: 0 }, ...ipfixSets, set(300, wide), set(302, variable)),
    ipfix(
      { sequence: 2 },
      set(301, record(TRANSLATION, [1.7e12, 1, '10.0.0.1', '198.51.100.3', 1025, 40_000, 6])),
    ),
    ipfix(
      { sequence: 3 },
      set(3, optionsTemplate(310, '149:4', '34:4', true)),
      set(310, number(0, 4), number(10, 4)),
    ),
    sflow([
      flowSample([rawHeader(ethernet(ipv4(tcp({}))))], { rate: 512 }),
      flowSample(
        [rawHeader(ethernet(ipv4(udp(53, 5353, new Uint8Array(40)), { protocol: 17, source: SERVER })))],
        { expanded: true },
      ),
    ]),
  ];
  const messages = (from: number, to: number) =>
    Uint8Array.from(payloads.slice(from, to).flatMap((each) => [...each]));
  return {
    payloads,
    feeds: [
      feedOf(payloads),
      ...payloads.map((each) => feedOf([each, each])),
      toldElsewhere(payloads.slice(1, 2), payloads.slice(2, 4)),
      toldElsewhere(payloads.slice(4, 5), payloads.slice(5, 6)),
    ],
    files: [
      messages(0, 1),
      messages(1, 4),
      messages(4, 7),
      Uint8Array.from([...payloads.at(-1)!, ...payloads.at(-1)!]),
      datagramFile(payloads),
    ],
  };
}

function datagramFile(payloads: readonly Uint8Array[]): Uint8Array {
  const size = payloads.reduce(
    (sum, each) => sum + DATAGRAM_HEADER_BYTES + each.length,
    DATAGRAM_MAGIC.length,
  );
  const out = new Uint8Array(size);
  out.set(DATAGRAM_MAGIC);
  const from = Uint8Array.from([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 192, 0, 2, 9]);
  let at = DATAGRAM_MAGIC.length;
  payloads.forEach((payload, index) => {
    const meta = { time: 1.7e12 + 1000 * index, address: from, port: 9999, localPort: 2055 };
    at = writeDatagram(out, at, meta, payload);
  });
  return out;
}
