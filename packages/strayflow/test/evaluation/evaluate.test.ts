import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Evaluation, evaluate, type Selection } from '../../src/evaluation/evaluate.js';
import { evaluationReport } from '../../src/evaluation/report.js';
import { runHere } from '../../src/learned/index.js';
import { defaultConfig } from '../../src/shell/config-file.js';
import { SCAN_TRUTH, writeTraffic, writeTruth } from './labelled-folder.js';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'strayflow-evaluate-'));
  for (const [name, withScan] of [
    ['office', true],
    ['calm', false],
  ] as const) {
    writeTraffic(join(root, name), withScan);
  }
  writeTruth(join(root, 'office'), SCAN_TRUTH);
  writeTruth(join(root, 'calm'), {
    internal: ['10.0.0.0/24'],
    inputs: { 'traffic.csv': { attackers: { '10.0.0.10': ['dns-tunnel'] } } },
  });
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const run = (selection: Partial<Selection> = {}): Promise<Evaluation> =>
  evaluate({
    folders: [root],
    selection: { only: null, folders: [], ...selection },
    config: defaultConfig(),
    version: '1.2.3',
    run: runHere,
    begin() {},
  });

describe('an evaluation', () => {
  let all: Evaluation;
  beforeAll(async () => {
    all = await run();
  }, 60_000);

  it('finds the scan soon after its start, and says what it missed', () => {
    expect(all).toMatchObject({ named: 2, found: 1, recall: 0.5 });
    const [calm, office] = all.cases;
    expect(calm!.outcomes[0]).toMatchObject({ found: false });
    const [scan] = office!.outcomes;
    expect(scan).toMatchObject({ found: true, reason: null });
    expect(scan!.delaySeconds).toBeGreaterThan(0);
    expect(scan!.delaySeconds).toBeLessThan(30);
  });

  it('counts by behaviour, and events that left no sign apart', () => {
    const office = all.behaviours.find((each) => each.behaviour === 'port-scan');
    expect(office).toMatchObject({ named: 1, found: 1, recall: 1, right: 1, wrong: 0, precision: 1 });
    expect(all.cases[1]!.invisible).toEqual(['brute-force']);
  });

  it('ranks hosts and labelled flows', () => {
    const { quality, labelled } = all.cases[1]!;
    expect(quality).toMatchObject({ malicious: 1, benign: 32, auroc: 1, falselyAccused: [] });
    expect(labelled).toMatchObject({ malicious: 60, benign: 1_500, unlabelled: 0, reason: null });
    expect(labelled!.models.map((each) => each.model)).toContain('isolation-forest');
    expect(labelled!.models[0]!.model).toBe('combined');
  });

  it('gives false accusations a day with their uncertainty', () => {
    const [alert] = all.falseAccusations;
    expect(alert).toMatchObject({ line: 0.5, hosts: 0, perDay: 0 });
    expect(alert!.interval!.high).toBeCloseTo(3.688879 / alert!.days, 3);
  });

  it('is the same every time', async () => {
    expect(JSON.stringify(await run())).toBe(JSON.stringify(all));
  });

  it('of one behaviour runs only what names it', async () => {
    const scans = await run({ only: 'port-scan' });
    expect(scans.cases.map((each) => each.folder)).toEqual(['office']);
    expect(scans.named).toBe(1);
    const calm = await run({ only: 'port-scan', folders: ['calm'] });
    expect(calm).toMatchObject({ named: 0, recall: null });
    expect(calm.cases.map((each) => each.folder)).toEqual(['calm']);
  });

  it('reads as Markdown that names its command', () => {
    const text = evaluationReport(all, 'strayflow evaluate data');
    expect(text).toContain('Made by `strayflow evaluate data` (strayflow 1.2.3, seed 1).');
    expect(text).toMatch(/\| port-scan +\| 1 +\| 1 +\| 1\.000 +\|/);
    expect(text).toMatch(/\| calm\/traffic\.csv +\| dns-tunnel +\| 10\.0\.0\.10 +\|/);
    expect(text).not.toContain(root);
  });
});

describe('a truth whose labels are not in the input', () => {
  it('is refused by the name of the column', async () => {
    const folder = join(root, 'wrong');
    writeTraffic(folder, false, 50);
    writeTruth(folder, {
      inputs: { 'traffic.csv': {} },
      flowLabel: { column: 'verdict', malicious: [], benign: [] },
    });
    await expect(run({ folders: ['wrong'] })).rejects.toThrow(/has no column "verdict"/);
  });
});
