/** `strayflow policy` as people run it, on the lab's capture. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeModels } from '../../src/shell/model-file.js';
import { baselineAlone } from '../learned/baseline-alone.js';
import { LAB, strayflow } from './run-strayflow.js';

const EXAMPLES = fileURLToPath(new URL('../../../../examples/policy/', import.meta.url));
const CAPTURE = `${LAB}captures/attacked.pcap.gz`;
const CONFIG = ['--config', `${LAB}strayflow.yaml`];
const ATTACKER = '10.20.0.66';

let folder: string;
let report: string;
let state: string;
let changed: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'strayflow-policy-'));
  report = join(folder, 'report');
  state = join(folder, 'state');
  changed = join(folder, 'changed.yaml');
  writeFileSync(
    changed,
    [
      'internal: [10.20.0.0/23]',
      'policy:',
      '  mode: enforce',
      '  rules:',
      '    - name: inside',
      '      when: { risk: 0.8, hosts: [internal] }',
      '      do: quarantine',
      '      mode: approve',
    ].join('\n'),
  );
  const analysed = await strayflow(['analyze', CAPTURE, ...CONFIG, '--report', report]);
  expect(analysed.code, analysed.stderr).toBe(0);
  const watched = await strayflow(['watch', CAPTURE, ...CONFIG, '--until-end', '--state', state]);
  expect(watched.code, watched.stderr).toBe(0);
}, 240_000);
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const PRESENT = ['--current', `${LAB}strayflow.yaml`];

describe('strayflow policy test', () => {
  it('passes with the policy of the examples, and says where another one differs', async () => {
    const fixtures = `${EXAMPLES}tests.yaml`;
    const passed = await strayflow(['policy', 'test', fixtures, '--config', `${EXAMPLES}strayflow.yaml`]);
    expect(passed.stdout).toMatch(/ cases, 0 failed\n$/);
    expect(passed.code).toBe(0);
    const gateway = [`${EXAMPLES}gateway-tests.yaml`, '--config', `${EXAMPLES}gateway.yaml`];
    expect((await strayflow(['policy', 'test', ...gateway])).stdout).toMatch(/ cases, 0 failed\n$/);
    const failed = await strayflow(['policy', 'test', fixtures, '--json']);
    expect(failed.code).toBe(1);
    const { files } = JSON.parse(failed.stdout) as {
      files: { cases: { name: string; passed: boolean; differences: string[] }[] }[];
    };
    const spared = files[0]!.cases.find(({ name }) => name === 'the gateway is never blocked');
    expect(spared).toMatchObject({ passed: false });
    expect(spared!.differences[0]).toContain('expected guard gateway, found none');
  });

  it('names every fault of a fixture with its line', async () => {
    const file = join(folder, 'faulty.yaml');
    writeFileSync(file, 'cases:\n  - name: a\n    evidence: []\n    expect: []\n    oops: 1\n');
    const { code, stderr } = await strayflow(['policy', 'test', file]);
    expect(code).toBe(2);
    expect(stderr).toContain(`${file}:3: cases.0.evidence`);
    expect(stderr).toContain(`${file}:5: cases.0.oops`);
    const missing = await strayflow(['policy', 'test', join(folder, 'none.yaml')]);
    expect(missing.code).toBe(3);
  });
});

describe('strayflow policy show', () => {
  it('reads the rules aloud', async () => {
    const { code, stdout } = await strayflow(['policy', 'show', '--config', changed]);
    expect(code).toBe(0);
    expect(stdout).toContain('Rule inside: where the risk is 0.80 or more');
  });
});

describe('strayflow policy explain', () => {
  it('says of a report and of a state why the attacker was not blocked', async () => {
    for (const where of [[report], ['--state', state]]) {
      const { code, stdout, stderr } = await strayflow(['policy', 'explain', ATTACKER, ...where, ...CONFIG]);
      expect(code, stderr).toBe(0);
      expect(stdout).toContain('the block line 0.80 is reached');
      expect(stdout).toMatch(/HOLDS BACK {2}whether it is on the right side .*\(internal\)/);
      expect(stdout).toContain('Verdict: alert, by guard:internal');
      expect(stdout).toContain('For a block it would have needed:');
    }
  });

  it('says who is known when it is asked about somebody else', async () => {
    const { code, stderr } = await strayflow(['policy', 'explain', '192.0.2.1', report]);
    expect(code).toBe(2);
    expect(stderr).toContain('there is no evidence about 192.0.2.1');
    expect(stderr).toContain(ATTACKER);
  });
});

describe('strayflow policy preview', () => {
  it('says what a change gains, with what is known by the truth', async () => {
    const args = ['policy', 'preview', report, '--config', changed, ...PRESENT];
    const { code, stdout, stderr } = await strayflow([...args, '--truth', `${LAB}captures`]);
    expect(code, stderr).toBe(0);
    expect(stdout).toContain('Newly blocked: 1 host; known: 1 rightly accused, 0 wrongly');
    expect(stdout).toContain(`${ATTACKER} [an attacker, by the truth]  by inside:`);
    expect(stdout).toContain('1 once a person agrees');
    const back = await strayflow(['policy', 'preview', report, ...CONFIG, '--current', changed, '--json']);
    expect(JSON.parse(back.stdout)).toMatchObject({
      newlyBlocked: [],
      noLongerBlocked: [{ host: ATTACKER, after: { blocked: false } }],
      heldBack: { internal: [ATTACKER] },
    });
  });

  it('takes what watch stored, and leaves it as it is', async () => {
    const before = readFileSync(join(state, 'state.db'));
    const { code, stdout, stderr } = await strayflow([
      ...['policy', 'preview', '--state', state, '--config', changed, ...PRESENT],
    ]);
    expect(code, stderr).toBe(0);
    expect(stdout).toContain('Newly blocked: 1 host');
    expect(stdout).toContain('What was decided then: 0 hosts blocked');
    expect(readFileSync(join(state, 'state.db')).equals(before)).toBe(true);
    const none = await strayflow(['policy', 'preview', '--state', join(folder, 'none'), '--config', changed]);
    expect(none.code).toBe(3);
  });

  it('takes the alert line that the budget makes of the models, or says why it cannot', async () => {
    const asked = join(folder, 'budget.yaml');
    writeFileSync(asked, 'internal: [10.20.0.0/23]\npolicy: { mode: alert, alertBudget: 1 }\n');
    const model = join(folder, 'some.model');
    const peaks = Array.from({ length: 50 }, () => 0.74);
    const alarms = { days: 10, hosts: 100, peaks };
    writeModels(model, { ...(await baselineAlone())(1), alarms });
    const args = ['policy', 'preview', report, '--config', asked, ...PRESENT];
    const without = await strayflow(args);
    expect(without.stdout).toContain(`${asked}: policy.alertBudget is not applied: At most 1 a day cannot`);
    const { code, stdout, stderr } = await strayflow([...args, '--model', model]);
    expect(code, stderr).toBe(0);
    expect(stdout).toContain(`${asked}: alert line 0.50 -> 0.75 by policy.alertBudget.`);
    // The present policy asks for no budget: whoever stays under the raised line is told of by it alone.
    expect(stdout).toMatch(/No longer told of: [1-9]/);
    expect(without.stdout).not.toMatch(/No longer told of: [1-9]/);
    const explain = ['policy', 'explain', ATTACKER, report, '--config', asked, '--model', model];
    expect((await strayflow(explain)).stdout).toContain('alert line 0.50 -> 0.75');
  });
});
