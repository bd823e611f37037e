import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { IndicatorEntry } from '../../src/behaviours/index.js';
import { addressIndex } from '../../src/behaviours/indicator/address-index.js';
import { indicator } from '../../src/behaviours/indicator.js';
import { parseAddress, parsePrefix, prefixContains } from '../../src/model/address.js';
import { riskOptionsSchema } from '../../src/risk/index.js';
import { confidence } from '../../src/risk/score.js';
import type { FactRow } from '../fact-rows.js';
import { type FlowRow, START, UNANSWERED } from '../flow-rows.js';
import { latest } from './drive.js';
import { driveFacts } from './drive-facts.js';

type Row = Partial<FlowRow>;
const DAY = 86_400_000;
const daysAgo = (days: number) => new Date(START - days * DAY).toISOString();
const entry = (
  kind: IndicatorEntry['kind'],
  value: string,
  more: Partial<IndicatorEntry> = {},
): IndicatorEntry => ({
  kind,
  value,
  source: 'example list',
  added: daysAgo(0),
  confidence: 'high',
  ...more,
});
const find = (entries: readonly IndicatorEntry[], flows: readonly Row[], facts: readonly FactRow[] = []) =>
  latest(driveFacts(indicator, facts, flows, { options: { entries } }));

const LISTED = entry('address', '203.0.113.66');
const contact: Row = { source: '10.0.0.9', destination: '203.0.113.66' };
const query: FactRow = {
  kind: 'dnsQuery',
  time: START,
  address: '10.0.0.9',
  peer: '192.0.2.53',
  name: 'a.b.evil.example',
};

describe('indicators', () => {
  it('of a list that only says what addresses are give context, which accuses nobody', () => {
    const [evidence] = find([{ ...LISTED, source: 'ways out of Tor', context: true }], [contact]);
    expect(evidence).toMatchObject({ family: 'context', host: '10.0.0.9' });
    expect(evidence!.summary).toContain('connected to 203.0.113.66, which ways out of Tor lists');
    expect(confidence(evidence!.family, evidence!.surprise, riskOptionsSchema.parse({}))).toBeLessThan(0.1);
  });

  it('of addresses name the host of the network that connects to them, with list and age', () => {
    const [evidence, ...more] = find(
      [{ ...LISTED, added: daysAgo(9) }],
      [contact, { ...contact, time: START + 9_000 }],
    );
    expect(more).toEqual([]);
    expect(evidence).toMatchObject({
      family: 'indicator',
      host: '10.0.0.9',
      peer: '203.0.113.66',
      role: 'actor',
      attributable: true,
      recordCount: 2,
    });
    expect(evidence!.surprise).toBeCloseTo(4.4, 2);
    expect(evidence!.summary).toBe(
      'connected to 203.0.113.66, which example list lists (2 flows; listed for 9 days, confidence high)',
    );
  });

  it('weigh less the older, the less sure, and once expired', () => {
    const surprise = (more: Partial<IndicatorEntry>) =>
      find([{ ...LISTED, ...more }], [contact])[0]?.surprise ?? 0;
    expect(surprise({ added: daysAgo(90) })).toBeCloseTo(3.5, 6);
    expect(surprise({ confidence: 'medium' })).toBeCloseTo(3.5, 6);
    expect(surprise({ expires: daysAgo(1) })).toBeCloseTo(3, 6);
    expect(surprise({ added: daysAgo(-30) })).toBeCloseTo(4.5, 6);
    expect(
      find([{ kind: 'address', value: '203.0.113.66', source: 'x', confidence: 'high' }], [contact])[0]!
        .surprise,
    ).toBe(4);
    expect(find([{ ...LISTED, added: daysAgo(900) }], [contact])).toEqual([]);
  });

  it('that come to the network accuse the stranger, and weigh less', () => {
    const knock: Row = { ...UNANSWERED, source: '203.0.113.66', destination: '10.0.0.5' };
    expect(find([LISTED], [knock])[0]).toMatchObject({
      host: '203.0.113.66',
      surprise: 3.5,
      attributable: false,
    });
  });

  it('say nothing of neighbours, of strangers among themselves, and where nobody knows who began', () => {
    expect(find([LISTED], [{ ...contact, destination: '203.0.113.67' }])).toEqual([]);
    expect(find([LISTED], [{ ...contact, source: '198.51.100.1' }])).toEqual([]);
    expect(find([LISTED], [{ ...contact, initiatorKnown: false }])).toEqual([]);
    expect(find([entry('address', '10.0.0.9')], [contact])).toEqual([]);
    expect(find([], [contact], [query])).toEqual([]);
  });

  it('of domains hold for the names below, in whatever case, and for no name that only ends alike', () => {
    const listed = [entry('domain', 'evil.example')];
    expect(find(listed, [], [query])[0]).toMatchObject({ host: '10.0.0.9', peer: null, surprise: 4.5 });
    expect(find(listed, [], [{ ...query, name: 'EVIL.example.' }])).toHaveLength(1);
    expect(find(listed, [], [{ ...query, name: 'notevil.example' }])).toEqual([]);
    expect(find(listed, [], [{ ...query, name: 'example' }])).toEqual([]);
    expect(find(listed, [], [{ ...query, kind: 'httpRequest', name: 'evil.example:8080' }])).toHaveLength(1);
    expect(find(listed, [], [{ ...query, kind: 'tlsClient', name: 'www.evil.example' }])).toHaveLength(1);
  });

  it('of a registry hold for that very name, of a provider for the names below', () => {
    const asked = (name: string): FactRow[] => [{ ...query, name }];
    for (const suffix of ['uk', 'co.uk', 'xn--p1ai', 'b.kawasaki.jp']) {
      expect(find([entry('domain', suffix)], [], asked(`www.shop.${suffix}`))).toEqual([]);
      expect(find([entry('domain', suffix)], [], asked(suffix))).toHaveLength(1);
    }
    expect(find([entry('domain', 'duckdns.org')], [], asked('x.duckdns.org'))).toHaveLength(1);
  });

  it('count a question and its answer once', () => {
    const answer: FactRow = { ...query, kind: 'dnsAddress', time: START + 20, value: '203.0.113.1' };
    expect(find([entry('domain', 'evil.example')], [], [query, answer])[0]!.recordCount).toBe(1);
    expect(find([entry('domain', 'evil.example')], [], [answer])[0]!.recordCount).toBe(1);
  });

  it('weigh less at a resolver, which asks for others', () => {
    const asked: FactRow = {
      ...query,
      address: '10.0.0.7',
      peer: '10.0.0.9',
      name: 'fine.example',
      time: START - 10,
    };
    const [evidence] = find([entry('domain', 'evil.example')], [], [asked, query]);
    expect(evidence).toMatchObject({ host: '10.0.0.9', surprise: 3 });
    expect(evidence!.summary).toContain('as a resolver for others');
  });

  it('of fingerprints hold for the host of the network, whoever showed them', () => {
    const ja4 = 't13d1516h2_8daaf6152771_e5627efa2ab1';
    const hello: FactRow = { ...query, kind: 'tlsClient', name: '', value: ja4, peer: '203.0.113.1' };
    expect(find([entry('fingerprint', ja4)], [], [hello])[0]).toMatchObject({
      host: '10.0.0.9',
      surprise: 3.5,
    });
    const hash = 'ab'.repeat(32);
    const shown: FactRow = {
      kind: 'tlsCertificate',
      time: START,
      address: '203.0.113.1',
      peer: '10.0.0.9',
      value: hash,
    };
    expect(find([entry('fingerprint', hash)], [], [shown])[0]).toMatchObject({
      host: '10.0.0.9',
      peer: '203.0.113.1',
      surprise: 4.5,
    });
  });

  it('that two lists name are told by the surer one', () => {
    const [evidence, ...more] = find([{ ...LISTED, confidence: 'low', source: 'other' }, LISTED], [contact]);
    expect(more).toEqual([]);
    expect(evidence!.summary).toContain('example list');
  });
});

it('finds the same prefixes as a look at all of them, the longest first', () => {
  const octet = fc.integer({ min: 0, max: 3 });
  const address = fc
    .tuple(octet, octet, octet, octet)
    .map((parts) => `20${parts[0]}.${parts.slice(1).join('.')}`);
  const six = fc.tuple(octet, octet, octet).map(([a, b, c]) => `2001:d${a}:${b}::${c}`);
  const prefix = fc.oneof(
    fc.tuple(address, fc.integer({ min: 16, max: 32 })).map(([text, length]) => `${text}/${length}`),
    fc.tuple(six, fc.integer({ min: 32, max: 128 })).map(([text, length]) => `${text}/${length}`),
  );
  fc.assert(
    fc.property(
      fc.array(prefix, { maxLength: 12 }),
      fc.array(fc.oneof(address, six), { maxLength: 12 }),
      (texts, addresses) => {
        const prefixes = texts.map((text) => parsePrefix(text)!);
        const index = addressIndex();
        for (const [place, each] of prefixes.entries()) index.add(each, place);
        const bytes = new Uint8Array(16);
        for (const text of addresses) {
          parseAddress(text, bytes);
          const around = prefixes.filter((each) => prefixContains(each, bytes));
          const longest = Math.max(-1, ...around.map(({ length }) => length));
          const place = index.find(bytes, 0);
          expect(place < 0 ? -1 : prefixes[place]!.length).toBe(longest);
        }
      },
    ),
    { numRuns: 200, seed: 1 },
  );
});

it('tells the same however facts and flows are cut, and stored in between', () => {
  const entries = [LISTED, entry('domain', 'evil.example'), entry('address', '198.51.100.0/24')];
  const flows = Array.from(
    { length: 40 },
    (_, i): Row => ({
      ...contact,
      destination: i % 3 === 0 ? '198.51.100.7' : '203.0.113.66',
      source: `10.0.0.${i % 4}`,
      time: START + i * 1_700,
    }),
  );
  const facts = Array.from({ length: 30 }, (_, i) => ({
    ...query,
    address: `10.0.0.${i % 3}`,
    time: START + i * 2_300,
  }));
  const options = { entries };
  const whole = driveFacts(indicator, facts, flows, { options });
  expect(whole.length).toBeGreaterThan(8);
  fc.assert(
    fc.property(fc.array(fc.nat(70), { maxLength: 8 }), fc.nat(70), (cuts, snapshotAt) => {
      expect(driveFacts(indicator, facts, flows, { options, cuts, snapshotAt })).toEqual(whole);
    }),
    { numRuns: 30, seed: 1 },
  );
});
