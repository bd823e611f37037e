import { expect, it } from 'vitest';
import { policyOptionsSchema, policyWords } from '../../src/policy/index.js';

it('a policy is read aloud', () => {
  const options = policyOptionsSchema.parse({
    mode: 'enforce',
    rules: [
      {
        name: 'books',
        when: {
          risk: 0.6,
          families: ['port-scan', 'brute-force'],
          hosts: ['external'],
          importance: 'critical',
          times: { days: ['sat', 'sun'], from: '22:00', to: '06:00', offsetMinutes: 60 },
        },
        do: 'block',
        mode: 'approve',
      },
      { name: 'backup', when: { role: 'victim', notHosts: ['10.0.0.0/8'], leastFamilies: 2 }, do: 'ignore' },
    ],
    allow: [
      {
        prefix: '198.51.100.7',
        reason: 'our scanner',
        families: ['port-scan'],
        ports: [22, 80],
        direction: 'in',
      },
    ],
    gateways: ['10.0.0.1'],
    assets: [{ prefix: '10.0.5.0/24', importance: 'critical', name: 'the books' }],
  });
  const words = policyWords(options);
  expect(words.slice(0, 4)).toEqual([
    'The policy enforces: strayflow watch blocks.',
    'Rule books: where the risk is 0.60 or more, the host acted, there is 1 family of evidence or more, there is evidence of port-scan or brute-force, the host is external, it is sat or sun from 22:00 to 06:00, by a clock 60 minutes before UTC and the host, or one that it acted on, is an asset of critical importance, it is blocked once a person has agreed, for 5 min, then 1 h, then 24 h.',
    'Rule backup: where the risk is 0.50 or more, it was done to the host, there are 2 families of evidence or more and the host is not in 10.0.0.0/8, nothing is done and nobody is told.',
    'Where no rule holds: from a risk of 0.50 a host is alerted, from 0.80 it is blocked, for 5 min, then 1 h, then 24 h; a block within 7 days of the last is a repetition.',
  ]);
  expect(words).toContain(
    'Spared: 198.51.100.7 is never blocked for port-scan, for port 22 and 80, for traffic into the observed network (our scanner).',
  );
  expect(words).toContain('Never blocked, as gateways: 10.0.0.1.');
  expect(words).toContain('Asset: 10.0.5.0/24, the books, is of critical importance.');
});
