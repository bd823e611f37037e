/** Packet and byte totals per address pair against tshark, on generated captures and on those of STRAYFLOW_DATA. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  bytesOf,
  type CapturedPacket,
  ethernet,
  icmp,
  ipv4,
  ipv6,
  type PcapFormat,
  pcap,
  pcapng,
  udp,
} from './capture-builder.js';
import { readCapture } from './capture-reading.js';
import { EPOCH, tcpPackets, wholeConnection } from './conversations.js';

interface Total {
  packets: number;
  frameBytes: number;
  ipBytes: number;
}
/** By "source > destination". */
type Totals = Map<string, Total>;

function add(totals: Totals, pair: string, total: Partial<Total>): void {
  const known = totals.get(pair) ?? { packets: 0, frameBytes: 0, ipBytes: 0 };
  known.packets += total.packets ?? 0;
  known.frameBytes += total.frameBytes ?? 0;
  known.ipBytes += total.ipBytes ?? 0;
  totals.set(pair, known);
}

function tshark(file: string, ...options: string[]): string {
  const run = spawnSync('tshark', ['-n', '-r', file, ...options], {
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
    timeout: 120_000,
  });
  if (run.error !== undefined) {
    throw new Error('this test needs tshark: apt-get install tshark', { cause: run.error });
  }
  expect(run.status, run.stderr).toBe(0);
  return run.stdout;
}

interface TsharkView {
  readonly outermost: Totals;
  /** Packets inside packets: what tshark's conversations count, too, and this source does not yet. */
  readonly tunnelled: number;
}

function tsharkTotals(file: string): TsharkView {
  const fields = [
    'frame.protocols',
    'ip.src',
    'ip.dst',
    'ip.len',
    'ipv6.src',
    'ipv6.dst',
    'ipv6.plen',
    'frame.len',
  ];
  const text = tshark(
    file,
    '-T',
    'fields',
    '-E',
    'occurrence=f',
    '-E',
    'separator=|',
    ...fields.flatMap((field) => ['-e', field]),
  );
  const outermost: Totals = new Map();
  let tunnelled = 0;
  for (const line of text.split('\n')) {
    const [protocols = '', ip4From, ip4To, ip4Length, ip6From, ip6To, ip6Length, frame] = line.split('|');
    const layers = protocols.split(':').filter((layer) => layer === 'ip' || layer === 'ipv6');
    if (layers.length === 0) continue;
    const isIpv6 = layers[0] === 'ipv6';
    const quoted = protocols.includes('icmp');
    if (layers.length > 1 && !quoted) tunnelled++;
    add(outermost, isIpv6 ? `${ip6From} > ${ip6To}` : `${ip4From} > ${ip4To}`, {
      packets: 1,
      frameBytes: Number(frame),
      ipBytes: isIpv6 ? 40 + Number(ip6Length) : Number(ip4Length),
    });
  }
  return { outermost, tunnelled };
}

function ourTotals(capture: Uint8Array): Totals {
  const totals: Totals = new Map();
  for (const accounting of ['frame', 'ip'] as const) {
    for (const row of readCapture(capture, { accounting }).flows) {
      const part = (packets: number | null, bytes: number | null): Partial<Total> =>
        accounting === 'ip' ? { packets: packets!, ipBytes: bytes! } : { frameBytes: bytes! };
      const { source, destination, packetsSent, packetsReceived } = row;
      if (packetsSent! > 0) add(totals, `${source} > ${destination}`, part(packetsSent, row.bytesSent));
      if (packetsReceived! > 0) {
        add(totals, `${destination} > ${source}`, part(packetsReceived, row.bytesReceived));
      }
    }
  }
  return totals;
}

/** "12 kB" as tshark shows it: the number, and how much it may be rounded by. */
function shownBytes(text: string): { readonly bytes: number; readonly unit: number } {
  const [number = '', name = ''] = text.trim().split(/\s+/);
  const unit = { bytes: 1, kB: 1e3, MB: 1e6, GB: 1e9 }[name];
  if (unit === undefined) throw new RangeError(`expected a number of bytes, received "${text}"`);
  return { bytes: Number(number.replaceAll(',', '')) * unit, unit };
}

/**
 * Compares with `tshark -q -z conv,ip` (or ipv6): exact packets, bytes to the digits that it shows. With tunnels it
 * lists the packets inside, too: then only what both have is compared.
 */
function expectConversations(file: string, kind: 'ip' | 'ipv6', ours: Totals, hasTunnels: boolean): number {
  const pattern =
    /^(\S+)\s+<->\s+(\S+)\s+(\d+)\s+([\d,]+ (?:bytes|[kMG]B))\s+(\d+)\s+([\d,]+ (?:bytes|[kMG]B))\s/;
  const seen = new Map<string, { packets: number; bytes: string }>();
  for (const line of tshark(file, '-q', '-z', `conv,${kind}`).split('\n')) {
    const match = pattern.exec(line);
    if (match === null) continue;
    const [, first, second, backPackets, backBytes, packets, bytes] = match as unknown as string[];
    if (Number(packets) > 0) seen.set(`${first} > ${second}`, { packets: Number(packets), bytes: bytes! });
    if (Number(backPackets) > 0) {
      seen.set(`${second} > ${first}`, { packets: Number(backPackets), bytes: backBytes! });
    }
  }
  const family = [...ours.keys()].filter((pair) => pair.includes(':') === (kind === 'ipv6'));
  if (hasTunnels) expect([...seen.keys()]).toEqual(expect.arrayContaining(family));
  else expect([...seen.keys()].sort()).toEqual(family.sort());
  for (const pair of family) {
    const { packets, bytes } = seen.get(pair)!;
    const total = ours.get(pair)!;
    expect({ pair, packets: total.packets }).toEqual({ pair, packets });
    const shown = shownBytes(bytes);
    expect(Math.floor(total.frameBytes / shown.unit) * shown.unit, pair).toBe(shown.bytes);
  }
  return family.length;
}

function expectAgreement(file: string): string {
  const capture = readFileSync(file);
  const ours = ourTotals(capture);
  const { outermost, tunnelled } = tsharkTotals(file);
  expect(Object.fromEntries(ours)).toEqual(Object.fromEntries(outermost));
  const hasTunnels = tunnelled > 0;
  const pairs =
    expectConversations(file, 'ip', ours, hasTunnels) + expectConversations(file, 'ipv6', ours, hasTunnels);
  const sum = (key: keyof Total) => [...ours.values()].reduce((total, value) => total + value[key], 0);
  return (
    `${sum('packets')} packets, ${sum('frameBytes')} bytes of frames, ${sum('ipBytes')} from IP on, ` +
    `${pairs} directed pairs, ${tunnelled} tunnelled`
  );
}

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'strayflow-tshark-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function generated(name: string, capture: Uint8Array): string {
  const file = join(folder, name);
  writeFileSync(file, capture);
  return file;
}

function traffic(wrap: (packet: Uint8Array) => Uint8Array): CapturedPacket[] {
  const packets: CapturedPacket[] = [];
  const push = (packet: Uint8Array) =>
    packets.push({ time: EPOCH + packets.length * 250, bytes: wrap(packet) });
  for (let host = 1; host <= 20; host++) {
    const peer = { client: `10.1.0.${host}`, server: `192.0.2.${1 + (host % 3)}` };
    for (const { bytes } of tcpPackets(wholeConnection(0), peer)) push(bytes.subarray(14));
    const toServer = { source: peer.client, destination: peer.server };
    push(ipv4(icmp(8, 0, host, new Uint8Array(host)), { protocol: 1, ...toServer }));
    push(
      ipv4(icmp(0, 0, host, new Uint8Array(host)), {
        protocol: 1,
        source: peer.server,
        destination: peer.client,
      }),
    );
    const data = udp(5000 + host, 7000, new Uint8Array(1400));
    push(ipv4(data.subarray(0, 800), { protocol: 17, id: host, moreFragments: true, ...toServer }));
    push(ipv4(data.subarray(800), { protocol: 17, id: host, fragmentOffset: 800, ...toServer }));
    push(ipv6(udp(6000, 7000, new Uint8Array(host)), { protocol: 17, source: `2001:db8::${host}` }));
    push(ipv4(new Uint8Array(30), { protocol: 254, options: [7, 4, 4, 0], ...toServer }));
  }
  return packets;
}

describe('totals per address pair equal those of tshark', () => {
  const cooked = (packet: Uint8Array) =>
    bytesOf(
      [0, 0, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0],
      packet[0]! >> 4 === 6 ? [0x86, 0xdd] : [8, 0],
      packet,
    );
  const cooked2 = (packet: Uint8Array) =>
    bytesOf(
      packet[0]! >> 4 === 6 ? [0x86, 0xdd] : [8, 0],
      [0, 0, 0, 0, 0, 2, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0],
      packet,
    );
  const tagged = (packet: Uint8Array) =>
    ethernet(packet, {
      tags: [
        [0x88a8, 30],
        [0x8100, 7],
      ],
    });
  const plain = (packet: Uint8Array) => ethernet(packet);
  const bare = (packet: Uint8Array) => packet;

  it.each<[string, (packet: Uint8Array) => Uint8Array, PcapFormat]>([
    ['ethernet', plain, {}],
    ['ethernet-big-endian-ns', plain, { littleEndian: false, nanoseconds: true }],
    ['ethernet-snapped', plain, { snapLength: 68 }],
    ['qinq', tagged, {}],
    ['raw', bare, { linkType: 101 }],
    ['linux-cooked', cooked, { linkType: 113 }],
    ['linux-cooked-2', cooked2, { linkType: 276 }],
  ])('generated: %s', (name, wrap, format) => {
    const packets = traffic(wrap);
    const file = generated(`${name}.pcap`, pcap(packets, format));
    expect(expectAgreement(file)).toContain(`${packets.length} packets`);
  });

  it.each(['enhanced', 'simple', 'old'] as const)('generated: pcapng with %s packet blocks', (block) => {
    const packets = traffic(plain);
    const file = generated(`${block}.pcapng`, pcapng(packets, { block }));
    expect(expectAgreement(file)).toContain(`${packets.length} packets`);
  });
});

const data = process.env['STRAYFLOW_DATA'];

function captures(below: string): string[] {
  const folderOf = join(data ?? '', below);
  if (!existsSync(folderOf)) throw new Error(`STRAYFLOW_DATA is set, but ${below} is not in it`);
  return readdirSync(folderOf, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.pcap(ng)?$/.test(name))
    .sort()
    .map((name) => join(below, name));
}

describe.runIf(data !== undefined)('totals of real captures equal those of tshark', () => {
  const files =
    data === undefined ? [] : ['westermo', 'stopddos', 'cic-ddos2019', 'ndpi', 'slips'].flatMap(captures);

  it('covers westermo, stopddos, and ten files of ndpi and slips', () => {
    expect(files).toContain(join('westermo', 'right.pcap'));
    expect(files.filter((name) => name.startsWith('stopddos')).length).toBeGreaterThan(3);
    expect(files.filter((name) => /^(ndpi|slips)/.test(name)).length).toBeGreaterThanOrEqual(10);
  });

  it.each(files)('%s', (name) => {
    process.stdout.write(`${name}: ${expectAgreement(join(data!, name))}\n`);
  });
});
