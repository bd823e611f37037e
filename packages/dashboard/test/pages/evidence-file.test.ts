import { expect, it } from 'vitest';
import { hostsOf } from '../../src/pages/report/evidence-file.js';

const report = (more: object = {}) =>
  JSON.stringify({
    hosts: [
      { address: '10.0.0.1', role: 'actor', risk: 0.2, evidence: [] },
      { address: '10.0.0.9', role: 'actor', risk: 7, evidence: ['a', 'gone'] },
    ],
    evidence: [{ id: 'a', family: 'port-scan', summary: 'tried 40 ports' }],
    ...more,
  });

it('gives hosts riskiest first with the evidence that is there', () => {
  expect(hostsOf(report())).toEqual([
    {
      address: '10.0.0.9',
      role: 'actor',
      risk: 1,
      evidence: [{ id: 'a', family: 'port-scan', summary: 'tried 40 ports' }],
    },
    { address: '10.0.0.1', role: 'actor', risk: 0.2, evidence: [] },
  ]);
});

it.each(['', '[]', '{"hosts": 3, "evidence": []}', report({ evidence: [1] })])(
  'says what it wanted instead of %j',
  (text) => {
    expect(() => hostsOf(text)).toThrow(/evidence\.json/);
  },
);
