/** A configuration file that is edited while a watch runs. */
import { renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { readConfig } from '../../src/shell/config-file.js';
import { FollowedConfig } from '../../src/shell/followed-config.js';
import { scratchFolder } from './scratch-folder.js';

let path: string;
let warnings: string[];
let saved: number;
let followed: FollowedConfig;

function save(text: string): void {
  const part = `${path}.part`;
  writeFileSync(part, text);
  // Each has a time of its own, however fast the test is.
  utimesSync(part, ++saved, saved);
  renameSync(part, path);
  followed?.look();
}

beforeEach(() => {
  path = join(
    scratchFolder({ 'strayflow.yaml': 'site: home\npolicy: { mode: observe }\n' }),
    'strayflow.yaml',
  );
  warnings = [];
  saved = 1_700_000_000;
  followed = new FollowedConfig(path, readConfig(path), (text) => void warnings.push(text));
  followed.look();
});

it('is followed in its policy and in the schedule of reports', () => {
  const { policy } = followed;
  save('site: home # ours\npolicy: { mode: observe } # for now\n');
  expect(followed.policy).toBe(policy);
  save('site: home\npolicy: { mode: alert }\nwatch: { reports: { everyHours: 6 } }\n');
  expect(followed.policy.mode).toBe('alert');
  expect(followed.reports.everyHours).toBe(6);
  expect(warnings).toEqual([]);
});

it('keeps what was in force where the new one cannot be used, and says so once', () => {
  const { policy } = followed;
  save('site: home\npolicy:\n  mode: strict\n');
  followed.look();
  expect(followed.policy).toBe(policy);
  expect(warnings).toEqual([
    expect.stringMatching(/cannot be used; what was in force goes on: line 3: policy\.mode/),
  ]);
  save('policy: { mode: *x }\n');
  save('policy: [\n');
  rmSync(path);
  followed.look();
  followed.look();
  expect(warnings).toHaveLength(4);
  expect(followed.policy).toBe(policy);
  save('policy: { mode: enforce }\n');
  expect(followed.policy.mode).toBe('enforce');
});

it('says which other sections wait for a restart, and follows the policy all the same', () => {
  save('site: office\nwatch: { latenessSeconds: 5 }\npolicy: { mode: alert }\n');
  expect(warnings).toEqual([expect.stringContaining('changed in site and watch.latenessSeconds too')]);
  expect(followed.policy.mode).toBe('alert');
  save('site: office\nwatch: { latenessSeconds: 5 }\npolicy: { mode: observe }\n');
  expect(warnings).toHaveLength(1);
  expect(followed.waiting).toEqual(['site', 'watch.latenessSeconds']);
  save('site: home\n');
  expect(warnings).toHaveLength(1);
  expect(followed.waiting).toEqual([]);
});

it('follows what was changed between reading and watching', () => {
  const given = readConfig(path);
  save('site: home\npolicy: { mode: alert }\n');
  const late = new FollowedConfig(path, given, () => undefined);
  expect(late.policy.mode).toBe('observe');
  late.look();
  expect(late.policy.mode).toBe('alert');
});
