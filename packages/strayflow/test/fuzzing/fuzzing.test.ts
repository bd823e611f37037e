/** A short run of the fuzzer over every source format; `npm run fuzz` goes on for as long as it is told. */
import { expect, it } from 'vitest';
import { Campaign, FUZZ_TARGETS, inputsOf } from './index.js';

const EXECUTIONS = 60;

it('has inputs to begin with for every source format', () => {
  expect(FUZZ_TARGETS.filter(({ seeds }) => seeds.length === 0).map(({ name }) => name)).toEqual([]);
});

it('takes files of a corpus for what they are', () => {
  for (const { name, seeds } of FUZZ_TARGETS.filter((target) => target.name !== 'datagrams')) {
    expect(inputsOf(name, seeds[0]!)).toEqual([seeds[0]]);
  }
});

it.each(FUZZ_TARGETS.map((target) => [target.name, target] as const))(
  '%s keeps its books, its bounds and its results over changed inputs',
  (_, target) => {
    const findings: string[] = [];
    const campaign = new Campaign(target, {
      seed: 1,
      found: ({ detail }, smallest) =>
        findings.push(`${detail}\n${Buffer.from(smallest).toString('base64')}`),
    });
    campaign.begin();
    while (campaign.executions < EXECUTIONS) campaign.step();
    expect(findings).toEqual([]);
  },
);
