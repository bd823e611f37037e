/** Files that nfpcapd and nfdump write are read as nfdump itself reads them, field by field. */
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatAddress } from '../../src/model/address.js';
import type { SourceFormat } from '../../src/model/source.js';
import { BlockReader } from '../../src/sources/nfdump/blocks.js';
import { NfdumpRecords } from '../../src/sources/nfdump/record-reader.js';
import { nfdumpFormat } from '../../src/sources/nfdump.js';
import { OneWayRecord } from '../../src/sources/record/one-way.js';
import { readCsv, readText } from './text/reading.js';

const LAB = fileURLToPath(new URL('../../../../examples/lab/captures/', import.meta.url));
const FLAGS = 'CEUAPRSF';

let folder = '';
let file = '';
let biflows = '';

function run(tool: string, ...args: string[]): string {
  const path = `/usr/bin/${tool}`;
  if (!existsSync(path)) throw new Error(`${path} is missing: install the Debian package nfdump`);
  return execFileSync(path, args, {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { ...process.env, TZ: 'UTC' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'strayflow-nfdump-'));
  const capture = join(folder, 'attacked.pcap');
  writeFileSync(capture, gunzipSync(readFileSync(join(LAB, 'attacked.pcap.gz'))));
  const out = join(folder, 'flows');
  mkdirSync(out);
  run('nfpcapd', '-r', capture, '-l', out);
  file = join(out, readdirSync(out).find((name) => name.startsWith('nfcapd.'))!);
  biflows = join(folder, 'biflows');
  run('nfdump', '-q', '-B', '-r', file, '-w', biflows);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** One record as text, with what both sides know. */
interface Told {
  readonly first: string;
  readonly last: string;
  readonly in_packets: number;
  readonly in_bytes: number;
  readonly out_packets?: number;
  readonly out_bytes?: number;
  readonly proto: number;
  readonly tcp_flags: string;
  readonly src_port?: number;
  readonly dst_port?: number;
  readonly icmp_type?: number;
  readonly icmp_code?: number;
  readonly src4_addr?: string;
  readonly dst4_addr?: string;
  readonly src6_addr?: string;
  readonly dst6_addr?: string;
}

function toldByNfdump(path: string): string[] {
  const records = JSON.parse(run('nfdump', '-r', path, '-o', 'json')) as Told[];
  return records.map((told) =>
    [
      told.first,
      told.last,
      told.src4_addr ?? told.src6_addr,
      told.dst4_addr ?? told.dst6_addr,
      told.proto,
      told.proto === 6 || told.proto === 17 ? `${told.src_port},${told.dst_port}` : '',
      told.proto === 1 || told.proto === 58 ? `${told.icmp_type}.${told.icmp_code}` : '',
      told.proto === 6 ? told.tcp_flags : '',
      told.in_packets,
      told.in_bytes,
      told.out_packets ?? 0,
      told.out_bytes ?? 0,
    ].join(' '),
  );
}

function toldByUs(path: string): string[] {
  const lines: string[] = [];
  const record = new OneWayRecord();
  const time = (ms: number) => new Date(ms).toISOString().slice(0, -1);
  const flags = (bits: number) =>
    [...FLAGS].map((letter, at) => ((bits >> (7 - at)) & 1 ? (letter === 'C' ? 'C' : letter) : '.')).join('');
  const collect = {
    record,
    add: () =>
      void lines.push(
        [
          time(record.start),
          time(record.end),
          formatAddress(record.source, 0),
          formatAddress(record.destination, 0),
          record.protocol,
          record.protocol === 6 || record.protocol === 17
            ? `${record.sourcePort},${record.destinationPort}`
            : '',
          record.protocol === 1 || record.protocol === 58 ? `${record.icmpType}.${record.icmpCode}` : '',
          record.protocol === 6 ? flags(record.tcpFlags) : '',
          record.packets,
          record.bytes,
          record.reversePackets || 0,
          record.reverseBytes || 0,
        ].join(' '),
      ),
  };
  const rejected: string[] = [];
  const sink = {
    flows: () => {},
    facts: () => {},
    read: () => {},
    reject: (reason: string, _: number, detail: string) => void rejected.push(`${reason}: ${detail}`),
    ignore: () => {},
    note: () => {},
  };
  const blocks = new BlockReader(new NfdumpRecords({ site: 'test', input: 0, sink }, collect));
  blocks.push(readFileSync(path));
  blocks.end();
  expect(rejected).toEqual([]);
  return lines;
}

/** nfdump's own totals, as "flows bytes packets". */
function summary(path: string): { flows: number; bytes: number; packets: number } {
  const text = run('nfdump', '-N', '-r', path, '-o', 'line');
  const match = /total flows: (\d+), total bytes: (\d+), total packets: (\d+)/.exec(text);
  if (match === null) throw new Error(`nfdump printed no totals: ${text.slice(-300)}`);
  return { flows: Number(match[1]), bytes: Number(match[2]), packets: Number(match[3]) };
}

describe('an nfdump file', () => {
  it('of nfpcapd: every record has the fields that nfdump prints', () => {
    const told = toldByUs(file);
    expect(told.length).toBeGreaterThan(10_000);
    expect(told).toEqual(toldByNfdump(file));
  });

  it.each([
    ['LZO', '-z'],
    ['LZ4', '-y'],
  ])('compressed with %s gives the same', (_, option) => {
    const compressed = join(folder, `compressed${option}`);
    run('nfdump', '-q', '-r', file, option, '-w', compressed);
    expect(toldByUs(compressed)).toEqual(toldByNfdump(file));
  });

  it('compressed with bzip2 is refused with what to do', () => {
    const compressed = join(folder, 'compressed-j');
    run('nfdump', '-q', '-r', file, '-j', '-w', compressed);
    expect(() => readText(nfdumpFormat as SourceFormat, readFileSync(compressed))).toThrow(/bzip2/);
  });

  it('of both directions: packets and bytes of each', () => {
    const told = toldByUs(biflows);
    expect(told).toEqual(toldByNfdump(biflows));
    expect(told.some((line) => !line.endsWith(' 0 0'))).toBe(true);
  });

  it('has the totals that nfdump counts, once its records are flows', () => {
    const { rows } = readText(nfdumpFormat as SourceFormat, readFileSync(file));
    const sum = (values: readonly (number | null)[]) =>
      values.reduce((total: number, each) => total + (each ?? 0), 0);
    const { bytes, packets } = summary(file);
    expect(sum(rows.flatMap((row) => [row.bytesSent, row.bytesReceived]))).toBe(bytes);
    expect(sum(rows.flatMap((row) => [row.packetsSent, row.packetsReceived]))).toBe(packets);
    // Most conversations of the capture have an answer.
    expect(rows.filter((row) => row.packetsReceived !== null).length).toBeGreaterThan(rows.length / 2);
  });
});

describe('the CSV of nfdump', () => {
  it.each(['csv'])('of one way, -o %s: totals are those that nfdump counts', (format) => {
    const { rows, rejected } = readCsv(run('nfdump', '-r', file, '-o', format));
    const { bytes, packets } = summary(file);
    const sum = (values: readonly (number | null)[]) =>
      values.reduce((total: number, each) => total + (each ?? 0), 0);
    expect(rejected).toEqual({});
    expect(sum(rows.flatMap((row) => [row.bytesSent, row.bytesReceived]))).toBe(bytes);
    expect(sum(rows.flatMap((row) => [row.packetsSent, row.packetsReceived]))).toBe(packets);
  });

  it('of both ways, -B: a row is a flow', () => {
    const { rows, rejected } = readCsv(run('nfdump', '-B', '-r', file, '-o', 'csv'));
    expect(rejected).toEqual({});
    const records = toldByUs(biflows);
    expect(rows).toHaveLength(records.length);
    const received = rows.reduce((total, row) => total + (row.bytesReceived ?? 0), 0);
    expect(received).toBe(
      records.reduce((total, line) => total + Number(line.slice(line.lastIndexOf(' '))), 0),
    );
  });
});
