/** Real guessed passwords in the lab: to a block, and to its end, which the kernel keeps. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { HOSTS } from '../../../../examples/lab/network.mjs';
import { ActingLab, afterTick, measured, needTool, until } from './acting-lab.js';
import { sshFrom } from './ssh-client.js';
import { PASSWORD, startSshServer } from './ssh-server.js';

const BLOCK_MS = 12_000;
let place: ActingLab;

function guess(user: string): void {
  needTool('/usr/bin/hydra', 'hydra');
  const words = join(place.folder, 'words');
  writeFileSync(words, Array.from({ length: 2_000 }, (_, i) => `guess${i}\n`).join(''));
  const how = ['-I', '-t', '48', '-w', '1', '-l', user, '-P', words];
  place.lab.start('attacker', ['timeout', '40', 'hydra', ...how, `ssh://${HOSTS.server}`]);
}

afterEach(() => place.down());

it('guessed passwords end with a block within ten seconds, which the kernel ends by itself', {
  retry: 2,
}, async () => {
  place = new ActingLab(({ policy }) => {
    policy.rules[0]!.durationsMs = [BLOCK_MS];
  });
  await place.up();
  await startSshServer(place);
  await place.watch();
  const alice = await place.transferTo('alice');
  await place.judges();
  await afterTick();
  const attacked = Date.now();
  guess('admin');
  expect(await until(() => place.said.includes('BLOCKED by nftables'))).toBe(true);
  expect(measured('hydra: first guess to block', attacked)).toBeLessThan(10);
  const blocked = Date.now();
  expect(place.said).toContain(`BLOCKED by nftables: ${HOSTS.attacker}/32`);
  expect(await place.reaches('attacker')).toBe(false);
  // Nobody is left who could lift it.
  place.killWatch();
  expect(await until(() => place.reaches('attacker'))).toBe(true);
  expect(measured('the kernel: block to the next connection', blocked)).toBeLessThan(BLOCK_MS / 1_000 + 10);
  expect(alice.isClosed).toBe(false);
  expect(place.strayflow('audit', 'verify')).toContain('is whole');
});

it("guesses in few connections, OpenSSH's six in each, are told by their outcomes, and whoever mistypes is left alone", {
  retry: 2,
}, async () => {
  place = new ActingLab();
  await place.up();
  // What stands in no configuration is OpenSSH's own.
  await startSshServer(place, '', true);
  await place.watch();
  const good = join(place.folder, 'good');
  expect(await sshFrom(place, 'alice', { keys: [good] })).toContain('let in');
  expect(await sshFrom(place, 'alice', { passwords: ['mistyped', PASSWORD] })).toContain('let in');
  await place.judges();
  await afterTick();
  const attacked = Date.now();
  guess('root');
  expect(await until(() => place.said.includes('BLOCKED by nftables'))).toBe(true);
  expect(measured('hydra, six guesses a connection: first guess to block', attacked)).toBeLessThan(10);
  expect(place.said).toContain(`BLOCKED by nftables: ${HOSTS.attacker}/32`);
  expect(place.said).toMatch(/failed to log in to ssh at 10\.20\.1\.10:22 \d+ times/);
  expect(await place.reaches('attacker')).toBe(false);
  expect(await sshFrom(place, 'alice', { passwords: ['mistyped', PASSWORD] })).toContain('let in');
  expect(place.said).not.toContain(HOSTS.alice);
  expect(place.blocked()).toEqual([`${HOSTS.attacker}/32`]);
});
