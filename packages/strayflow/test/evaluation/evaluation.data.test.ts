/** What must hold on real labelled traffic as a whole: run by `npm run evaluate -- FOLDER`. */
import { existsSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Evaluation, evaluate } from '../../src/evaluation/evaluate.js';
import { evaluationReport } from '../../src/evaluation/report.js';
import { runHere } from '../../src/learned/index.js';
import { defaultConfig } from '../../src/shell/config-file.js';

const data = process.env['STRAYFLOW_DATA'] ?? '';
if (!existsSync(data))
  throw new Error('set STRAYFLOW_DATA to the folder of data: npm run evaluate -- FOLDER');

let evaluation: Evaluation;
beforeAll(async () => {
  evaluation = await evaluate({
    folders: [data],
    selection: { only: null, folders: [] },
    config: defaultConfig(),
    version: 'test',
    run: runHere,
    begin() {},
  });
  process.stdout.write(evaluationReport(evaluation, 'npm run evaluate'));
}, 600_000);

describe('on all labelled folders', () => {
  it('no benign host reaches the block line, and at most one a capture-day the alert line', () => {
    const [alert, block] = evaluation.falseAccusations;
    expect(block!.hosts).toBe(0);
    expect(alert!.hosts).toBeLessThanOrEqual(alert!.days);
  });

  it('harmless events are called no attack', () => {
    expect(evaluation.harmless).toBeGreaterThan(0);
    expect(evaluation.calledAttacks).toBe(0);
  });

  it('risk ranks attackers above benign hosts, also where attacks are most of the flows', () => {
    const ranked = evaluation.cases.flatMap((each) => each.quality.auroc ?? []);
    expect(ranked.length).toBeGreaterThanOrEqual(3);
    expect(Math.min(...ranked)).toBeGreaterThan(0.99);
  });

  it('at least 90 % of the sources that tried five ports or more are named as scanners', () => {
    const outcomes = evaluation.cases
      .filter((each) => each.folder === 'stratosphere-008')
      .flatMap((each) => each.outcomes)
      .filter((outcome) => outcome.expectation.behaviour === 'port-scan');
    expect(outcomes).toHaveLength(53);
    expect(outcomes.filter((outcome) => outcome.found).length / outcomes.length).toBeGreaterThanOrEqual(0.9);
  });
});
