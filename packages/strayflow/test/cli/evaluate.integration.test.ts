/** `strayflow evaluate` and `strayflow selftest` as a user runs them. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SCAN_TRUTH, writeTraffic, writeTruth } from '../evaluation/labelled-folder.js';
import { strayflow } from './run-strayflow.js';

let root: string;
let office: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'strayflow-evaluate-'));
  office = join(root, 'office');
  writeTraffic(office, true);
  writeTruth(office, SCAN_TRUTH);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('strayflow evaluate', () => {
  it('prints the table, writes the same to a file, and names no path of the machine', async () => {
    const out = join(root, 'evaluation.md');
    const { code, stdout, stderr } = await strayflow(['evaluate', office, '--out', out]);
    expect(code, stderr).toBe(0);
    expect(readFileSync(out, 'utf8')).toBe(stdout);
    expect(stdout).toContain('Made by `strayflow evaluate office`');
    expect(stdout).not.toContain(root);
  });

  it('prints and writes JSON', async () => {
    const out = join(root, 'evaluation.json');
    const { code, stdout } = await strayflow(['evaluate', root, '--json', '--out', out]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ named: 1, found: 1, recall: 1 });
    expect(readFileSync(out, 'utf8')).toBe(stdout);
  });

  it.each([
    ['recall is low', ['--fail-under', '1'], { attackers: { '10.0.0.11': ['dns-tunnel'] } }, 1],
    ['recall is high enough', ['--fail-under', '1'], {}, 0],
    ['a benign host is accused', ['--fail-over', '0'], { attackers: {}, events: [] }, 1],
    ['so many benign hosts may be accused', ['--fail-over', '1'], { attackers: {}, events: [] }, 0],
  ])('says by its exit code when %s', async (_, flags, over, code) => {
    const folder = join(root, 'gate');
    writeTraffic(folder, true);
    writeTruth(folder, { ...SCAN_TRUTH, ...over });
    const outcome = await strayflow(['evaluate', folder, ...flags]);
    expect(outcome.code, outcome.stderr + outcome.stdout).toBe(code);
    rmSync(folder, { recursive: true });
  });

  it('refuses a truth with a misspelt key, by file and key', async () => {
    const folder = join(root, 'misspelt');
    writeTraffic(folder, false, 50);
    writeTruth(folder, { inputs: { 'traffic.csv': {} }, atackers: {} });
    const { code, stderr } = await strayflow(['evaluate', folder]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/error truth-invalid: .*truth\.json: Unrecognized key: "atackers"/);
    expect(stderr).toContain('what to do:');
  });
});

describe('strayflow selftest', () => {
  it('tells what would be seen, and the same as JSON', async () => {
    const path = writeTraffic(join(root, 'own'), false, 150);
    const { code, stdout, stderr } = await strayflow([
      'selftest',
      path,
      '--internal',
      '10.0.0.0/24',
      '--json',
    ]);
    expect(code, stderr).toBe(0);
    const test = JSON.parse(stdout) as { results: readonly { behaviour: string; seen: boolean }[] };
    expect(test.results).toHaveLength(15);
    expect(test.results.filter((each) => each.behaviour === 'flood').every((each) => each.seen)).toBe(true);
  });
});
