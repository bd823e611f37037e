/** The shared collection of real, labelled traffic: run by `npm run evaluate -- FOLDER`, never part of `npm test`. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type JsonResult, strayflow } from './cli/run-strayflow.js';
import { expectAgreement } from './sources/pcap/tshark-agreement.js';

const data = process.env['STRAYFLOW_DATA'] ?? '';
if (!existsSync(data))
  throw new Error('set STRAYFLOW_DATA to the folder of data: npm run evaluate -- FOLDER');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'strayflow-data-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function captures(below: string): string[] {
  return readdirSync(join(data, below), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.pcap(ng)?$/.test(name))
    .sort()
    .map((name) => join(below, name));
}

const files = ['westermo', 'stopddos', 'cic-ddos2019', 'ndpi', 'slips'].flatMap(captures);

describe('totals of real captures equal those of tshark', () => {
  it('on westermo, stopddos, and ten files of ndpi and slips', () => {
    expect(files).toContain(join('westermo', 'right.pcap'));
    expect(files.filter((name) => name.startsWith('stopddos')).length).toBeGreaterThan(3);
    expect(files.filter((name) => /^(ndpi|slips)/.test(name)).length).toBeGreaterThanOrEqual(10);
  });

  it.each(files)('%s', (name) => {
    process.stdout.write(`${name}: ${expectAgreement(join(data, name))}\n`);
  });
});

async function analyse(name: string, ...more: string[]): Promise<JsonResult> {
  const outcome = await strayflow([
    'analyze',
    join(data, name),
    '--json',
    '--report',
    join(folder, name.replaceAll('/', '_')),
    ...more,
  ]);
  expect(outcome.code, outcome.stderr).toBe(0);
  return JSON.parse(outcome.stdout) as JsonResult;
}

const truthOf = (name: string) =>
  JSON.parse(readFileSync(join(data, name, 'truth.json'), 'utf8')) as { benign: string[] };
const actors = (result: JsonResult) => result.hosts.filter((host) => host.role === 'actor');

describe('the verdict', () => {
  it('on westermo names the attacker first, with what it did, and nobody else over the block line', async () => {
    const result = await analyse('westermo/right.pcap', '--internal', '198.18.134.0/24');
    const [first, ...others] = actors(result);
    expect(first!.address).toBe('198.18.134.99');
    expect(first!.families).toEqual(expect.arrayContaining(['port-scan', 'brute-force']));
    expect(others.filter((host) => host.risk >= 0.8)).toEqual([]);
  });

  it('on stratosphere-008 is led by the sources that tried twenty ports or more', async () => {
    const name = 'stratosphere-008/conn.log.labeled';
    const ports = new Map<string, Set<string>>();
    let fields: string[] = [];
    for (const line of readFileSync(join(data, name), 'utf8').split('\n')) {
      if (line.startsWith('#fields')) fields = line.split('\t').slice(1);
      if (line === '' || line.startsWith('#')) continue;
      const values = line.split('\t');
      const value = (field: string) => values[fields.indexOf(field)] ?? '';
      if (value('id.resp_h') !== '147.32.81.167' || !['tcp', 'udp'].includes(value('proto'))) continue;
      const tried = ports.get(value('id.orig_h')) ?? new Set();
      ports.set(value('id.orig_h'), tried.add(`${value('proto')} ${value('id.resp_p')}`));
    }
    const many = [...ports].filter(([, tried]) => tried.size >= 20).map(([source]) => source);
    expect(many.length).toBeGreaterThan(5);
    const result = await analyse(name);
    const leading = actors(result).slice(0, many.length);
    expect(leading.map((host) => host.address).sort()).toEqual(many.sort());
    for (const host of leading) expect(host.families).toContain('port-scan');
    const { benign } = truthOf('stratosphere-008');
    expect(actors(result).filter((host) => benign.includes(host.address) && host.risk >= 0.8)).toEqual([]);
  });

  it('on an ordinary day is quiet', async () => {
    const result = await analyse('ctu-sme-11-benign-day/conn.log.labeled.gz', '--internal', '192.168.1.0/24');
    expect(actors(result).filter((host) => host.risk >= 0.5)).toEqual([]);
  });
});
