/** Lateral movement on real, labelled traffic without any: run by `npm run evaluate -- FOLDER`. */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { lateralMovement } from '../../src/behaviours/lateral-movement.js';
import { network } from './drive.js';
import { overFiles } from './over-files.js';

const data = process.env['STRAYFLOW_DATA'] ?? '';

it.each([
  ['ctu-sme-11-benign-day/conn.log.labeled.gz', '192.168.1.0/24'],
  ['stratosphere-008/conn.log.labeled', '147.32.81.0/24'],
  ['stratosphere-002/conn.log.gz', '172.16.1.0/24'],
  ['slips/port-scans/horizontal/conn.log', '0.0.0.0/0'],
  ['westermo/right.pcap', '198.18.134.0/24'],
  ['apt29/day1/SCRANTON_conn.log', '10.0.0.0/8'],
])('%s: nobody is told; scans are not sessions', (name, internal) => {
  const told = overFiles(lateralMovement, [join(data, name)], network(internal));
  for (const { surprise, summary } of told) process.stdout.write(`${surprise.toFixed(2)} ${summary}\n`);
  expect(told).toEqual([]);
});
