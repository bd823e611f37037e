/** The self-test over a small log of its own: fifteen attacks in some ten copies. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { selfTestReport } from '../../../src/evaluation/selftest/report.js';
import { type SelfTest, selfTest } from '../../../src/evaluation/selftest/selftest.js';
import { runHere } from '../../../src/learned/index.js';
import { defaultConfig } from '../../../src/shell/config-file.js';
import { resolveInputs } from '../../../src/shell/inputs.js';
import { writeTraffic } from '../labelled-folder.js';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'strayflow-selftest-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const run = async (path: string, internal: readonly string[] = ['10.0.0.0/24']): Promise<SelfTest> =>
  selfTest({
    files: await resolveInputs([path]),
    config: { ...defaultConfig(), internal: [...internal] },
    version: '1.2.3',
    run: runHere,
    begin() {},
  });

describe('a self-test', () => {
  let test: SelfTest;
  beforeAll(async () => {
    test = await run(writeTraffic(root, false, 150));
  });
  const result = (behaviour: string, strength: string) =>
    test.results.find((each) => each.behaviour === behaviour && each.strength === strength)!;

  it('tells of every attack in every strength, in order', () => {
    expect(test.results).toHaveLength(15);
    expect(test.results.slice(0, 3).map((each) => [each.behaviour, each.strength])).toEqual([
      ['brute-force', 'weak'],
      ['brute-force', 'medium'],
      ['brute-force', 'strong'],
    ]);
  });

  it.each(['port-scan', 'brute-force', 'flood'])('sees a strong %s soon, and not without it', (behaviour) => {
    const seen = result(behaviour, 'strong');
    expect(seen).toMatchObject({ seen: true, reason: null, toldWithout: false });
    expect(seen.seenAt).toBeGreaterThanOrEqual(seen.start);
    expect(seen.delaySeconds).toBeLessThan(60);
    expect(seen.risk).toBeGreaterThanOrEqual(0.5);
  });

  it('lets only hosts of the traffic play a part', () => {
    for (const { attacker, against, behaviour } of test.results) {
      if (behaviour === 'flood') expect(attacker).toBeNull();
      else expect(attacker).toMatch(/^10\.0\.0\.\d+$/);
      expect(against).toMatch(/^(10\.0\.0|192\.0\.2)\.\d+$/);
    }
  });

  it('says of what was missed what it takes, and names nothing that was told without it', () => {
    const missed = test.results.filter(({ seen }) => !seen);
    expect(missed.length).toBeGreaterThan(0);
    const text = selfTestReport(test, 'strayflow selftest traffic.csv');
    for (const { takes, told, reason, ordinary, attacker, strength, what } of missed) {
      expect(reason).not.toBeNull();
      expect(text).toContain(takes);
      expect(text).toContain(`  * ${strength}, ${what}: ${told === null ? reason : 'told, but at risk'}`);
      if (ordinary !== null) expect(ordinary).toMatch(new RegExp(`^${attacker} has up to .* without it$`));
    }
    for (const { takes, told, ordinary } of test.results.filter(({ seen }) => seen)) {
      expect([takes, told, ordinary]).toEqual([null, null, null]);
    }
  });

  it('reads as Markdown that names its command', () => {
    const text = selfTestReport(test, 'strayflow selftest traffic.csv');
    expect(text).toContain('Made by `strayflow selftest traffic.csv` (strayflow 1.2.3, seed 1).');
    expect(text).toMatch(/of 15 injected attacks would have been seen/);
    expect(text).toMatch(/\| flood +\| strong +\| 20000 SYN/);
  });
});

describe('traffic without room', () => {
  it('of a few seconds is refused', async () => {
    const path = join(root, 'short.csv');
    writeFileSync(
      path,
      'time,source,destination,protocol,state\n1700000000,10.0.0.1,192.0.2.1,6,SF\n1700000001,10.0.0.1,192.0.2.1,6,SF\n',
    );
    await expect(run(path)).rejects.toThrow(/shorter than 10 s/);
  });

  it('without an outside is refused with what to do', async () => {
    await expect(run(join(root, 'traffic.csv'), ['0.0.0.0/0'])).rejects.toThrow(
      /no host outside the internal network/,
    );
  });
});
