/** `strayflow accounts` as people run it. */
import { expect, it } from 'vitest';
import { scratchFolder } from '../shell/scratch-folder.js';
import { strayflow } from './run-strayflow.js';

it('adds, lists and removes accounts, takes no weak password, and leaves an admin', async () => {
  const state = scratchFolder();
  const accounts = (args: readonly string[], input = '') =>
    strayflow(['accounts', ...args, '--state', state], { input });
  const weak = await accounts(['add', 'anna', '--role', 'admin'], 'too short\n');
  expect([weak.code, weak.stderr]).toEqual([2, expect.stringContaining('at least 12 characters')]);
  expect((await accounts(['add', 'anna', '--role', 'admin'], '')).code).toBe(2);
  expect((await accounts(['add', 'Anna'], 'correct horse battery\n')).code).toBe(2);
  expect((await accounts(['add', 'anna', '--role', 'root'], 'correct horse battery\n')).code).toBe(2);
  expect((await accounts(['add', 'anna', '--role', 'admin'], 'correct horse battery\n')).code).toBe(0);
  expect((await accounts(['add', 'anna'], 'correct horse battery\n')).code).toBe(2);
  expect((await accounts(['add', 'bert'], 'correct horse battery\r\n')).code).toBe(0);
  const list = await accounts(['list']);
  expect(list.stdout).toBe('anna  admin  never logged in\nbert  viewer  never logged in\n');
  const last = await accounts(['remove', 'anna']);
  expect([last.code, last.stderr]).toEqual([2, expect.stringContaining('the last admin')]);
  expect((await accounts(['passwd', 'carl'], 'another long password\n')).code).toBe(2);
  expect((await accounts(['passwd', 'bert'], 'another long password\n')).code).toBe(0);
  expect((await accounts(['remove', 'bert'])).code).toBe(0);
  const audit = await strayflow(['audit', 'list', '--state', state]);
  for (const kind of ['account-added', 'password-changed', 'account-removed']) {
    expect(audit.stdout).toContain(kind);
  }
  expect(audit.stdout + audit.stderr).not.toContain('horse');
}, 60_000);
