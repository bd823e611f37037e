import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isLike } from '../../src/behaviours/rule/compile.js';
import { ruleSchema } from '../../src/behaviours/rule/options.js';
import { rule } from '../../src/behaviours/rule.js';
import { isWithin } from '../../src/model/weekly-times.js';
import type { FactRow } from '../fact-rows.js';
import { type FlowRow, START, UNANSWERED } from '../flow-rows.js';
import { latest } from './drive.js';
import { driveFacts } from './drive-facts.js';

type Row = Partial<FlowRow>;
const TELNET = {
  name: 'telnet-out',
  on: 'flow',
  match: { source: ['internal'], destination: ['external'], ports: [23, '2323-2324'], protocols: ['tcp'] },
  summary: 'opened {count} telnet flows to {peer} within {window}',
};
const find = (given: object, flows: readonly Row[], facts: readonly FactRow[] = []) =>
  latest(driveFacts(rule, facts, flows, { options: { rules: [given] } }));
const flow: Row = { source: '10.0.0.9', destination: '203.0.113.7', destinationPort: 23 };
const times = (count: number, each: (i: number) => Row): readonly Row[] =>
  Array.from({ length: count }, (_, i) => ({ ...flow, time: START + 10_000 * i, ...each(i) }));
const faults = (given: object) =>
  ruleSchema.safeParse({ ...TELNET, ...given }).error?.issues.map(({ path }) => path.join('.')) ?? [];

describe('rules of the user', () => {
  it('say their sentence about the host that did it, with its records', () => {
    const [evidence, ...more] = find(TELNET, [flow, { ...flow, destinationPort: 2324, time: START + 1_000 }]);
    expect(more).toEqual([]);
    expect(evidence).toMatchObject({
      ...{ family: 'rule', host: '10.0.0.9', peer: '203.0.113.7', role: 'actor', surprise: 2.5 },
      ...{ recordCount: 2, attributable: true },
    });
    expect(evidence!.summary).toBe(
      'opened 2 telnet flows to 203.0.113.7 within 300 s (rule telnet-out)'.replace('300 s', '5 min'),
    );
  });

  it('hold only where all that they name holds', () => {
    for (const other of [
      { destinationPort: 22 },
      { destinationPort: null },
      { protocol: 17 },
      { protocol: null },
      { source: '198.51.100.1' },
      { destination: '10.0.0.5' },
      { initiatorKnown: false },
    ])
      expect(find(TELNET, [{ ...flow, ...other }])).toEqual([]);
  });

  it('know sizes, lengths, states and services, and unknown values hold for nothing', () => {
    const big = { ...TELNET, match: { minBytes: 10_000, maxDurationMs: 500 } };
    expect(find(big, [flow])).toHaveLength(1);
    expect(find(big, [{ ...flow, bytesSent: 1_999 }])).toEqual([]);
    expect(find(big, [{ ...flow, bytesSent: null }])).toEqual([]);
    expect(find(big, [{ ...flow, durationMs: 501 }])).toEqual([]);
    const failed = { ...TELNET, match: { states: ['S0'], maxPackets: 1 } };
    expect(find(failed, [{ ...flow, ...UNANSWERED }])).toHaveLength(1);
    expect(find(failed, [flow, { ...flow, state: null }])).toEqual([]);
    expect(
      find({ ...TELNET, match: { services: ['ssh'] } }, [flow, { ...flow, service: 'ssh' }])[0]!.recordCount,
    ).toBe(1);
  });

  it('fire at as many matches within a window as they say, however long that goes on', () => {
    const three = { ...TELNET, count: 3, windowMs: 25_000 };
    expect(
      find(
        three,
        times(2, () => ({})),
      ),
    ).toEqual([]);
    expect(
      find(
        three,
        times(3, (i) => ({ time: START + 13_000 * i })),
      ),
    ).toEqual([]);
    expect(
      find(
        three,
        times(9, (i) => ({ time: START + 13_000 * i })),
      ),
    ).toEqual([]);
    expect(
      find(
        three,
        times(3, () => ({})),
      ),
    ).toHaveLength(1);
    const [evidence] = find(
      three,
      times(50, (i) => ({ time: START + 8_000 * i })),
    );
    expect(evidence!.recordCount).toBe(50);
  });

  it('count different destinations once each', () => {
    const distinct = { ...TELNET, count: 4, distinct: 'destination', summary: '{distinct} hosts' };
    expect(
      find(
        distinct,
        times(20, (i) => ({ destination: `203.0.113.${i % 3}` })),
      ),
    ).toEqual([]);
    expect(
      find(
        distinct,
        times(20, (i) => ({ destination: `203.0.113.${i % 4}` })),
      )[0],
    ).toMatchObject({ peer: null });
  });

  it('name the destination as victim where its matches are counted', () => {
    const victim = { ...TELNET, by: 'destination', role: 'victim', count: 2 };
    expect(
      find(
        victim,
        times(2, (i) => ({ source: `10.0.0.${i}` })),
      )[0],
    ).toMatchObject({ host: '203.0.113.7', role: 'victim' });
  });

  it('look at names of DNS, TLS and HTTP and at alerts', () => {
    const fact: FactRow = {
      kind: 'dnsQuery',
      time: START,
      address: '10.0.0.9',
      peer: '10.0.0.1',
      name: 'x.Pastes.example',
    };
    const dns = {
      name: 'paste',
      on: 'dns',
      match: { names: ['*.pastes.example'] },
      summary: 'asked for {name}',
    };
    expect(find(dns, [], [fact])[0]!.summary).toBe('asked for x.Pastes.example (rule paste)');
    expect(find(dns, [], [{ ...fact, name: 'pastes.example' }])).toEqual([]);
    expect(find(dns, [], [{ ...fact, kind: 'httpRequest' }])).toEqual([]);
    expect(
      find(
        { ...dns, on: 'alert', match: { names: ['*TROJAN*'] } },
        [],
        [{ ...fact, kind: 'sensorAlert', name: 'ET TROJAN x' }],
      ),
    ).toHaveLength(1);
  });

  it('end when they expire', () => {
    expect(find({ ...TELNET, expires: new Date(START + 1).toISOString() }, [flow])).toHaveLength(1);
    expect(find({ ...TELNET, expires: new Date(START).toISOString() }, [flow])).toEqual([]);
  });

  it('are refused where they contradict themselves', () => {
    expect(faults({})).toEqual([]);
    expect(faults({ summary: 'by {user}' })).toEqual(['summary']);
    expect(faults({ summary: '{distinct}' })).toEqual(['summary']);
    expect(faults({ on: 'dns' })).toEqual(['match.ports', 'match.protocols']);
    expect(faults({ by: 'destination' })).toEqual(['role']);
    expect(faults({ match: { ports: ['9-3'] } })).toEqual(['match.ports.0']);
    expect(faults({ match: { source: ['inside'] } })).toEqual(['match.source.0']);
    expect(faults({ port: 3 })).not.toEqual([]);
  });
});

it('times of the week may go past midnight, and are local', () => {
  const night = { days: ['fri' as const], from: '22:00', to: '06:00', offsetMinutes: 60 };
  const at = (text: string) => isWithin(night, Date.parse(text));
  expect(at('2025-01-03T20:59:00Z')).toBe(false);
  expect(at('2025-01-03T21:00:00Z')).toBe(true);
  expect(at('2025-01-04T04:59:59Z')).toBe(true);
  expect(at('2025-01-04T05:00:00Z')).toBe(false);
  expect(at('2025-01-04T22:00:00Z')).toBe(false);
  expect(
    isWithin(
      { days: ['sat'], from: '00:00', to: '00:00', offsetMinutes: 0 },
      Date.parse('2025-01-04T23:59:00Z'),
    ),
  ).toBe(true);
});

it('patterns are as regular expressions would have them', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 8 });
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*'), maxLength: 6 });
  fc.assert(
    fc.property(text, pattern, (each, stars) => {
      const expression = new RegExp(`^${stars.replaceAll('.', '\\.').replace(/\*+/g, '.*')}$`);
      expect(isLike(each, stars)).toBe(expression.test(each));
    }),
    { numRuns: 500, seed: 1 },
  );
});

it('tells the same however facts and flows are cut, and stored in between', () => {
  const rules = [
    { ...TELNET, count: 3, windowMs: 12_000 },
    { ...TELNET, name: 'fan', count: 3, distinct: 'destination', windowMs: 20_000 },
    { name: 'dns', on: 'dns', summary: '{count}', by: 'pair' },
  ];
  const flows = Array.from(
    { length: 60 },
    (_, i): Row => ({
      ...flow,
      source: `10.0.0.${i % 2}`,
      destination: `203.0.113.${(i * 7) % 5}`,
      time: START + i * 2_700 + (i > 30 ? 60_000 : 0),
    }),
  );
  const facts = Array.from(
    { length: 20 },
    (_, i): FactRow => ({ kind: 'dnsQuery', time: START + i * 3_100, address: '10.0.0.1', peer: '10.0.0.2' }),
  );
  const whole = driveFacts(rule, facts, flows, { options: { rules } });
  expect(whole.length).toBeGreaterThan(6);
  fc.assert(
    fc.property(fc.array(fc.nat(80), { maxLength: 8 }), fc.nat(80), (cuts, snapshotAt) => {
      expect(driveFacts(rule, facts, flows, { options: { rules }, cuts, snapshotAt })).toEqual(whole);
    }),
    { numRuns: 30, seed: 1 },
  );
});
