import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scratchFolder } from '../shell/scratch-folder.js';
import { writeLogs } from './generated-logs.js';
import { LAB, strayflow } from './run-strayflow.js';

describe('strayflow train and strayflow models', () => {
  it('learn, keep versions, say what changed, promote and roll back', async () => {
    const cwd = scratchFolder();
    writeLogs(cwd, 1, 4_000, 2);
    const config = ['--store', 'models'];
    const first = await strayflow(
      ['train', join(LAB, 'captures/ordinary.pcap.gz'), '-o', 'a.model', ...config],
      { cwd },
    );
    expect(first.code, first.stderr).toBe(0);
    expect(first.stdout).toMatch(/^Learned from \d+ different ones of 2368 flows\.\n/);
    expect(first.stdout).toContain('Nobody was left out.');
    const second = await strayflow(['train', 'sensor-0.csv', '-o', 'b.model', ...config], { cwd });
    expect(second.code, second.stderr).toBe(0);
    expect(second.stdout).toMatch(
      /Left out: .*10\.0\.9\.0.*, and all that happened in \d+ windows of five minutes\./,
    );

    const diff = await strayflow(['models', 'diff', 'models', '1', '2'], { cwd });
    expect(diff.code, diff.stderr).toBe(0);
    expect(diff.stdout).toMatch(/flows: learned from \d+ of 2368 before, \d+ of \d+ now\n/);
    expect(diff.stdout).toMatch(/ before, .* now \(KS \d\.\d\d, PSI [\d.]+\)/);
    for (const version of ['1', '2']) {
      expect((await strayflow(['models', 'promote', 'models', version], { cwd })).code).toBe(0);
    }
    expect((await strayflow(['models', 'rollback', 'models'], { cwd })).stdout).toMatch(
      /^Version 1 is current again/,
    );
    expect((await strayflow(['models', 'list', 'models'], { cwd })).stdout).toMatch(/^1 \(current\) /m);
    expect(existsSync(join(cwd, 'models/current.model'))).toBe(true);
    const wrong = await strayflow(['models', 'promote', 'models', '7'], { cwd });
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('has no version 7');
  }, 120_000);
});
