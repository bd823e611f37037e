/** Real Zeek logs against a reader of their own, line by line: `npm run evaluate -- FOLDER`. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { sniffFormat } from '../../src/sources/index.js';
import { readText, unaccounted } from './text/reading.js';

const data = process.env['STRAYFLOW_DATA'] ?? '';
if (!existsSync(data))
  throw new Error('set STRAYFLOW_DATA to the folder of data: npm run evaluate -- FOLDER');

const FOLDERS = [
  'apt29',
  'slips/test9-zeek',
  'slips/test18-zeek-labeled',
  'slips/port-scans',
  'stratosphere-001',
  'stratosphere-002',
  'stratosphere-008',
  'ctu-sme-11-benign-day',
];
const files = FOLDERS.flatMap((folder) =>
  readdirSync(join(data, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.log(\.labeled)?(\.gz)?$/.test(name))
    .sort()
    .map((name) => join(folder, name)),
);

type Line = Readonly<Record<string, string>>;

/** Every record as a map from plain field name to text; unset fields are missing. */
function linesOf(text: string): Line[] {
  let names: readonly string[] = [];
  const lines: Line[] = [];
  for (const line of text.split('\n')) {
    if (line.startsWith('#fields')) names = line.split('\t').slice(1);
    if (line === '' || line.startsWith('#')) continue;
    const entries = line.startsWith('{')
      ? Object.entries(JSON.parse(line) as object).map(([name, value]) => [name, asText(value)] as const)
      : line.split('\t').map((cell, i) => [names[i]!, cell] as const);
    lines.push(
      Object.fromEntries(
        entries
          .filter(([, cell]) => cell !== '-' && cell !== '(empty)' && cell !== '')
          .map(([name, cell]) => [name.replaceAll('.', '_'), cell]),
      ),
    );
  }
  return lines;
}

function asText(value: unknown): string {
  if (Array.isArray(value)) return value.join(',');
  return typeof value === 'boolean' ? (value ? 'T' : 'F') : String(value);
}

const ADDRESS = /^(\d+\.\d+\.\d+\.\d+|[0-9a-f:]*:[0-9a-f:]*)$/i;
const isTrue = (value: boolean) => (value ? 1 : 0);

/** How many facts of each kind a log's record must give. */
const EXPECTED: Readonly<Record<string, (line: Line) => Readonly<Record<string, number>>>> = {
  dns: (line) => ({
    dnsQuery: 1,
    dnsAnswer: isTrue(line['rcode'] !== undefined || line['answers'] !== undefined),
    dnsAddress: (line['answers'] ?? '').split(',').filter((answer) => ADDRESS.test(answer)).length,
  }),
  ssl: (line) => ({
    tlsClient: 1,
    tlsServer: isTrue(line['cipher'] !== undefined),
    tlsCertificate: isTrue(
      (line['cert_chain_fuids'] ?? line['cert_chain_fps'] ?? line['subject']) !== undefined,
    ),
  }),
  x509: () => ({ tlsCertificate: 1 }),
  http: (line) => ({ httpRequest: 1, login: isTrue(line['username'] !== undefined) }),
  dhcp: (line) => ({
    dhcpRequest: isTrue(/DISCOVER|REQUEST|INFORM/.test(line['msg_types'] ?? '')),
    dhcpOffer: isTrue(line['assigned_addr'] !== undefined),
  }),
  notice: (line) => ({ sensorAlert: isTrue((line['src'] ?? line['id_orig_h']) !== undefined) }),
  arp: () => ({ arpBinding: 1 }),
};

const logOf = (name: string) => /([a-z0-9]+)\.log/.exec(name)![1]!;

/** Packets without a length (segmentation offload) count 0 for Zeek: then the payload is what was sent. */
function bytesReceived(line: Readonly<Record<string, unknown>>): number {
  const ofPackets = Number(line['resp_ip_bytes'] ?? 0);
  const payload = Number(line['resp_bytes'] ?? 0);
  const whole = line['proto'] === 'tcp' && Number(line['missed_bytes'] ?? 1) === 0;
  return whole && payload <= 65_535 * Number(line['resp_pkts']) ? Math.max(payload, ofPackets) : ofPackets;
}

describe('every record of a real Zeek log is told once', () => {
  it('in as many logs as there are', () => {
    expect(files.length).toBeGreaterThanOrEqual(30);
  });

  it.each(files)('%s', (name) => {
    const stored = readFileSync(join(data, name));
    const bytes = new Uint8Array(name.endsWith('.gz') ? gunzipSync(stored) : stored);
    const text = new TextDecoder().decode(bytes);
    const lines = linesOf(text);
    const log = logOf(name);
    const format = sniffFormat(bytes.subarray(0, 65_536))!;
    expect(format.name).toBe(log === 'conn' ? 'zeek-conn' : 'zeek-other');
    const reading = readText(format, bytes, {}, [65_536]);
    expect(reading.rejected).toEqual({});
    expect(unaccounted(reading)).toBe(0);
    expect(reading.notes.join()).not.toContain('could not be read');

    const connections = log === 'conn' ? lines : [];
    expect(reading.rows).toHaveLength(connections.length);
    const sum = (field: string) => connections.reduce((total, line) => total + Number(line[field] ?? 0), 0);
    const total = (column: 'packetsSent' | 'packetsReceived' | 'bytesReceived') =>
      reading.rows.reduce((all, row) => all + (row[column] ?? 0), 0);
    expect(total('packetsSent')).toBe(sum('orig_pkts'));
    expect(total('packetsReceived')).toBe(sum('resp_pkts'));
    const received = connections.reduce((all, line) => all + bytesReceived(line), 0);
    expect(total('bytesReceived')).toBe(received);
    expect(reading.rows.map(({ source, destination, state }) => [source, destination, state])).toEqual(
      connections.map((line) => [line['id_orig_h'], line['id_resp_h'], line['conn_state']]),
    );

    const expected: Record<string, number> = {};
    const tell = EXPECTED[log] ?? ((): Readonly<Record<string, number>> => ({}));
    for (const line of lines) {
      for (const [kind, count] of Object.entries(tell(line))) {
        if (count > 0) expected[kind] = (expected[kind] ?? 0) + count;
      }
    }
    const facts: Record<string, number> = {};
    for (const { kind } of reading.facts) facts[kind] = (facts[kind] ?? 0) + 1;
    expect(facts).toEqual(expected);
    const { header = 0, ...left } = reading.ignored;
    const unread = EXPECTED[log] === undefined && log !== 'conn' ? lines.length : 0;
    const silent = lines.filter((line) => log === 'notice' && !line['src'] && !line['id_orig_h']).length;
    expect(Object.values(left).reduce((all, count) => all + count, 0)).toBe(unread + silent);
    process.stdout.write(
      `${name}: ${lines.length} records, ${JSON.stringify({ flows: reading.rows.length, ...facts, ...left })}\n`,
    );
    expect(header).toBe(text.split('\n').filter((line) => line.startsWith('#')).length);
  });
});
