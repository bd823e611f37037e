/** DNS tunnels on real, labelled traffic: run by `npm run evaluate -- FOLDER`. */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { dnsTunnel } from '../../src/behaviours/dns-tunnel.js';
import type { Evidence } from '../../src/model/evidence.js';
import { network } from './drive.js';
import { overFiles } from './over-files.js';

const data = process.env['STRAYFLOW_DATA'] ?? '';
const lan = network('10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16');
const find = (...names: string[]) =>
  overFiles(
    dnsTunnel,
    names.map((name) => join(data, name)),
    lan,
  );
/** The surprise from which one behaviour alone passes the alert line of .5. */
const ALERT = 3.81;

function show(told: readonly Evidence[]): void {
  for (const { surprise, host, summary } of told) {
    process.stdout.write(`${surprise.toFixed(2)} ${host} ${summary}\n`);
  }
}

it.each([
  ['ndpi/dns-tunnel-iodine.pcap', '10.0.2.30'],
  ['ndpi/dns_exfiltration.pcap', '192.168.220.56'],
])('%s: the client is told over the alert line', (name, client) => {
  const told = find(name);
  show(told);
  expect(told.filter(({ surprise }) => surprise >= ALERT).map(({ host }) => host)).toEqual([client]);
});

it.each([
  [['ctu-sme-11-benign-day/conn.log.labeled.gz']],
  [['stratosphere-008/conn.log.labeled']],
  [['stratosphere-001/labeled-conn.log']],
  [['slips/test9-zeek/conn.log', 'slips/test9-zeek/dns.log']],
  [['slips/test18-zeek-labeled/conn.log.labeled', 'slips/test18-zeek-labeled/dns.log.labeled']],
  [['apt29/day1/SCRANTON_dns.log', 'apt29/day1/NASHUA_dns.log', 'apt29/day1/SCRANTON_conn.log']],
  [['westermo/right.pcap']],
])('%s: nobody is told', (names) => {
  const told = find(...names);
  show(told);
  expect(told).toEqual([]);
});
