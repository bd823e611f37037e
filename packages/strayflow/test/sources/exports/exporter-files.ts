/** Files of real exporters: which hold the templates of which, and the same datagrams for tshark to read. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MessageFile } from '../../../src/sources/netflow/message-file.js';
import { bytesOf, number } from '../netflow/messages.js';

/** The messages of a file that holds one after the other; what cannot be told apart is one message. */
export function messagesOf(bytes: Uint8Array): readonly Uint8Array[] {
  const file = new MessageFile();
  const messages: Uint8Array[] = [];
  try {
    for (let at = 0; at < bytes.length; ) {
      const end = file.endOf(bytes, at, bytes.length, true);
      const stop = end === at ? bytes.length : end;
      messages.push(bytes.subarray(at, stop));
      at = stop;
    }
    return messages;
  } catch {
    return [bytes];
  }
}

/** Groups of files by what their names begin with: templates first, then data. */
export function exporterGroups(folder: string): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const name of readdirSync(folder).sort()) {
    if (!name.endsWith('.dat')) continue;
    const key = name
      .replace(/(_opttpl|_tpls_option|_tpldata|_tplopt|_tpl|_data).*/, '')
      .replace(/\.dat$/, '');
    groups.set(key, [...(groups.get(key) ?? []), join(folder, name)]);
  }
  for (const names of groups.values()) {
    names.sort((one, other) => Number(!/tpl/.test(one)) - Number(!/tpl/.test(other)));
  }
  return groups;
}

export interface DissectedFlows {
  readonly flows: number;
  readonly octets: number;
  readonly packets: number;
}

const FIELDS = ['ip.src', 'cflow.srcaddr', 'cflow.srcaddrv6', 'cflow.octets', 'cflow.packets'] as const;

function frame(payload: Uint8Array, exporter: number, index: number): Uint8Array {
  const packet = bytesOf(
    new Uint8Array(12),
    number(0x0800, 2),
    [0x45, 0],
    number(28 + payload.length, 2),
    number(0, 4),
    [64, 17],
    number(0, 2),
    [198, 18, exporter >> 8, exporter & 255],
    [192, 0, 2, 9],
    number(50_000, 2),
    number(2055, 2),
    number(8 + payload.length, 2),
    number(0, 2),
    payload,
  );
  const header = [1_700_000_000, index, packet.length, packet.length].map((value) => number(value, 4));
  return bytesOf(...header, packet);
}

/** What tshark's dissector of NetFlow sees in the datagrams of several exporters. */
export function dissect(
  exporters: ReadonlyMap<string, readonly Uint8Array[]>,
  folder: string,
): ReadonlyMap<string, DissectedFlows> {
  const file = join(folder, 'datagrams.pcap');
  const header = bytesOf(
    number(0xa1b2c3d4, 4),
    number(2, 2),
    number(4, 2),
    number(0, 8),
    number(65_535, 4),
    number(1, 4),
  );
  const frames = [...exporters.values()].flatMap((messages, exporter) =>
    messages.map((payload, index) => frame(payload, exporter, index)),
  );
  writeFileSync(file, bytesOf(header, ...frames));
  const seen = dissectCapture(file);
  const none = { flows: 0, octets: 0, packets: 0 };
  return new Map(
    [...exporters.keys()].map((name, exporter) => [
      name,
      seen.get(`198.18.${exporter >> 8}.${exporter & 255}`) ?? none,
    ]),
  );
}

/** The same of a capture, by the exporter's address. */
export function dissectCapture(file: string): ReadonlyMap<string, DissectedFlows> {
  const form = ['-T', 'fields', '-E', 'occurrence=a', '-E', 'separator=|'];
  const fields = FIELDS.flatMap((field) => ['-e', field]);
  const run = spawnSync(
    'tshark',
    ['-2', '-n', '-r', file, '-d', 'udp.port==2055,cflow', ...form, ...fields],
    {
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
      timeout: 200_000,
    },
  );
  if (run.error !== undefined) {
    throw new Error('this test needs tshark: apt-get install tshark', { cause: run.error });
  }
  const exporters = new Map<string, DissectedFlows>();
  const list = (text: string | undefined) => (text === undefined || text === '' ? [] : text.split(','));
  const sum = (text: string | undefined) => list(text).reduce((total, each) => total + Number(each), 0);
  for (const line of run.stdout.split('\n')) {
    const [exporter = '', four, six, bytes, counted] = line.split('|');
    const known = exporters.get(exporter) ?? { flows: 0, octets: 0, packets: 0 };
    exporters.set(exporter, {
      flows: known.flows + list(four).length + list(six).length,
      octets: known.octets + sum(bytes),
      packets: known.packets + sum(counted),
    });
  }
  return exporters;
}

export const contentOf = (file: string): Uint8Array => new Uint8Array(readFileSync(file));
