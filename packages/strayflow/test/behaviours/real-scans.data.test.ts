/** Scans, guessed logins and floods of real, labelled traffic: run by `npm run evaluate -- FOLDER`. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type JsonResult, strayflow } from '../cli/run-strayflow.js';

const data = process.env['STRAYFLOW_DATA'] ?? '';
if (!existsSync(data))
  throw new Error('set STRAYFLOW_DATA to the folder of data: npm run evaluate -- FOLDER');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'strayflow-scans-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function hosts(name: string, ...more: string[]): Promise<JsonResult['hosts']> {
  const report = join(folder, name.replaceAll('/', '_'));
  const outcome = await strayflow(['analyze', join(data, name), '--json', '--report', report, ...more]);
  expect(outcome.code, outcome.stderr).toBe(0);
  return (JSON.parse(outcome.stdout) as JsonResult).hosts;
}

it('names nine of ten sources that tried five ports, and no known service', async () => {
  const truth = JSON.parse(readFileSync(join(data, 'stratosphere-008/truth.json'), 'utf8')) as {
    attackers: Record<string, string[]>;
    benign: string[];
  };
  const found = await hosts('stratosphere-008/conn.log.labeled', '--internal', '147.32.81.167/32');
  const accused = found.filter((host) => host.role === 'actor' && host.risk >= 0.5);
  const scanners = accused.filter((host) => host.families.includes('port-scan')).map((host) => host.address);
  const wanted = Object.keys(truth.attackers);
  expect(wanted.filter((source) => scanners.includes(source)).length).toBeGreaterThanOrEqual(
    0.9 * wanted.length,
  );
  expect(accused.filter((host) => truth.benign.includes(host.address))).toEqual([]);
});

it.each([
  ['slips/port-scans/horizontal/conn.log', 'actor', 'port-scan'],
  ['slips/port-scans/vertical/conn.log', 'actor', 'port-scan'],
  ['slips/test11-portscan.binetflow', 'actor', 'port-scan'],
  ['slips/test12-icmp-portscan.pcap', 'actor', 'ping-sweep'],
  ['slips/malicious-ssh-bruteforce.pcap', 'actor', 'brute-force'],
  ['stratosphere-002/conn.log.gz', 'actor', 'ping-sweep'],
  ['stopddos/amp.TCP.reflection.SYNACK.pcap', 'victim', 'reflection'],
  ['stopddos/amp.TCP.syn.optionallyACK.optionallysamePort.pcapng', 'victim', 'reflection'],
  ['stopddos/amp.UDP.isakmp.pcap', 'victim', 'reflection'],
  ['stopddos/pkt.TCP.DOMINATE.syn.ecn.cwr.pcapng', 'victim', 'flood'],
])('finds in %s an %s of %s', async (name, role, family) => {
  const more = name.startsWith('stopddos') ? ['--internal', '10.10.10.10/32'] : [];
  const found = await hosts(name, ...more);
  const told = found.filter(
    (host) => host.role === role && host.families.includes(family) && host.risk >= 0.5,
  );
  expect(told.length).toBeGreaterThan(0);
});
