/** Exfiltration on real, labelled traffic: run by `npm run evaluate -- FOLDER`. */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { exfiltration } from '../../src/behaviours/exfiltration.js';
import { network } from './drive.js';
import { overFiles } from './over-files.js';

const data = process.env['STRAYFLOW_DATA'] ?? '';
const file = (...parts: string[]) => join(data, ...parts);
/** The surprise from which one behaviour alone passes the alert line of .5. */
const ALERT = 3.81;

it.each([
  ['with', ['SCRANTON_conn.log', 'NASHUA_conn.log', 'SCRANTON_http.log']],
  ['without', ['SCRANTON_conn.log']],
])('apt29: the archive that left by WebDAV is told %s other logs', (_, names) => {
  const lab = network('10.0.0.0/24', '10.0.1.0/24');
  const told = overFiles(
    exfiltration,
    names.map((name) => file('apt29/day1', name)),
    lab,
  );
  expect(told.map(({ host, peer }) => [host, peer])).toEqual([['10.0.1.4', '192.168.0.4']]);
  expect(told[0]!.surprise).toBeGreaterThan(ALERT);
  process.stdout.write(`${told[0]!.surprise.toFixed(2)} ${told[0]!.summary}\n`);
});

it.each([
  ['ctu-sme-11-benign-day/conn.log.labeled.gz', '192.168.1.0/24'],
  ['stratosphere-008/conn.log.labeled', '147.32.81.167/32'],
  ['stratosphere-001/labeled-conn.log', '192.168.1.0/24'],
  ['slips/test9-zeek/conn.log', '192.168.0.0/16'],
  ['westermo/right.pcap', '198.18.134.0/24'],
])('%s: nobody is over the alert line by it', (name, internal) => {
  const told = overFiles(exfiltration, [file(name)], network(internal));
  for (const { surprise, summary } of told) process.stdout.write(`${surprise.toFixed(2)} ${summary}\n`);
  expect(told.filter(({ surprise }) => surprise >= ALERT)).toEqual([]);
});
