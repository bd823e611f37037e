import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resolveInputs } from '../../src/shell/inputs.js';
import { readInput } from '../../src/shell/read-input.js';

const CONN = '#path\tconn\n#fields\tts\tuid\tid.orig_h\tid.resp_h\tconn_state\n';
const row = (time: number) => `${time}\tC${time}\t10.0.0.1\t10.0.0.2\tSF\n`;
const DNS =
  '{"ts":5,"uid":"C1","id.orig_h":"10.0.0.1","id.resp_h":"10.0.0.2","query":"a.example","qtype":1}\n';
/** As zeekctl's trace-summary writes it beside the logs. */
const SUMMARY = `>== Total === 2026-01-01-10-00-00 - 2026-01-01-11-00-00
   - Bytes 918.3m - Payload 846.3m - Pkts 1.8m - Frags 0.9% - MBit/s 1.9 -
     Ports        | Sources                 | Destinations             | Services           | Protocols | States        |
     80     33.8% | 131.243.2.12       8.5% | 131.243.1.10       46.1% | http        41.4%  | 6   84.1% | SF     62.4%  |
     22     16.7% | 131.243.1.10       7.0% | 131.243.2.12        5.9% | -           21.2%  | 17  15.3% | OTH    15.8%  |
`;

let logs: string;
let day: string;
beforeEach(() => {
  logs = mkdtempSync(join(tmpdir(), 'strayflow-zeek-'));
  day = join(logs, '2026-01-01');
  mkdirSync(day);
  symlinkSync('2026-01-01', join(logs, 'current'));
  writeFileSync(join(day, 'conn.11:00:00-12:00:00.log.gz'), gzipSync(CONN + row(3)));
  writeFileSync(join(day, 'conn.10:00:00-11:00:00.log.gz'), gzipSync(CONN + row(1) + row(2)));
  writeFileSync(join(day, 'dns.10:00:00-11:00:00.log.gz'), gzipSync(DNS));
  writeFileSync(join(day, 'conn-summary.10:00:00-11:00:00.log.gz'), gzipSync(SUMMARY));
});
afterEach(() => rmSync(logs, { recursive: true, force: true }));

async function read(pattern: string): Promise<readonly string[]> {
  const told: string[] = [];
  for (const file of await resolveInputs([pattern])) {
    const name = file.name.slice(file.name.lastIndexOf('/') + 1);
    try {
      const silent = { flows: () => {}, facts: () => {} };
      const summary = await readInput(file, 0, { site: 'test', sourceOptions: {} }, silent);
      told.push(`${name}: ${summary.format}, ${summary.flows} flows, ${summary.facts} facts`);
    } catch (error) {
      told.push(`${name}: ${(error as Error).message.replace(/^.* begins/, 'begins')}`);
    }
  }
  return told;
}

const EVERYTHING = [
  'conn-summary.10:00:00-11:00:00.log.gz: begins like no known format; it looks like text: ">== Total === 2026-01-01-10-00-00 - 2026-01-01-11-00-00"',
  'conn.10:00:00-11:00:00.log.gz: zeek-conn, 2 flows, 0 facts',
  'conn.11:00:00-12:00:00.log.gz: zeek-conn, 1 flows, 0 facts',
  'dns.10:00:00-11:00:00.log.gz: zeek-other, 0 flows, 1 facts',
];

describe("a folder of Zeek's rotated logs", () => {
  it('is read in the order of its hours; the summary of each hour is refused by its first line', async () => {
    expect(await read(day)).toEqual(EVERYTHING);
  });

  it('is read through the link "current", and through a pattern of several days', async () => {
    expect(await read(join(logs, 'current'))).toEqual(EVERYTHING);
    expect(await read(join(logs, '2026-*', '*.log.gz'))).toEqual(EVERYTHING);
  });
});
