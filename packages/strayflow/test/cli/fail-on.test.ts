import { expect, it } from 'vitest';
import { parseCondition } from '../../src/cli/fail-on.js';
import { exampleAnalysis } from '../example-analysis.js';

it('compares the highest risk of an actor, not of a victim', () => {
  const analysis = exampleAnalysis();
  const highest = Math.max(
    ...analysis.hosts.filter((host) => host.role === 'actor').map((host) => host.risk),
  );
  const hosts = [...analysis.hosts, { ...analysis.hosts[0]!, role: 'victim' as const, risk: 1 }];
  expect(parseCondition(`risk>=${highest}`)({ ...analysis, hosts })).toBe(true);
  expect(parseCondition(`risk > ${highest}`)({ ...analysis, hosts })).toBe(false);
  expect(parseCondition('risk<1')({ ...analysis, hosts: [] })).toBe(true);
});

it('counts decisions', () => {
  const analysis = exampleAnalysis();
  const blocks = analysis.decisions.filter((decision) => decision.action === 'block').length;
  expect(parseCondition(`blocks>=${blocks}`)(analysis)).toBe(true);
  expect(parseCondition(`blocks>${blocks}`)(analysis)).toBe(false);
});

it.each(['risk', 'risk=0.8', 'danger>1', 'risk>=high', '', 'constructor>1'])(
  'refuses %j and says what it wants',
  (text) => {
    expect(() => parseCondition(text)).toThrow("expected a condition like 'risk>=0.8'");
  },
);
