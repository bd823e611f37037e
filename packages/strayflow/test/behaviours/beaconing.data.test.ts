/** Command and control in real captures, and an ordinary day: run by `npm run evaluate -- FOLDER`. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Evidence } from '../../src/model/evidence.js';
import { strayflow } from '../cli/run-strayflow.js';

const data = process.env['STRAYFLOW_DATA'] ?? '';
if (!existsSync(data))
  throw new Error('set STRAYFLOW_DATA to the folder of data: npm run evaluate -- FOLDER');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'strayflow-beacons-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const FAMILIES = ['beaconing', 'long-connection', 'rare-destination'];

/** What these behaviours tell of an input. */
async function found(name: string, ...more: string[]): Promise<readonly Evidence[]> {
  const report = join(folder, name.replaceAll('/', '_'));
  const outcome = await strayflow(['analyze', join(data, name), '--json', '--report', report, ...more]);
  expect(outcome.code, outcome.stderr).toBe(0);
  const { evidence } = JSON.parse(readFileSync(join(report, 'evidence.json'), 'utf8')) as {
    evidence: readonly Evidence[];
  };
  return evidence.filter(({ family }) => FAMILIES.includes(family));
}

describe('command and control', () => {
  it.each([
    [
      'stratosphere-001/labeled-conn.log',
      '192.168.1.0/24',
      '192.168.1.115',
      '41.108.179.197:1177/tcp',
      'beaconing',
      4,
    ],
    [
      'slips/test18-zeek-labeled/conn.log.labeled',
      '192.168.1.0/24',
      '192.168.1.107',
      '66.63.168.35:5888/tcp',
      'beaconing',
      4,
    ],
    [
      'apt29/day1/SCRANTON_conn.log',
      '10.0.0.0/23',
      '10.0.1.4',
      '192.168.0.5:443/tcp',
      'long-connection',
      0.8,
    ],
    [
      'corelight-c2/quasarrat/09ffabf7-774a-43a3-8c97-68f2046fd385.pcap',
      '192.168.100.0/24',
      '192.168.100.7',
      '86.136.67.231:1337/tcp',
      'beaconing',
      3,
    ],
    [
      'corelight-c2/long-connections/long_connection.pcap',
      '192.168.2.0/24',
      '192.168.2.186',
      '192.168.2.21:1234/tcp',
      'long-connection',
      2,
    ],
  ])('in %s is named', async (name, internal, host, key, family, surprise) => {
    const told = await found(name, '--internal', internal);
    const [evidence] = told.filter((each) => each.key === key && each.family === family);
    expect(evidence?.host).toBe(host);
    expect(evidence!.surprise).toBeGreaterThanOrEqual(surprise);
    expect(told.filter((each) => each.host !== host && each.surprise > 2)).toEqual([]);
  });
});

describe('where nobody is controlled', () => {
  it.each([
    ['ctu-sme-11-benign-day/conn.log.labeled.gz', '192.168.1.0/24'],
    ['westermo/right.pcap', '198.18.134.0/24'],
  ])('nothing is told of %s that would bring a host near the alert line', async (name, internal) => {
    for (const evidence of await found(name, '--internal', internal)) {
      expect(evidence.surprise, evidence.summary).toBeLessThan(2.5);
    }
  });
});
