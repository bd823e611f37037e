/** ICMP tunnels on real, labelled traffic: run by `npm run evaluate -- FOLDER`. */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { icmpTunnel } from '../../src/behaviours/icmp-tunnel.js';
import { network } from './drive.js';
import { overFiles } from './over-files.js';

const data = process.env['STRAYFLOW_DATA'] ?? '';
const lan = network('10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16');
const find = (name: string) => overFiles(icmpTunnel, [join(data, name)], lan);
/** The surprise from which one behaviour alone passes the alert line of .5. */
const ALERT = 3.81;

it('ndpi: the shell over echo packets is told over the alert line', () => {
  const told = find('ndpi/icmp-tunnel.pcap');
  for (const { surprise, summary } of told) process.stdout.write(`${surprise.toFixed(2)} ${summary}\n`);
  expect(told.map(({ host, peer }) => [host, peer])).toEqual([['192.168.154.131', '192.168.154.132']]);
  expect(told[0]!.surprise).toBeGreaterThan(ALERT);
});

it.each([
  'ctu-sme-11-benign-day/conn.log.labeled.gz',
  'stratosphere-008/conn.log.labeled',
  'stratosphere-002/conn.log.gz',
  'slips/test12-icmp-portscan.pcap',
  'slips/test7-malicious.pcap',
  'westermo/right.pcap',
])('%s: nobody is told', (name) => {
  const told = find(name);
  for (const { surprise, summary } of told) process.stdout.write(`${surprise.toFixed(2)} ${summary}\n`);
  expect(told).toEqual([]);
});
