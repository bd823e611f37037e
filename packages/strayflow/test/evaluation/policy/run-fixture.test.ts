import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { configSchema } from '../../../src/config.js';
import { fixtureSchema } from '../../../src/evaluation/policy/fixture.js';
import { runFixture } from '../../../src/evaluation/policy/run-fixture.js';
import { parseConfig } from '../../../src/shell/config-file.js';
import { parseYaml } from '../../../src/shell/yaml-file.js';

const example = (name: string) =>
  readFileSync(new URL(`../../../../../examples/policy/${name}`, import.meta.url), 'utf8');

function run(yaml: string, config: object = {}) {
  const parsed = parseYaml(yaml, fixtureSchema);
  if ('faults' in parsed) throw new Error(JSON.stringify(parsed.faults));
  return runFixture(parsed.data, configSchema.parse(config));
}

const ATTACK = `
      - { minute: 0, host: 203.0.113.7, family: port-scan, surprise: 9, attributable: true }
      - { minute: 1, host: 203.0.113.7, family: brute-force, surprise: 9, attributable: true }`;

const testOf = (expected: string, more = '') => `
cases:
  - name: an attack
    ${more}
    evidence: ${ATTACK}
    expect: ${expected}`;

describe('a fixture', () => {
  it.each([
    ['strayflow.yaml', 'tests.yaml'],
    ['gateway.yaml', 'gateway-tests.yaml'],
  ])('passes with the policy of the examples: %s', (policy, tests) => {
    const config = parseConfig(example(policy));
    if ('faults' in config) throw new Error(JSON.stringify(config.faults));
    const outcomes = run(example(tests), config.config);
    expect(outcomes.flatMap(({ differences }) => differences)).toEqual([]);
    expect(outcomes.length).toBeGreaterThan(6);
    expect(outcomes.every(({ passed }) => passed)).toBe(true);
  });

  it('fails where the policy is another one', () => {
    const failed = run(example('tests.yaml')).filter(({ passed }) => !passed);
    expect(failed.map(({ name }) => name)).toContain('the gateway is never blocked');
  });

  it('says what differs', () => {
    const right =
      '[{ host: 203.0.113.7, action: alert }, { host: 203.0.113.7, action: block, lastsMinutes: 5 }]';
    expect(run(testOf(right))[0]!.differences).toEqual([]);
    const wrong =
      '[{ host: 203.0.113.7, action: alert, rule: mine, minute: 7 }, { host: 203.0.113.7, action: block, lastsMinutes: 60, guard: gateway }, { host: 203.0.113.7, action: block }, { host: 198.51.100.1, action: alert }]';
    const [first, second, third, fourth] = run(testOf(wrong))[0]!.differences;
    expect(first).toMatch(
      /^203\.0\.113\.7: expected rule mine, found alert-line; expected at minute 7, found at minute 0\.0\d \(alert by alert-line: risk/,
    );
    expect(second).toMatch(/expected guard gateway, found none; expected lastsMinutes 60, found 5/);
    expect(third).toBe('203.0.113.7: expected block, but nothing more was decided: its risk rose to 0.906');
    expect(fourth).toBe('198.51.100.1: expected alert, but nothing more was decided: its risk rose to 0.00');
    expect(run(testOf('[]'))[0]!.differences[0]).toMatch(/not expected: alert by alert-line/);
  });

  it('takes changes of the configuration for all cases, and for one over these', () => {
    const expected =
      '[{ host: 203.0.113.7, action: alert }, { host: 203.0.113.7, action: block, simulated: false }]';
    const ofCase = 'configuration: { policy: { own: [] } }';
    const text = `configuration: { policy: { mode: enforce, own: [203.0.113.7] } }${testOf(expected, ofCase)}`;
    expect(run(text)[0]!.differences).toEqual([]);
    expect(run(text.replace(ofCase, ''))[0]!.passed).toBe(false);
    expect(run(text.replace('enforce', 'alert'))[0]!.passed).toBe(false);
  });

  it('names faults with their lines', () => {
    const parsed = parseYaml(
      [
        'cases:',
        '  - name: a',
        '    configuration:',
        '      policy:',
        '        alertLine: 7',
        '    evidence:',
        '      - { minute: 0, host: somebody, family: port-scan, surprise: 3 }',
        '    expect: []',
        '    other: 1',
      ].join('\n'),
      fixtureSchema,
    );
    expect('faults' in parsed && parsed.faults.map(({ line, path }) => [line, path])).toEqual([
      [5, 'cases.0.configuration.policy.alertLine'],
      [7, 'cases.0.evidence.0.host'],
      [9, 'cases.0.other'],
    ]);
  });
});
