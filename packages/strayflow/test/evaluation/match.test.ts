import { describe, expect, it } from 'vitest';
import { expected } from '../../src/evaluation/expectations.js';
import { calledAttack, outcomeOf, type Told } from '../../src/evaluation/match.js';
import type { Telling } from '../../src/evaluation/tellings.js';
import type { Knowledge } from '../../src/evaluation/truth/schema.js';
import type { HostRisk } from '../../src/model/host-risk.js';

const telling = (over: Partial<Telling>): Telling => ({
  id: 'a',
  family: 'port-scan',
  host: '10.0.0.9',
  role: 'actor',
  peer: null,
  surprise: 5,
  firstSeen: 101_000,
  lastSeen: 108_000,
  told: 110_000,
  ...over,
});

function told(tellings: readonly Telling[], risk = 0.7): Told {
  const hosts = tellings.map(
    ({ host, role }): HostRisk => ({
      site: 'default',
      host,
      role,
      risk,
      riskAtEnd: risk,
      peakTime: 0,
      shares: [],
    }),
  );
  return { tellings, hosts, alertLine: 0.5, hostOf: (address) => address };
}

const judge = (truth: Knowledge, tellings: readonly Telling[], risk?: number) =>
  expected(truth).expectations.map((each) => outcomeOf(each, told(tellings, risk)));

const scan: Knowledge = {
  events: [{ behaviour: 'port-scan', attacker: '10.0.0.9', victims: ['10.0.0.1'], start: 100, end: 120 }],
};

describe('an event', () => {
  it('is found when its family is told of its attacker, with the delay to the first telling', () => {
    const [outcome] = judge(scan, [telling({ told: 130_000 }), telling({})]);
    expect(outcome).toMatchObject({ found: true, delaySeconds: 10, risk: 0.7, reason: null });
  });

  it.each([
    ['nothing was told', [], undefined, 'no evidence'],
    ['another family was told', [telling({ family: 'flood' })], undefined, 'wrong family: flood'],
    ['another host was named', [telling({ host: '10.0.0.7' })], undefined, 'told of others: 10.0.0.7'],
    [
      'another victim was named',
      [telling({ peer: '10.0.0.2' })],
      undefined,
      'told of others: 10.0.0.9 with 10.0.0.2',
    ],
    ['the victim was accused', [telling({ role: 'victim' })], undefined, 'told of others: 10.0.0.9'],
    ['its host stays low', [telling({})], 0.4, 'below the alert line: risk 0.40'],
    [
      'it was told of an earlier time',
      [telling({ firstSeen: 50_000, lastSeen: 60_000 })],
      undefined,
      'told 40 s before, and not again',
    ],
    [
      'it was told of a later time',
      [telling({ firstSeen: 150_000, lastSeen: 160_000 })],
      undefined,
      'no evidence',
    ],
  ] as const)('is missed when %s', (_, tellings, risk, reason) => {
    const [outcome] = judge(scan, tellings, risk);
    expect(outcome).toMatchObject({ found: false, reason });
  });

  it('that left no sign is not asked for', () => {
    const truth: Knowledge = { events: [{ ...scan.events![0]!, visible: false }] };
    expect(expected(truth)).toMatchObject({ expectations: [], invisible: ['port-scan'] });
  });
});

describe('what must be found', () => {
  it('counts an attacker whose event is named once', () => {
    const truth: Knowledge = { ...scan, attackers: { '10.0.0.9': ['port-scan', 'brute-force'] } };
    expect(expected(truth).expectations.map((each) => each.behaviour)).toEqual(['port-scan', 'brute-force']);
  });

  it.each(['beaconing', 'long-connection'] as const)(
    'finds command and control by %s with the peer',
    (family) => {
      const truth: Knowledge = {
        events: [{ behaviour: 'command-and-control', attacker: '10.0.0.9', peer: '192.0.2.7:443' }],
      };
      const found = (peer: string | null) => judge(truth, [telling({ family, peer })])[0]!.found;
      expect(found('192.0.2.7')).toBe(true);
      expect(found('192.0.2.7:443')).toBe(true);
      expect(found('192.0.2.8')).toBe(false);
      expect(found(null)).toBe(false);
    },
  );

  it('asks a flood for its victim, whoever sends', () => {
    const truth: Knowledge = { attackers: { '10.0.0.9': ['flood'] }, victims: ['10.0.0.1'] };
    const found = (over: Partial<Telling>) => judge(truth, [telling({ family: 'flood', ...over })])[0]!.found;
    expect(found({ role: 'victim', host: '10.0.0.1' })).toBe(true);
    expect(found({ peer: '10.0.0.1' })).toBe(true);
    expect(found({ role: 'victim', host: '10.0.0.2' })).toBe(false);
    expect(found({ host: '10.0.0.8', peer: '10.0.0.1' })).toBe(false);
  });

  it('takes any host where nobody is named', () => {
    expect(judge({ behaviours: ['port-scan'] }, [telling({})])[0]!.found).toBe(true);
  });
});

describe('a harmless event', () => {
  const truth: Knowledge = {
    ...scan,
    events: [...scan.events!, { behaviour: 'benign-ssh', start: 200, end: 210, addresses: ['10.0.0.1'] }],
  };
  const called = (over: Partial<Telling>) => {
    const { expectations, harmless } = expected(truth);
    return calledAttack(harmless[0]!, expectations, told([telling(over)]))?.as ?? null;
  };
  const during = { firstSeen: 201_000, lastSeen: 205_000, host: '10.0.0.3', peer: '10.0.0.1' };

  it('that is accused is counted', () => {
    expect(called({ family: 'brute-force', ...during })).toEqual(['brute-force of 10.0.0.3']);
  });

  it.each([
    ['is only named as unusual', { family: 'clear-text', ...during }],
    [
      'is over when the attack begins',
      { family: 'brute-force', ...during, firstSeen: 220_000, lastSeen: 230_000 },
    ],
    ['lies within an attack that began before', { family: 'brute-force', ...during, firstSeen: 150_000 }],
    ['is of other hosts', { family: 'brute-force', ...during, peer: '10.0.0.4' }],
  ] as const)('that %s is not', (_, over) => {
    expect(called(over)).toBeNull();
  });
});
