/** Models learned from the history of a real watch, by the command `train` in a process of its own. */
import { existsSync, readdirSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configSchema } from '../../../../src/config.js';
import { Retraining } from '../../../../src/shell/live/background/retraining.js';
import { FollowedModels } from '../../../../src/shell/live/followed-models.js';
import { CURRENT, folderOfModels, listModels } from '../../../../src/shell/model-store.js';
import { storedPrefixes } from '../../../../src/shell/stored-network.js';
import { MAIN, strayflow } from '../../../cli/run-strayflow.js';
import { webLog } from '../../../cli/web-log.js';
import { scratchFolder } from '../../scratch-folder.js';

const HOUR = 3_600_000;
let state: string;
let now: number;
let warnings: string[];

beforeEach(async () => {
  const cwd = scratchFolder({ 'a.csv': webLog(1, 300, true) });
  state = join(cwd, 'state');
  const watched = await strayflow(['watch', 'a.csv', '--until-end', '--state', state, '-i', '10.0.0.0/24'], {
    cwd,
  });
  expect(watched.code, watched.stderr).toBe(0);
  now = Date.now();
  warnings = [];
});

const open: Retraining[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.stop();
});

function retraining(retrain: object = {}): Retraining {
  const made = new Retraining({
    config: configSchema.parse({ watch: { state, retrain } }),
    program: [process.execPath, MAIN],
    options: [],
    internal: () => storedPrefixes(state),
    wall: () => now,
    warning: (text) => void warnings.push(text),
  });
  open.push(made);
  return made;
}

async function round(learning: Retraining): Promise<readonly number[]> {
  learning.look();
  await learning.ended;
  return listModels(folderOfModels(state)).map(({ version }) => version);
}

describe('models of a network', () => {
  it('are learned when there is history of a day, then every day, and judge at once', async () => {
    const followed = new FollowedModels(join(folderOfModels(state), CURRENT), '', () => undefined);
    const learning = retraining({ keep: 2 });
    now += 23 * HOUR;
    expect(await round(learning)).toEqual([]);
    now += 2 * HOUR;
    expect(await round(learning)).toEqual([1]);
    expect(warnings).toEqual([]);
    expect(followed.look()).toMatchObject({ learned: { flow: { seen: 6_400 } } });
    expect(await round(learning)).toEqual([1]);
    // Another run looks at when the last one was added.
    now = Date.now();
    expect(await round(retraining({ keep: 2 }))).toEqual([1]);
    now += 25 * HOUR;
    for (const versions of [
      [1, 2],
      [2, 3],
      [3, 4],
    ]) {
      now += 25 * HOUR;
      expect(await round(learning)).toEqual(versions);
    }
    expect(warnings).toEqual([]);
  }, 120_000);

  it('wait for a person where they are not to judge at once', async () => {
    const learning = retraining({ promote: false });
    now += 25 * HOUR;
    expect(await round(learning)).toEqual([1]);
    expect(existsSync(join(folderOfModels(state), CURRENT))).toBe(false);
  }, 60_000);

  it('are not touched by a training that fails, which is said, and tried again after an hour', async () => {
    const flows = join(state, 'history', 'flows');
    for (const name of readdirSync(flows)) truncateSync(join(flows, name), 100);
    const learning = retraining();
    now += 25 * HOUR;
    expect(await round(learning)).toEqual([]);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('those before go on');
    expect(warnings[0]).toContain('.parquet');
    now += HOUR - 1;
    await round(learning);
    expect(warnings).toHaveLength(1);
    now += 1;
    await round(learning);
    expect(warnings).toHaveLength(2);
  }, 60_000);
});
