import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { informationBits, splitName } from '../../src/behaviours/dns-tunnel/domain-name.js';
import { dnsTunnel } from '../../src/behaviours/dns-tunnel.js';
import type { FactRow } from '../fact-rows.js';
import { type FlowRow, START } from '../flow-rows.js';
import { latest } from './drive.js';
import { driveFacts } from './drive-facts.js';

const HOUR = 3_600_000;
const ALERT = 3.81;

/** The same letters for the same number, as good as random. */
function letters(seed: number, length: number): string {
  let state = (seed + 1) * 2_654_435_761;
  let text = '';
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    text += 'abcdefghijklmnopqrstuvwxyz234567'[state >>> 27];
  }
  return text;
}

interface Names {
  readonly count: number;
  readonly spacing?: number;
  readonly length?: number;
  readonly under?: string;
  readonly type?: string;
  readonly client?: string;
  readonly from?: number;
  readonly port?: number;
}

const queries = (names: Names): FactRow[] =>
  Array.from({ length: names.count }, (_, i) => ({
    kind: 'dnsQuery',
    time: START + (names.from ?? 0) + i * (names.spacing ?? 100),
    address: names.client ?? '10.0.0.9',
    peer: '10.0.0.1',
    peerPort: names.port ?? 53,
    name: `${letters(i + (names.from ?? 0), names.length ?? 50)}.${names.under ?? 't.example.com'}`,
    text: names.type ?? 'TXT',
  }));

const find = (facts: readonly FactRow[], flows: readonly Partial<FlowRow>[] = []) =>
  latest(driveFacts(dnsTunnel, facts, flows));
const alerts = (facts: readonly FactRow[], flows: readonly Partial<FlowRow>[] = []) =>
  find(facts, flows).filter(({ surprise }) => surprise >= ALERT);

describe('names', () => {
  it.each([
    ['a.b.example.com', 'example.com', 'a.b'],
    ['www.example.co.uk.', 'example.co.uk', 'www'],
    ['a.city.kawasaki.jp', 'city.kawasaki.jp', 'a'],
    ['a.b.kawasaki.jp', 'a.b.kawasaki.jp', ''],
    ['x.user.github.io', 'user.github.io', 'x'],
    ['co.uk', 'co.uk', ''],
    ['_x.-y.example.org', 'example.org', '_x.-y'],
    ['Example.COM', 'example.com', ''],
    ['dnscat.61f0a9.3eb19d02', '', 'dnscat.61f0a9.3eb19d02'],
    ['x.xn--p1ai', 'x.xn--p1ai', ''],
  ])('%s is of the domain "%s", with "%s" below', (name, domain, below) => {
    expect(splitName(name)).toEqual({ domain, below });
  });

  it('of one label are none, and nothing throws', () => {
    expect(splitName('printer')).toBeNull();
    expect(splitName('')).toBeNull();
    const property = fc.property(fc.string(), (name) => {
      const split = splitName(name);
      if (split !== null) expect(informationBits(split.below)).toBeGreaterThanOrEqual(0);
    });
    fc.assert(property, { numRuns: 300, seed: 4 });
  });

  it('carry as many bits as their characters differ', () => {
    expect(informationBits('aaaa')).toBe(0);
    expect(informationBits('ab.ab')).toBe(4);
  });
});

describe('a tunnel in names', () => {
  it('is told with how many names, how long, under which domain', () => {
    const [evidence, ...more] = find(queries({ count: 300 }));
    expect(more).toEqual([]);
    expect(evidence!.surprise).toBeGreaterThan(ALERT);
    expect(evidence).toMatchObject({
      family: 'dns-tunnel',
      host: '10.0.0.9',
      peer: '10.0.0.1',
      key: 'names example.com',
      attributable: false,
      technique: 'T1071.004',
    });
    expect(evidence!.summary).toMatch(
      /^asked for 2\d\d different names under example\.com in 30 s, 52 characters long below the domain, 100 % of types that carry large answers: names as a DNS tunnel makes them$/,
    );
  });

  it('is found in short names of NULL queries, in names of A queries, and slowly over an hour', () => {
    expect(alerts(queries({ count: 300, length: 9, type: 'NULL' }))).toHaveLength(1);
    expect(alerts(queries({ count: 300, type: 'A' }))).toHaveLength(1);
    const from = Math.ceil(START / HOUR) * HOUR - START;
    expect(alerts(queries({ count: 700, spacing: 5_000, from }))).toHaveLength(1);
  });

  it('is found whatever the case in which names are asked, counting each once', () => {
    const once = queries({ count: 20 });
    const mixed = Array.from({ length: 50 }, (_, i) =>
      once.map((row) => ({
        ...row,
        time: row.time + i,
        name: i % 2 === 0 ? row.name! : row.name!.toUpperCase(),
      })),
    ).flat();
    expect(find(mixed)).toEqual([]);
  });

  it('without a domain is one tunnel', () => {
    const direct = queries({ count: 200 }).map((row, i) => ({
      ...row,
      name: `dnscat.${row.name!.slice(0, 40)}.${i}a`,
    }));
    expect(alerts(direct).map(({ key }) => key)).toEqual(['names no known top-level domain']);
  });

  it('of a resolver that asks for its clients stays under the alert line', () => {
    const own = queries({ count: 300, client: '10.0.0.1' });
    const asked: FactRow = { ...own[0]!, address: '10.0.0.9', peer: '10.0.0.1', name: 'www.example.org' };
    const [evidence] = find([asked, ...own]);
    expect(evidence!.surprise).toBe(3.3);
    expect(evidence!.summary).toContain('for clients of its own');
  });

  it('tells the same however the input is cut, and stored in between', () => {
    const facts = [
      ...queries({ count: 120 }),
      ...queries({ count: 90, from: 40_000, under: 'b.example.net' }),
    ];
    const flows = Array.from({ length: 60 }, (_, i) => to53(40_000, { time: START + i * 900 }));
    const whole = driveFacts(dnsTunnel, facts, flows);
    expect(whole.length).toBeGreaterThan(2);
    const property = fc.property(fc.array(fc.nat(270), { maxLength: 6 }), fc.nat(269), (cuts, snapshotAt) => {
      const cut = driveFacts(dnsTunnel, facts, flows, { cuts: cuts.toSorted((a, b) => a - b), snapshotAt });
      expect(cut).toEqual(whole);
    });
    fc.assert(property, { numRuns: 20, seed: 5 });
  });
});

describe('what looks like a tunnel in names and is none', () => {
  const quiet = (facts: readonly FactRow[]) => expect(find(facts)).toEqual([]);

  it('many sites in a short time', () => {
    quiet(
      queries({ count: 400, type: 'A' }).map((row, i) => ({
        ...row,
        name: `www.site${letters(i, 8).replace(/\d/g, 'x')}.com`,
      })),
    );
  });

  it('names of a content network', () => {
    quiet(queries({ count: 60, length: 14, type: 'A', under: 'cloudfront.net' }));
  });

  it('reverse lookups, block lists, keys of mail', () => {
    quiet(queries({ count: 900, type: 'PTR', under: 'in-addr.arpa' }));
    quiet(queries({ count: 900, under: 'zen.spamhaus.org' }));
    quiet(queries({ count: 900 }).map((row, i) => ({ ...row, name: `${i % 250}.2.0.192.list.example.com` })));
    quiet(queries({ count: 900 }).map((row, i) => ({ ...row, name: `s${i}._domainkey.example.com` })));
  });

  it('the same long name again and again', () => {
    quiet(queries({ count: 900 }).map((row) => ({ ...row, name: `${letters(1, 60)}.example.com` })));
  });

  it('names that stay in the local network', () => {
    quiet(queries({ count: 900, port: 5353 }));
  });

  it('telemetry that every host sends', () => {
    const all = [4, 5, 6, 7, 8].flatMap((host) =>
      queries({ count: 200, client: `10.0.0.${host}`, type: 'A' }),
    );
    expect(alerts(all)).toEqual([]);
  });
});

const to53 = (bytes: number, row: Partial<FlowRow> = {}): Partial<FlowRow> => ({
  source: '10.0.0.9',
  destination: '203.0.113.5',
  destinationPort: 53,
  protocol: 17,
  bytesSent: bytes,
  packetsSent: Math.ceil(bytes / 220),
  bytesReceived: bytes,
  packetsReceived: Math.ceil(bytes / 220),
  ...row,
});

describe('a tunnel in flows without names', () => {
  it('is told by bytes beyond ordinary queries', () => {
    const [evidence] = alerts([], [to53(20_000_000)]);
    expect(evidence).toMatchObject({ host: '10.0.0.9', peer: '203.0.113.5', family: 'dns-tunnel' });
    expect(evidence!.summary).toContain('what was asked is not in these records');
  });

  it('is left to facts where the client has some', () => {
    const facts = queries({ count: 3 });
    expect(find(facts, [to53(20_000_000, { time: START + 60_000 })])).toEqual([]);
  });

  it('is not seen in a day of ordinary queries, nor in large answers', () => {
    const row = { bytesSent: 76 * 200_000, packetsSent: 200_000 };
    expect(find([], [to53(0, { ...row, bytesReceived: 160 * 200_000, packetsReceived: 200_000 })])).toEqual(
      [],
    );
    expect(
      find([], [to53(0, { bytesSent: 7e4, packetsSent: 1e3, bytesReceived: 1.2e6, packetsReceived: 1e3 })]),
    ).toEqual([]);
    expect(find([], [to53(20_000_000, { packetsReceived: 0, bytesReceived: 0 })])).toEqual([]);
  });
});
