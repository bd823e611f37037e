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
  /** By the innermost packet of each frame, as this source counts it; not what an ICMP message quotes. */
  readonly innermost: Totals;
  readonly tunnelled: number;
}

function tsharkTotals(file: string): TsharkView {
  const fields = ['frame.protocols', 'frame.len', 'ip.src', 'ip.dst', 'ip.len'];
  fields.push('ipv6.src', 'ipv6.dst', 'ipv6.plen');
  const form = ['-T', 'fields', '-E', 'occurrence=a', '-E', 'aggregator=,', '-E', 'separator=|'];
  const text = tshark(file, ...form, ...fields.flatMap((field) => ['-e', field]));
  const innermost: Totals = new Map();
  let tunnelled = 0;
  for (const line of text.split('\n')) {
    const [protocols = '', frame, ...columns] = line.split('|');
    const quoteAt = protocols.search(/:icmp(v6)?(:|$)/);
    const layers = (quoteAt < 0 ? protocols : protocols.slice(0, quoteAt))
      .split(':')
      .filter((layer) => layer === 'ip' || layer === 'ipv6');
    const last = layers.at(-1);
    if (last === undefined) continue;
    if (layers.length > 1) tunnelled++;
    const index = layers.filter((layer) => layer === last).length - 1;
    const [from, to, length] = columns
      .slice(last === 'ip' ? 0 : 3)
      .map((column) => column.split(',')[index] ?? '');
    add(innermost, `${from} > ${to}`, {
      packets: 1,
      frameBytes: Number(frame),
      ipBytes: (last === 'ip' ? 0 : 40) + Number(length),
    });
  }
  return { innermost, tunnelled };
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
  const { innermost, tunnelled } = tsharkTotals(file);
  expect(Object.fromEntries(ours)).toEqual(Object.fromEntries(innermost));
  const hasTunnels = tunnelled > 0;
  const pairs =
    expectConversations(file, 'ip', ours, hasTunnels) + expectConversations(file, 'ipv6', ours, hasTunnels);
  const sum = (key: keyof Total) => [...ours.values()].reduce((total, value) => total + value[key], 0);
  return (
    `${sum('packets')} packets, ${sum('frameBytes')} bytes of frames, ${sum('ipBytes')} from IP on, ` +
    `${pairs} directed pairs, ${tunnelled} tunnelled`
  );
}
