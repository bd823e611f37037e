/** Man in the middle, address conflicts, rogue services and clear text over the shared collection of real traffic. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { addressConflict } from '../../src/behaviours/address-conflict.js';
import { clearText } from '../../src/behaviours/clear-text.js';
import { manInTheMiddle } from '../../src/behaviours/man-in-the-middle.js';
import { rogueService } from '../../src/behaviours/rogue-service.js';
import type { Behaviour } from '../../src/model/behaviour.js';
import type { Evidence } from '../../src/model/evidence.js';
import { network } from './drive.js';
import { overFiles } from './over-files.js';

const data = process.env['STRAYFLOW_DATA'] ?? '';
if (!existsSync(data))
  throw new Error('set STRAYFLOW_DATA to the folder of data: npm run evaluate -- FOLDER');

const files = readdirSync(data, { recursive: true, encoding: 'utf8' })
  .filter(
    (name) =>
      /\.(pcap|pcapng|cap)$/.test(name) && !name.startsWith('malformed') && !name.startsWith('exporters'),
  )
  .sort();
const OFFICES = network('10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '198.18.134.0/24');
const show = (evidence: Evidence) =>
  `${new Date(evidence.firstSeen).toISOString()} ${evidence.surprise} ${evidence.role} ${evidence.host} ${evidence.peer}: ${evidence.summary}`;

const BEHAVIOURS = [addressConflict, manInTheMiddle, rogueService, clearText] as readonly Behaviour[];

it.each(files)('%s: nobody reaches the alert line by what stands on its link', (name) => {
  const told = BEHAVIOURS.flatMap((behaviour) => overFiles(behaviour, [join(data, name)], OFFICES));
  process.stdout.write(`== ${name}\n${told.map(show).join('\n')}\n`);
  expect(told.filter(({ surprise }) => surprise >= 3.8)).toEqual([]);
  if (!name.startsWith('westermo')) return;
  const conflicts = told.filter(({ family }) => family === 'address-conflict');
  expect(told.filter(({ family }) => family === 'man-in-the-middle')).toEqual([]);
  expect(conflicts.filter(({ role }) => role === 'actor')).toEqual([]);
  const hosts = conflicts.map(({ host }) => host);
  expect(hosts).toEqual(expect.arrayContaining(['198.18.134.4', '198.18.134.45']));
  for (let last = 37; last <= 51; last++) expect(hosts).toContain(`198.134.18.${last}`);
});
