/** Writes the inputs: clients and services with heavy tails, the same flows in every format. */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { random } from '@strayflow/detectors';
import { generateFlows } from '../generate-flows.mjs';

const START = 1_700_000_000;
const SERVICES = [443, 443, 443, 80, 53, 53, 123, 993, 22, 8443];
const PACKETS_OF_A_FLOW = 10;
const RECORDS_OF_A_MESSAGE = 30;

/** @param {number} records flows, or packets of a capture */
export async function writeInput(job, path, records) {
  if (job === 'csv') return generateFlows(path, records);
  const out = createWriteStream(path, { highWaterMark: 1 << 20 });
  for (const block of WRITERS[job](records)) if (!out.write(block)) await once(out, 'drain');
  out.end();
  await once(out, 'finish');
}

const WRITERS = { zeek, 'zeek-json': zeekJson, eve, 'eve-mixed': mixed, capture, netflow };

function* flows(records, seed = 1) {
  const generator = random(seed);
  let time = START;
  for (let row = 0; row < records; row++) {
    time -= Math.log(1 - generator.uniform()) * 0.02;
    const client = Math.floor(generator.uniform() ** 2 * 2000);
    const server = Math.floor(generator.uniform() ** 3 * 5000);
    const port = SERVICES[generator.below(SERVICES.length)];
    const spread = Math.sqrt(-2 * Math.log(1 - generator.uniform()));
    yield {
      row,
      time,
      source: [10, 0, client >> 8, client & 255],
      destination: [172, 16, server >> 8, server & 255],
      sourcePort: 1024 + generator.below(64_000),
      port,
      isUdp: port === 53 || port === 123,
      duration: spread * 0.7,
      sent: Math.round(Math.exp(6 + spread)),
      received: Math.round(Math.exp(7 + 1.5 * spread)),
    };
  }
}

function* blocks(records, head, line) {
  let block = head;
  for (const flow of flows(records)) {
    block += line(flow);
    if (block.length < 1 << 19) continue;
    yield block;
    block = '';
  }
  yield block;
}

const ZEEK_FIELDS =
  'ts uid id.orig_h id.orig_p id.resp_h id.resp_p proto service duration orig_bytes resp_bytes conn_state local_orig local_resp missed_bytes history orig_pkts orig_ip_bytes resp_pkts resp_ip_bytes tunnel_parents';
const ZEEK_TYPES =
  'time string addr port addr port enum string interval count count string bool bool count string count count count count set[string]';

function packetsOf({ sent, received }) {
  return [4 + Math.floor(sent / 700), 4 + Math.floor(received / 1200)];
}

function zeek(records) {
  const tabs = (words) => words.replaceAll(' ', '\t');
  const head =
    '#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tconn\n' +
    `#open\t2023-11-14-22-13-20\n#fields\t${tabs(ZEEK_FIELDS)}\n#types\t${tabs(ZEEK_TYPES)}\n`;
  return blocks(records, head, (flow) => {
    const [out, back] = packetsOf(flow);
    return (
      `${flow.time.toFixed(6)}\tC${flow.row.toString(36)}xK2a9\t${flow.source.join('.')}\t${flow.sourcePort}\t` +
      `${flow.destination.join('.')}\t${flow.port}\t${flow.isUdp ? 'udp\tdns' : 'tcp\tssl'}\t${flow.duration.toFixed(6)}\t` +
      `${flow.sent}\t${flow.received}\tSF\tT\tF\t0\t${flow.isUdp ? 'Dd' : 'ShADadFf'}\t${out}\t${flow.sent + 40 * out}\t` +
      `${back}\t${flow.received + 40 * back}\t-\n`
    );
  });
}

function zeekJson(records) {
  return blocks(records, '', (flow) => {
    const [out, back] = packetsOf(flow);
    return `${JSON.stringify({
      ts: Number(flow.time.toFixed(6)),
      uid: `C${flow.row.toString(36)}xK2a9`,
      'id.orig_h': flow.source.join('.'),
      'id.orig_p': flow.sourcePort,
      'id.resp_h': flow.destination.join('.'),
      'id.resp_p': flow.port,
      proto: flow.isUdp ? 'udp' : 'tcp',
      service: flow.isUdp ? 'dns' : 'ssl',
      duration: Number(flow.duration.toFixed(6)),
      orig_bytes: flow.sent,
      resp_bytes: flow.received,
      conn_state: 'SF',
      local_orig: true,
      local_resp: false,
      missed_bytes: 0,
      history: flow.isUdp ? 'Dd' : 'ShADadFf',
      orig_pkts: out,
      orig_ip_bytes: flow.sent + 40 * out,
      resp_pkts: back,
      resp_ip_bytes: flow.received + 40 * back,
    })}\n`;
  });
}

const stamp = (seconds) =>
  `${new Date(Math.floor(seconds) * 1000).toISOString().slice(0, 19)}.${String(Math.floor((seconds % 1) * 1e6)).padStart(6, '0')}+0000`;

function eventOf(flow, time, type) {
  return {
    timestamp: stamp(time),
    flow_id: 1_000_000_000 + flow.row,
    in_iface: 'eth0',
    event_type: type,
    src_ip: flow.source.join('.'),
    src_port: flow.sourcePort,
    dest_ip: flow.destination.join('.'),
    dest_port: flow.port,
    proto: flow.isUdp ? 'UDP' : 'TCP',
  };
}

function flowEvent(flow) {
  const [out, back] = packetsOf(flow);
  return {
    ...eventOf(flow, flow.time + flow.duration, 'flow'),
    app_proto: flow.isUdp ? 'dns' : 'tls',
    flow: {
      pkts_toserver: out,
      pkts_toclient: back,
      bytes_toserver: flow.sent,
      bytes_toclient: flow.received,
      start: stamp(flow.time),
      end: stamp(flow.time + flow.duration),
      age: Math.floor(flow.duration),
      state: 'closed',
      reason: 'timeout',
      alerted: false,
    },
  };
}

function eve(records) {
  return blocks(records, '', (flow) => `${JSON.stringify(flowEvent(flow))}\n`);
}

const host = (flow) => `host-${flow.destination[2] * 256 + flow.destination[3]}.example.com`;

/** Of ten events: what a sensor with its usual outputs writes. */
const MIXED = [
  flowEvent,
  flowEvent,
  flowEvent,
  (flow) => ({
    ...eventOf(flow, flow.time, 'dns'),
    dns: { version: 2, type: 'query', id: flow.row % 65_536, rrname: host(flow), rrtype: 'A', tx_id: 0 },
  }),
  (flow) => ({
    ...eventOf(flow, flow.time, 'dns'),
    dns: {
      version: 2,
      type: 'answer',
      id: flow.row % 65_536,
      flags: '8180',
      rrname: host(flow),
      rrtype: 'A',
      rcode: 'NOERROR',
      answers: [{ rrname: host(flow), rrtype: 'A', ttl: 300, rdata: flow.destination.join('.') }],
      grouped: { A: [flow.destination.join('.')] },
    },
  }),
  (flow) => ({
    ...eventOf(flow, flow.time, 'dns'),
    dns: { version: 2, type: 'query', id: flow.row % 65_536, rrname: host(flow), rrtype: 'AAAA', tx_id: 1 },
  }),
  (flow) => ({
    ...eventOf(flow, flow.time, 'tls'),
    tls: {
      subject: `CN=${host(flow)}`,
      issuerdn: 'C=US, O=Example, CN=Example CA',
      serial: '03:8F:11:2A',
      fingerprint: 'a1:b2:c3:d4:e5:f6:07:18:29:3a:4b:5c:6d:7e:8f:90:a1:b2:c3:d4',
      sni: host(flow),
      version: 'TLS 1.2',
      notbefore: '2023-01-01T00:00:00',
      notafter: '2024-01-01T00:00:00',
      ja3: { hash: 'e7d705a3286e19ea42f587b344ee6865', string: '771,4865-4866-4867,0-23-65281,29-23-24,0' },
    },
  }),
  (flow) => ({
    ...eventOf(flow, flow.time, 'http'),
    tx_id: 0,
    http: {
      hostname: host(flow),
      url: `/index/${flow.row % 1000}`,
      http_user_agent: 'Mozilla/5.0 (X11; Linux x86_64)',
      http_method: 'GET',
      protocol: 'HTTP/1.1',
      status: 200,
      length: flow.received,
    },
  }),
  (flow) => ({
    ...eventOf(flow, flow.time, 'fileinfo'),
    fileinfo: { filename: `/index/${flow.row % 1000}`, state: 'CLOSED', stored: false, size: flow.received },
  }),
  (flow) => ({
    ...eventOf(flow, flow.time, 'alert'),
    alert: {
      action: 'allowed',
      gid: 1,
      signature_id: 2_000_000 + (flow.row % 50),
      rev: 1,
      signature: 'ET INFO an example',
      category: 'Misc activity',
      severity: 3,
    },
  }),
];

function mixed(records) {
  return blocks(records, '', (flow) => `${JSON.stringify(MIXED[flow.row % MIXED.length](flow))}\n`);
}

/** Packets of eight connections at a time, cut to 96 bytes as captures of headers are. */
function* capture(packets) {
  const head = Buffer.alloc(24);
  head.writeUInt32LE(0xa1b2c3d4, 0);
  head.writeUInt16LE(2, 4);
  head.writeUInt16LE(4, 6);
  head.writeUInt32LE(96, 16);
  head.writeUInt32LE(1, 20);
  yield head;
  const SNAP = 96;
  let time = START;
  for (const flow of flows(Math.ceil(packets / PACKETS_OF_A_FLOW))) {
    const block = Buffer.alloc((16 + SNAP) * PACKETS_OF_A_FLOW);
    for (let packet = 0; packet < PACKETS_OF_A_FLOW; packet++) {
      time += 0.0005;
      const at = (16 + SNAP) * packet;
      const back = packet % 2 === 1;
      const length = packet < 2 ? 60 : 1000;
      block.writeUInt32LE(Math.floor(time), at);
      block.writeUInt32LE(Math.floor((time % 1) * 1e6), at + 4);
      block.writeUInt32LE(SNAP, at + 8);
      block.writeUInt32LE(14 + length, at + 12);
      const ip = at + 16 + 14;
      block.writeUInt16BE(0x0800, ip - 2);
      block[ip] = 0x45;
      block.writeUInt16BE(length, ip + 2);
      block[ip + 8] = 64;
      block[ip + 9] = flow.isUdp ? 17 : 6;
      block.set(back ? flow.destination : flow.source, ip + 12);
      block.set(back ? flow.source : flow.destination, ip + 16);
      block.writeUInt16BE(back ? flow.port : flow.sourcePort, ip + 20);
      block.writeUInt16BE(back ? flow.sourcePort : flow.port, ip + 22);
      if (flow.isUdp) block.writeUInt16BE(length - 20, ip + 24);
      else {
        block[ip + 32] = 0x50;
        block[ip + 33] = packet === 0 ? 2 : packet === 1 ? 18 : packet > 7 ? 17 : 16;
      }
    }
    yield block;
  }
}

/** Messages of NetFlow version 5, thirty records each. */
function* netflow(records) {
  const messages = Math.ceil(records / RECORDS_OF_A_MESSAGE);
  const all = flows(messages * RECORDS_OF_A_MESSAGE);
  for (let message = 0; message < messages; message++) {
    const block = Buffer.alloc(24 + 48 * RECORDS_OF_A_MESSAGE);
    block.writeUInt16BE(5, 0);
    block.writeUInt16BE(RECORDS_OF_A_MESSAGE, 2);
    for (let record = 0; record < RECORDS_OF_A_MESSAGE; record++) {
      const flow = all.next().value;
      const up = Math.floor((flow.time - START) * 1000) + 100_000;
      block.writeUInt32BE(up, 4);
      block.writeUInt32BE(Math.floor(flow.time), 8);
      block.writeUInt32BE(Math.floor((flow.time % 1) * 1e9), 12);
      block.writeUInt32BE(message * RECORDS_OF_A_MESSAGE, 16);
      const at = 24 + 48 * record;
      block.set(flow.source, at);
      block.set(flow.destination, at + 4);
      block.writeUInt32BE(packetsOf(flow)[0], at + 16);
      block.writeUInt32BE(flow.sent, at + 20);
      block.writeUInt32BE(up - Math.floor(flow.duration * 1000), at + 24);
      block.writeUInt32BE(up, at + 28);
      block.writeUInt16BE(flow.sourcePort, at + 32);
      block.writeUInt16BE(flow.port, at + 34);
      block[at + 37] = 27;
      block[at + 38] = flow.isUdp ? 17 : 6;
    }
    yield block;
  }
}
