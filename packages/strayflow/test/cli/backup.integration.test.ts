/** The state is backed up while `strayflow watch` works with it: whatever the moment, a restored one goes on to the same end. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeLogs } from './generated-logs.js';
import { strayflow } from './run-strayflow.js';
import { isAtWork, readState, startWatch, until } from './watch-process.js';

const BACKUPS = 6;
const LOGS = 3;
const ROWS = 15_000;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'strayflow-backup-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('a backup of a state that is being written', () => {
  it('goes on where it was made, and comes to the evidence, decisions, history and counts of an undisturbed run', async () => {
    const config = join(folder, 'often.yaml');
    writeFileSync(
      config,
      'watch: { checkpoint: { rows: 1000, seconds: 0.05, bytesPerSecond: 1000000000 } }\n',
    );
    const args = [
      '--until-end',
      '--config',
      config,
      '--internal',
      '10.0.0.0/8',
      ...writeLogs(folder, LOGS, ROWS, 5),
    ];
    const state = join(folder, 'state');
    const watching = startWatch(state, args);
    let hasEnded = false;
    watching.ended.then(() => {
      hasEnded = true;
    });
    await until(watching, () => isAtWork(state, watching.pid));
    const backups: string[] = [];
    while (!hasEnded && backups.length < BACKUPS) {
      const backup = join(folder, `backup-${backups.length}`);
      const made = await strayflow(['backup', backup, '--state', state]);
      expect(made.code, made.stderr).toBe(0);
      backups.push(backup);
    }
    expect(await watching.ended, watching.stderr()).toBe(0);
    expect(backups.length).toBeGreaterThan(1);
    const expected = await readState(state);
    expect(expected.evidence.length).toBeGreaterThan(0);
    expect(expected.history).toHaveLength(LOGS * ROWS);
    const rowsWhenMade: number[] = [];
    for (const backup of backups) {
      const restored = `${backup}-restored`;
      const back = await strayflow(['restore', backup, '--state', restored]);
      expect(back.code, back.stderr).toBe(0);
      expect(back.stdout).toContain(`${restored} is as it was at `);
      rowsWhenMade.push((await readState(restored)).history.length);
      const onward = startWatch(restored, args);
      expect(await onward.ended, onward.stderr()).toBe(0);
      expect(await readState(restored)).toEqual(expected);
    }
    expect(rowsWhenMade.some((rows) => rows < LOGS * ROWS)).toBe(true);
  }, 180_000);
});
