/** Packet and byte totals per address pair of a capture, ours against tshark's. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { readCapture } from './capture-reading.js';

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

/** Throws where they differ; a line that says what was compared. */
export function expectAgreement(file: string): string {
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
