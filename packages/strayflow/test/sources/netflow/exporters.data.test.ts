/** Files of some forty exporters, ours against tshark's dissector and telegraf's expected output. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SourceFormat } from '../../../src/model/source.js';
import { exportCaptureFormat } from '../../../src/sources/export-capture.js';
import { sniffFormat } from '../../../src/sources/index.js';
import {
  contentOf,
  type DissectedFlows,
  dissect,
  dissectCapture,
  exporterGroups,
  messagesOf,
} from '../exports/exporter-files.js';
import { type ExportReading, readDatagrams } from '../exports/reading.js';
import { readText } from '../text/reading.js';

const root = join(process.env['STRAYFLOW_DATA'] ?? '', 'exporters');
if (!existsSync(root)) {
  throw new Error('set STRAYFLOW_DATA to a folder with exporters in it: npm run evaluate -- FOLDER');
}

const GROUPS = new Map(
  ['logstash', 'graylog'].flatMap((collection) =>
    [...exporterGroups(join(root, collection))].map(([name, files]): [string, readonly Uint8Array[]] => [
      name,
      files.flatMap((file) => messagesOf(contentOf(file))),
    ]),
  ),
);

let folder: string;
let dissected: ReadonlyMap<string, DissectedFlows>;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'strayflow-exporters-'));
  dissected = dissect(GROUPS, folder);
}, 240_000);
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const sum = (numbers: readonly (number | null)[]) =>
  numbers.reduce<number>((total, one) => total + (one ?? 0), 0);
const octetsOf = ({ rows }: Pick<ExportReading, 'rows'>) =>
  sum(rows.map(({ bytesSent }) => bytesSent)) + sum(rows.map(({ bytesReceived }) => bytesReceived));
const packetsOf = ({ rows }: Pick<ExportReading, 'rows'>) =>
  sum(rows.map(({ packetsSent }) => packetsSent)) + sum(rows.map(({ packetsReceived }) => packetsReceived));
const countOf = (counts: Readonly<Record<string, number>>) => sum(Object.values(counts));

/** Where tshark sees something else, and why. */
interface Otherwise {
  readonly why: string;
  readonly flows?: number;
  readonly octets?: number;
  readonly packets?: number;
  /** Records of the file that cannot be read. */
  readonly rejected?: number;
}
const OTHERWISE: Readonly<Record<string, Otherwise>> = {
  ipfix_test_netscaler: { why: 'the template of one set is missing', rejected: 1 },
  ipfix_test_procera: { why: 'each record has an IPv4 and an IPv6 address', flows: 8 },
  ipfix_test_yaf: { why: 'tshark does not sum counters since the flow began', octets: 596, packets: 10 },
  netflow5_test_invalid01: { why: 'its count is 55,582', flows: 0, octets: 0, packets: 0, rejected: 1 },
  netflow5_test_invalid02: { why: 'its count is 163', flows: 0, octets: 0, packets: 0, rejected: 1 },
  netflow9_test_0length_fields: {
    why: 'records on their way out count in OUT_BYTES',
    octets: 160,
    packets: 5,
  },
  netflow9_test_cisco_asa_2: { why: 'the firewall counts both directions apart', octets: 130_362 },
  netflow9_test_cisco_wlc: { why: 'its records have no IP addresses', flows: 0, octets: 0, packets: 0 },
  netflow9_test_h3c: { why: 'tshark stops after the first set', flows: 16, octets: 8_729_687, packets: 6113 },
  netflow9_test_invalid01: {
    why: 'tshark stops after the count of the header',
    flows: 2,
    octets: 194,
    packets: 2,
  },
  netflow9_test_iptnetflow_reduced_size_encoding: {
    why: 'the templates of six sets are missing',
    rejected: 6,
  },
  netflow9_test_nprobe_dpi: { why: '17 bytes are left after its record', rejected: 1 },
  'netflow9.pcap': {
    why: 'tshark stops after the count of the header, before the template of IPv6',
    flows: 21,
    octets: 7302,
    packets: 23,
  },
  'netflow-v9-1': { why: 'tshark stops after the count of the header', flows: 6, octets: 6954, packets: 44 },
  'netflow-v9-2-2': { why: 'its template is in another file', rejected: 1 },
  'netflow-v9-2-3': { why: 'its template is in another file', rejected: 1 },
  'netflow-v9-3_incomplete': { why: 'its template is missing', rejected: 1 },
};

describe('files of exporters', () => {
  it.each([...GROUPS])('%s: flows, octets and packets are those of tshark', (name, messages) => {
    // tshark sums the counters of one direction only, as they are.
    const reading = readDatagrams(
      messages.map((bytes) => ({ bytes })),
      { outCounters: 'same', samplingRate: 1 },
    );
    const otherwise = OTHERWISE[name];
    const rejected = countOf(reading.rejected);
    expect(rejected).toBe(otherwise?.rejected ?? 0);
    const left = reading.ignored['record without addresses of both sides'] ?? 0;
    const ours = {
      flows: reading.read - rejected - left,
      octets: octetsOf(reading),
      packets: packetsOf(reading),
    };
    expect(ours).toEqual({ ...dissected.get(name), ...pick(otherwise) });
    process.stdout.write(
      `${name}: ${JSON.stringify(ours)}${otherwise === undefined ? '' : ` (${otherwise.why})`}\n`,
    );
  });
});

function pick(otherwise: Otherwise | undefined) {
  const { why: _why, rejected: _rejected, ...numbers } = otherwise ?? { why: '' };
  return numbers;
}

const CAPTURES = readdirSync(join(root, 'graylog')).filter((name) => name.endsWith('.pcap'));

describe('captures of exporters', () => {
  it.each(CAPTURES)('%s: flows, octets and packets are those of tshark', (name) => {
    const file = join(root, 'graylog', name);
    const bytes = contentOf(file);
    expect(sniffFormat(bytes.subarray(0, 65_536))?.name).toBe('export-capture');
    const reading = readText(exportCaptureFormat as SourceFormat, bytes, {
      outCounters: 'same',
      samplingRate: 1,
    });
    const exporters = [...dissectCapture(file).values()];
    const theirs = {
      flows: sum(exporters.map(({ flows }) => flows)),
      octets: sum(exporters.map(({ octets }) => octets)),
      packets: sum(exporters.map(({ packets }) => packets)),
      ...pick(OTHERWISE[name]),
    };
    const sums = {
      flows: reading.read - sum(Object.values(reading.rejected).map(({ length }) => length)),
      octets: sum(reading.rows.flatMap(({ bytesSent, bytesReceived }) => [bytesSent, bytesReceived])),
      packets: sum(
        reading.rows.flatMap(({ packetsSent, packetsReceived }) => [packetsSent, packetsReceived]),
      ),
    };
    expect(sums).toEqual(theirs);
  });
});

/** A line of telegraf's expected output: "netflow,tags field=value,... time". */
function telegrafFlows(file: string): readonly Readonly<Record<string, string>>[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('netflow,'))
    .map((line) => {
      const fields = [...line.slice(line.indexOf(' ')).matchAll(/(\w+)=("[^"]*"|[^,\s]+)/g)];
      return Object.fromEntries(fields.map(([, name, value]) => [name!, value!.replace(/^"|"$|u$/g, '')]));
    });
}

const SAMPLES = readdirSync(join(root, 'telegraf')).filter(
  (name) => !name.startsWith('sflow') && existsSync(join(root, 'telegraf', name, 'expected.out')),
);

describe('telegraf', () => {
  it.each(SAMPLES)('%s: flows match field by field', (name) => {
    const sample = join(root, 'telegraf', name);
    const names = readdirSync(sample)
      .filter((each) => each.endsWith('.bin'))
      .sort();
    const messages = names.map((each) => contentOf(join(sample, each)));
    // Each record on its own: no pairing, no deltas between records.
    const reading = readDatagrams(
      messages.map((bytes) => ({ bytes })),
      { outCounters: 'same' },
    );
    const expected = telegrafFlows(join(sample, 'expected.out'));
    const told = new Map<string, number>();
    const count = (totals: Map<string, number>, key: string, value: number) =>
      totals.set(key, (totals.get(key) ?? 0) + value);
    for (const row of reading.rows) {
      const { source, destination, sourcePort, destinationPort } = row;
      count(told, `${source} ${sourcePort} ${destination} ${destinationPort} octets`, row.bytesSent ?? 0);
      count(told, `${source} ${sourcePort} ${destination} ${destinationPort} packets`, row.packetsSent ?? 0);
      count(told, `${destination} ${destinationPort} ${source} ${sourcePort} octets`, row.bytesReceived ?? 0);
      count(
        told,
        `${destination} ${destinationPort} ${source} ${sourcePort} packets`,
        row.packetsReceived ?? 0,
      );
    }
    const theirs = new Map<string, number>();
    for (const flow of expected) {
      const there = `${flow['src']} ${flow['src_port'] ?? 0} ${flow['dst']} ${flow['dst_port'] ?? 0}`;
      const back = `${flow['dst']} ${flow['dst_port'] ?? 0} ${flow['src']} ${flow['src_port'] ?? 0}`;
      count(theirs, `${there} octets`, Number(flow['in_bytes'] ?? flow['in_total_bytes'] ?? 0));
      count(theirs, `${there} packets`, Number(flow['in_packets'] ?? flow['in_total_packets'] ?? 0));
      // The other direction of a biflow (RFC 5103), which telegraf leaves as it is.
      count(theirs, `${back} octets`, Number(flow['type_29305_85'] ?? 0));
      count(theirs, `${back} packets`, Number(flow['type_29305_86'] ?? 0));
    }
    const seen = (totals: Map<string, number>) => [...totals].filter(([, value]) => value > 0).sort();
    expect(seen(told)).toEqual(seen(theirs));
    const starts = expected.map((flow) => flow['flow_start_ms']).filter((start) => start !== undefined);
    for (const start of starts) {
      expect(reading.rows.some((row) => row.start <= Number(start) && row.time >= Number(start))).toBe(true);
    }
  });
});

describe('all files, changed at random', () => {
  it('never throw, and take no more than their time', () => {
    let seed = 1;
    const random = (below: number) => {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((seed / 2 ** 32) * below);
    };
    const all = [...GROUPS.values()].flat();
    const started = process.cpuUsage();
    for (let round = 0; round < 40; round++) {
      const sent = all.map((message) => {
        const bytes = message.slice(0, random(3) === 0 ? random(message.length) : message.length);
        for (let change = random(6); change > 0 && bytes.length > 0; change--)
          bytes[random(bytes.length)] = random(256);
        return { bytes, from: `192.0.2.${random(3)}`, time: 1_500_000_000_000 };
      });
      const { read } = readDatagrams(sent, {}, random(sent.length));
      expect(read).toBeGreaterThan(100);
    }
    expect(process.cpuUsage(started).user).toBeLessThan(60e6);
  });
});
