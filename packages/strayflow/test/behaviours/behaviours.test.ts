import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BEHAVIOURS, behaviourOptionsSchema } from '../../src/behaviours/index.js';
import { restore, snapshot } from '../../src/model/snapshot.js';
import { batchOf, completeRows, type FlowRow, REFUSED, START, UNANSWERED } from '../flow-rows.js';
import { drive, latest, OFFICE } from './drive.js';

/** A stretch of traffic of one kind, dense enough that behaviours have something to say. */
const stretch = fc
  .record({
    kind: fc.constantFrom(
      'scan',
      'sweep',
      'login',
      'syn',
      'answers',
      'web',
      'open',
      'one-way',
      'upload',
      'tunnel',
      'echo',
      'pings',
      'admin',
    ),
    host: fc.integer({ min: 1, max: 4 }),
    at: fc.integer({ min: 0, max: 60_000 }),
    spacing: fc.constantFrom(1, 37, 900),
    count: fc.integer({ min: 1, max: 160 }),
  })
  .map(({ kind, host, at, spacing, count }) =>
    Array.from({ length: count }, (_, i): Partial<FlowRow> => {
      const row = { source: `203.0.113.${host}`, destination: '10.0.0.5', time: START + at + i * spacing };
      switch (kind) {
        case 'scan':
          return { ...row, ...(i % 9 === 0 ? {} : REFUSED), destinationPort: 1 + i };
        case 'sweep':
          return { ...row, ...UNANSWERED, destination: `10.0.1.${i}`, destinationPort: 22 };
        case 'login':
          return { ...row, destinationPort: 22, bytesSent: 2500, bytesReceived: 1800 };
        case 'syn':
          return { ...row, ...UNANSWERED, source: `198.51.100.${i}` };
        case 'answers':
          return { ...row, ...UNANSWERED, protocol: 17, source: `198.51.100.${i}`, sourcePort: 53 };
        case 'web':
          return { ...row, ttl: 64, sourceMac: '02:00:00:00:00:01' };
        case 'upload':
          return {
            ...row,
            source: `10.0.3.${host}`,
            destination: `198.51.100.${i % 8}`,
            destinationPort: 80,
            bytesSent: 900_000,
          };
        case 'tunnel':
          return {
            ...row,
            source: `10.0.3.${host}`,
            destinationPort: 53,
            protocol: 17,
            bytesSent: 40_000,
            packetsSent: 40,
          };
        case 'echo':
          return {
            ...row,
            ...{ protocol: 1, icmpType: 8, sourcePort: null, destinationPort: null },
            ...{ bytesSent: 400, packetsSent: 3, bytesReceived: 700, packetsReceived: 3 },
          };
        case 'pings':
          return {
            ...row,
            ...{ ...UNANSWERED, destination: `10.0.1.${i}`, protocol: 1, icmpType: 8 },
            ...{ sourcePort: null, destinationPort: null },
          };
        case 'admin':
          return { ...row, source: `10.0.3.${host}`, destination: `10.0.4.${i}`, destinationPort: 3389 };
        case 'open': {
          const flowId = 1_000_000 * host + at + (i >> 1);
          return i % 2 === 0
            ? { ...row, ...UNANSWERED, record: 'start', flowId, destinationPort: 1 + i }
            : { ...row, record: 'end', flowId, destinationPort: i, state: i % 3 === 0 ? 'SF' : 'S0' };
        }
        default:
          return { ...row, state: null, destinationPort: 1 + i };
      }
    }),
  );
const traffic = fc.array(stretch, { minLength: 1, maxLength: 6 }).map((stretches) => stretches.flat());

/** Traffic of which a behaviour has something to say, where it needs more than a dense stretch. */
const ALSO: Record<string, readonly Partial<FlowRow>[]> = {
  beaconing: Array.from({ length: 120 }, (_, i) => ({
    source: `10.0.3.${i % 3}`,
    destination: '203.0.113.9',
    destinationPort: 4444,
    time: START + i * 900,
    sourcePort: null,
  })),
  'long-connection': Array.from({ length: 30 }, (_, i) => ({
    source: `10.0.3.${i % 3}`,
    destination: '203.0.113.9',
    destinationPort: 4444,
    time: START + i * 120_000,
    durationMs: i * 120_000,
    record: i < 3 ? 'start' : 'update',
    flowId: 9_000_000 + (i % 3),
  })),
  'rare-destination': Array.from({ length: 40 }, (_, i) => ({
    source: '10.0.3.1',
    destination: `203.0.113.${i === 0 ? 8 : 9}`,
    destinationPort: 4444,
    time: START + (i === 0 ? 0 : 90_000_000 + i * 20_000),
  })),
};

const SMALL: Record<string, object> = {
  beaconing: { maxPairs: 16, maxCounts: 64, maxDestinations: 16 },
  'long-connection': { maxOpen: 16, maxServices: 16, maxDestinations: 16 },
  'rare-destination': { maxPairs: 16, maxDestinations: 16 },
  exfiltration: { maxPairs: 16, maxHosts: 16, maxDestinations: 16 },
  'dns-tunnel': { maxSeries: 16, maxDomains: 16, maxServers: 16 },
  'icmp-tunnel': { maxPairs: 16 },
  'lateral-movement': { maxPairs: 32, maxSources: 16, maxDestinations: 16 },
  'port-scan': { maxContacts: 64, maxTests: 64, maxSources: 16, maxPending: 16 },
  'brute-force': { maxSeries: 16, maxOpen: 16 },
  'ping-sweep': { maxContacts: 64, maxSources: 16, maxPending: 16 },
  reflection: { maxMeters: 16 },
  flood: { maxLight: 24, maxMeters: 16, maxPending: 16 },
};

/** What only facts, options of the user, or days of traffic set off: there are none here. */
const BY_FACTS: ReadonlySet<string> = new Set([
  'man-in-the-middle',
  'address-conflict',
  'rogue-service',
  'clear-text',
  'indicator',
  'rule',
  'rhythm',
]);

for (const behaviour of BEHAVIOURS) {
  describe(behaviour.name, () => {
    it('tells the same however the input is cut, and stored in between', () => {
      const property = fc.property(
        traffic,
        fc.array(fc.nat(900), { maxLength: 6 }),
        fc.nat(900),
        fc.boolean(),
        (drawn, cuts, snapshotAt, small) => {
          const rows = [...drawn, ...(ALSO[behaviour.name] ?? [])];
          const options = small ? (SMALL[behaviour.name] ?? {}) : {};
          const whole = drive(behaviour, rows, { options });
          const cut = drive(behaviour, rows, { options, cuts: cuts.toSorted((a, b) => a - b), snapshotAt });
          expect(cut).toEqual(whole);
        },
      );
      fc.assert(property, { numRuns: BY_FACTS.has(behaviour.name) ? 5 : 25, seed: 1 });
    });

    it('numbers revisions from 0, at most one a tick, and keeps shares and references in bounds', () => {
      let pieces = 0;
      const property = fc.property(traffic, (rows) => {
        const told = drive(behaviour, [...rows, ...(ALSO[behaviour.name] ?? [])]);
        pieces += told.length;
        const revisions = new Map<string, number>();
        for (const evidence of told) {
          expect(evidence.revision).toBe((revisions.get(evidence.id) ?? -1) + 1);
          revisions.set(evidence.id, evidence.revision);
          expect(behaviour.families).toContain(evidence.family);
          expect(evidence.surprise).toBeGreaterThanOrEqual(0);
          expect(evidence.contributions.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
          expect(evidence.records.length).toBeLessThanOrEqual(Math.min(20, evidence.recordCount));
          expect(evidence.window.start).toBeLessThanOrEqual(evidence.firstSeen);
          expect(evidence.window.end).toBeGreaterThan(evidence.lastSeen);
          expect(evidence.firstSeen).toBeLessThanOrEqual(evidence.lastSeen);
        }
        expect(latest(told).length).toBe(revisions.size);
      });
      fc.assert(property, { numRuns: BY_FACTS.has(behaviour.name) ? 5 : 40, seed: 2 });
      if (!BY_FACTS.has(behaviour.name)) expect(pieces).toBeGreaterThan(2);
    });

    it('says nothing when nothing happens', () => {
      expect(drive(behaviour, [])).toEqual([]);
    });
  });
}

it('takes options of each behaviour by name, and no other', () => {
  expect(behaviourOptionsSchema.parse({})).toHaveProperty('reflection.minReflectors', 5);
  expect(behaviourOptionsSchema.parse({ 'port-scan': { minPorts: 9 } })).toHaveProperty(
    'port-scan.minPorts',
    9,
  );
  expect(() => behaviourOptionsSchema.parse({ 'port-scan': { minport: 9 } })).toThrow();
  expect(() => behaviourOptionsSchema.parse({ portscan: {} })).toThrow();
});

/** Ports of 0xd800 to 0xdfff, and addresses of such bytes: as UTF-16 they would be halves of surrogate pairs. */
const SURROGATES: readonly Partial<FlowRow>[] = Array.from({ length: 480 }, (_, i): Partial<FlowRow> => {
  const port = 0xd800 + ((i * 37) % 0x800);
  const inside = `10.${0xd8 + (i % 3)}.220.${0xd8 + (i % 4)}`;
  const host = `10.222.216.${0xd8 + (i % 40)}`;
  const outside = i % 2 === 0 ? `216.223.216.${0xdc + (i % 8)}` : `2001:db8:d800:dc${(i % 90) + 10}::dfff`;
  const row = { time: START + i * 900, source: inside, destination: host, sourcePort: port ^ 0x400 };
  const local = { ...row, destinationPort: port };
  switch (i % 12) {
    case 0:
      return { ...local, ...REFUSED };
    case 1:
      return { ...local, ...UNANSWERED, source: outside };
    case 2:
      return { ...local, destination: outside, bytesSent: 900_000, durationMs: 600_000 };
    case 3:
      return { ...row, destination: outside, destinationPort: 0xdbff, durationMs: 7_200_000 };
    case 4:
      return { ...row, source: outside, destinationPort: 22, bytesSent: 2500, bytesReceived: 1800 };
    case 5:
      return { ...row, destinationPort: 3389, bytesSent: 90_000, bytesReceived: 90_000 };
    case 6:
      return { ...row, destination: outside, destinationPort: 53, protocol: 17, bytesSent: 40_000 };
    case 7:
      return {
        ...row,
        ...{ protocol: 1, icmpType: 8, sourcePort: null, destinationPort: null },
        ...{ bytesSent: 400, packetsSent: 3, bytesReceived: 700, packetsReceived: 3 },
      };
    case 8:
      return { ...local, ...UNANSWERED, protocol: 17, source: outside, sourcePort: 53 };
    case 9:
      return { ...local, ...UNANSWERED, record: 'start', flowId: 55_296 + i };
    case 10:
      return { ...local, ttl: 64, sourceMac: 'd8:dc:df:db:d9:da', source: outside };
    default:
      return { ...local, state: null, protocol: 17, destination: outside };
  }
});

it.each(BEHAVIOURS.map((behaviour) => [behaviour.name, behaviour] as const))(
  'the state of %s is the same after it was stored, whatever bytes are in ports and addresses',
  (_, behaviour) => {
    const stage = behaviour.create(behaviour.options.parse({}), OFFICE);
    const state = stage.open();
    stage.step(state, batchOf(completeRows(SURROGATES)), () => {});
    expect(restore(snapshot(state))).toEqual(state);
    const whole = drive(behaviour, SURROGATES);
    expect(drive(behaviour, SURROGATES, { snapshotAt: 240 })).toEqual(whole);
  },
);
