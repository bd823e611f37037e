import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { scratchFolder } from '../shell/scratch-folder.js';

const run = promisify(execFile);
const PACKAGING = fileURLToPath(new URL('../../../../packaging/', import.meta.url));
const UNIT = join(PACKAGING, 'strayflow.service');
const PROGRAM = /^ExecStart=\S+/m;

/** Of 10: what the unit leaves open, as systemd weighs it. */
const MOST_EXPOSED = 2.5;

describe('the unit', () => {
  it('is understood by systemd without a complaint', async () => {
    // The program itself is not installed here.
    const text = readFileSync(UNIT, 'utf8').replace(PROGRAM, 'ExecStart=/bin/true');
    const folder = scratchFolder({ 'strayflow.service': text });
    const { stdout, stderr } = await run('systemd-analyze', [
      'verify',
      '--man=no',
      join(folder, 'strayflow.service'),
    ]);
    expect(stdout + stderr).toBe('');
  });

  it('with a setting that systemd does not know is complained about', async () => {
    const text = readFileSync(UNIT, 'utf8').replace(PROGRAM, 'ExecStart=/bin/true\nProtectEverything=yes');
    const folder = scratchFolder({ 'strayflow.service': text });
    const { stderr } = await run('systemd-analyze', [
      'verify',
      '--man=no',
      join(folder, 'strayflow.service'),
    ]);
    expect(stderr).toContain('ProtectEverything');
  });

  it(`leaves no more open than ${MOST_EXPOSED} of 10`, async () => {
    const bound = ['--offline=true', '--no-pager', `--threshold=${10 * MOST_EXPOSED}`];
    const { stdout } = await run('systemd-analyze', ['security', ...bound, UNIT]);
    const exposure = Number(/Overall exposure level for \S+: ([\d.]+)/.exec(stdout)?.[1]);
    expect(exposure).toBeGreaterThan(0);
    expect(exposure).toBeLessThanOrEqual(MOST_EXPOSED);
  });

  it('gives a stop more time than the server may take to end', () => {
    const seconds = Number(/^TimeoutStopSec=(\d+)s$/m.exec(readFileSync(UNIT, 'utf8'))?.[1]);
    expect(seconds).toBeGreaterThan(30);
  });
});
