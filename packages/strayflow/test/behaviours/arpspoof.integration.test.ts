/** A real arpspoof between two hosts of the lab's network: who stands between is named, who is stood between is not accused. */
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { HOSTS, INTERNAL, Lab, ROUTER } from '../../../../examples/lab/network.mjs';
import { addressConflict } from '../../src/behaviours/address-conflict.js';
import { manInTheMiddle } from '../../src/behaviours/man-in-the-middle.js';
import { rogueService } from '../../src/behaviours/rogue-service.js';
import type { Behaviour } from '../../src/model/behaviour.js';
import type { Evidence } from '../../src/model/evidence.js';
import { network } from './drive.js';
import { overFiles } from './over-files.js';

/** Debian package -> the file of it that this test starts. */
const NEEDED = { dsniff: '/usr/sbin/arpspoof', tcpdump: '/usr/bin/tcpdump', 'iputils-ping': '/usr/bin/ping' };
const BEHAVIOURS = [manInTheMiddle, addressConflict, rogueService] as readonly Behaviour[];
/** Seconds; arpspoof sends every two. */
const ATTACK = 12;

let folder: string;
let lab: Lab | undefined;

/** A network for each test: hosts that know each other's MACs from before ask no questions. */
beforeEach(() => {
  const missing = Object.entries(NEEDED).filter(([, file]) => !existsSync(file));
  if (missing.length > 0)
    throw new Error(`install Debian's packages: ${missing.map(([name]) => name).join(' ')}`);
  folder = mkdtempSync(join(tmpdir(), 'strayflow-arpspoof-'));
  lab = new Lab(`a${process.pid % 10_000}`, folder);
  lab.up();
});

afterEach(async () => {
  await lab?.down();
  if (lab !== undefined) rmSync(folder, { recursive: true, force: true });
  lab = undefined;
});

/** What the router's bridge carries while everybody pings and the attacker does as told; evidence of it. */
async function observed(lab: Lab, name: string, attack: readonly string[]): Promise<readonly Evidence[]> {
  const file = join(folder, name);
  const tcpdump = lab.start('router', ['tcpdump', '-i', 'br0', '-s', '256', '-U', '-Z', 'root', '-w', file]);
  const ended = once(tcpdump, 'close');
  await once(tcpdump.stderr!, 'data');
  const ping = (from: string, to: string) =>
    lab.run(from, ['ping', '-i', '0.5', '-w', `${ATTACK + 3}`, to], { seconds: ATTACK + 8 });
  await Promise.all([
    ping('alice', ROUTER),
    ping('alice', HOSTS.server),
    ping('bob', ROUTER),
    ping('attacker', HOSTS.server),
    // Ended as a person does, so that it puts the tables right again before it leaves.
    lab.run('attacker', ['timeout', '-s', 'INT', '-k', '6', `${ATTACK}`, ...attack], { seconds: ATTACK + 8 }),
  ]);
  tcpdump.kill('SIGTERM');
  await ended;
  return BEHAVIOURS.flatMap((behaviour) => overFiles(behaviour, [file], network(...INTERNAL)));
}

const accused = (told: readonly Evidence[]) =>
  told.filter(({ role, surprise }) => role === 'actor' && surprise >= 2).map(({ host }) => host);

it.each([
  ['one side', ['arpspoof', '-i', 'eth0', '-t', HOSTS.alice, ROUTER], 4.5],
  ['both sides', ['arpspoof', '-i', 'eth0', '-r', '-t', HOSTS.alice, ROUTER], 6],
] as const)(
  'arpspoof on %s: the attacker is named and nobody else is accused',
  async (name, attack, surprise) => {
    const told = await observed(lab!, `${name}.pcap`, attack);
    const between = told.filter(({ family, role }) => family === 'man-in-the-middle' && role === 'actor');
    expect(between.map(({ host }) => host)).toEqual([HOSTS.attacker]);
    expect(between[0]!.surprise).toBeGreaterThanOrEqual(surprise);
    expect(new Set(accused(told))).toEqual(new Set([HOSTS.attacker]));
  },
);

it('the same hosts without arpspoof accuse nobody', async () => {
  const told = await observed(lab!, 'ordinary.pcap', ['sleep', `${ATTACK}`]);
  expect(told).toEqual([]);
});
