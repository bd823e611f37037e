import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { saveModels } from '../../../src/learned/index.js';
import { FollowedModels } from '../../../src/shell/live/followed-models.js';
import { baselineAlone } from '../../learned/baseline-alone.js';
import { scratchFolder } from '../scratch-folder.js';

let saved: (seed: number) => Uint8Array;

beforeAll(async () => {
  const models = await baselineAlone();
  saved = (seed) => saveModels(models(seed));
});

it('models that take the place of others are given once, and broken ones never', () => {
  const path = join(scratchFolder(), 'current.model');
  const warnings: string[] = [];
  const followed = new FollowedModels(path, '', (text) => void warnings.push(text));
  expect(followed.look()).toBeNull();
  writeFileSync(path, saved(1));
  const first = followed.look();
  expect(first).toMatchObject({ learned: { seed: 1 } });
  expect(followed.look()).toBeNull();
  writeFileSync(path, 'no models');
  expect(followed.look()).toBeNull();
  expect(followed.look()).toBeNull();
  expect(warnings).toEqual([expect.stringContaining('New models are not used, those before go on')]);
  rmSync(path);
  expect(followed.look()).toBeNull();
  // The same again is nothing new.
  writeFileSync(path, saved(1));
  expect(followed.look()).toBeNull();
  writeFileSync(path, saved(2));
  expect(followed.look()).toMatchObject({ learned: { seed: 2 } });
});
