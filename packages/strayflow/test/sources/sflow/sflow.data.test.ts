/** sFlow datagrams of real switches beside what telegraf reads in them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSflow } from './sflow-datagrams.js';

const folder = process.env['STRAYFLOW_DATA'] ?? '';
const samples = join(folder, 'exporters', 'telegraf');

/** "key=value" pairs of a line protocol record; strings are quoted, unsigned numbers end in u. */
function fieldsOf(line: string): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const [, key, text, number] of line.matchAll(/(\w+)=(?:"([^"]*)"|(\d+)u)/g)) {
    fields[key!] = text ?? number ?? '';
  }
  return fields;
}

describe('datagrams of real agents', () => {
  it.each(readdirSync(samples).filter((name) => name.startsWith('sflow')))('%s', (name) => {
    const files = readdirSync(join(samples, name)).filter((file) => file.endsWith('.bin'));
    const expected = readFileSync(join(samples, name, 'expected.out'), 'utf8')
      .split('\n')
      .map(fieldsOf)
      .filter((fields) => fields['src'] !== undefined && fields['sampling_interval'] !== undefined)
      .map((fields) => {
        const rate = Number(fields['sampling_interval']);
        const length = Number(fields['ipv4_total_len'] ?? Number(fields['ipv6_total_len']) + 40);
        return [
          fields['src'],
          fields['dst'],
          fields['src_port'] ?? '0',
          fields['dst_port'] ?? '0',
          rate,
          rate * length,
        ];
      });
    const { flows, rejected } = readSflow(files.map((file) => readFileSync(join(samples, name, file))));
    const seen = flows.flatMap(({ source, destination, ports, sent, received }) => [
      ...(sent[0] ? [[source, destination, `${ports[0]}`, `${ports[1]}`, ...sent]] : []),
      ...(received[0] ? [[destination, source, `${ports[1]}`, `${ports[0]}`, ...received]] : []),
    ]);
    expect(rejected).toEqual([]);
    expect(seen.map(String).sort()).toEqual(expected.map(String).sort());
  });
});
