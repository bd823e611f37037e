import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spoofing } from '../../src/addresses/spoofing.js';
import type { NetworkContext } from '../../src/model/behaviour.js';
import type { Evidence } from '../../src/model/evidence.js';
import { drive, latest, network } from '../behaviours/drive.js';
import { type FlowRow, START, UNANSWERED } from '../flow-rows.js';

const OFFICE: NetworkContext = { ...network('10.0.0.0/8'), internalGiven: true };
const ROUTER = '02:00:00:00:00:01';
const DESK = '02:00:00:00:00:09';
const OTHER = '02:00:00:00:00:77';

type Rows = readonly Partial<FlowRow>[];
const repeat = (count: number, row: (i: number) => Partial<FlowRow>): Rows =>
  Array.from({ length: count }, (_, i) => row(i));
const at = (second: number) => START + second * 1_000;
const told = (rows: Rows, how: NetworkContext = OFFICE) => latest(drive(spoofing, rows, { network: how }));
const ofKey = (evidence: readonly Evidence[], key: string) => evidence.filter((each) => each.key === key);

/** Handshakes of an outside client by one router, from one distance (TTL 52: 12 hops), every ten seconds. */
const client = (count = 60, more: Partial<FlowRow> = {}): Rows =>
  repeat(count, (i) => ({
    time: at(10 * i),
    source: '45.3.2.1',
    destination: '10.0.0.5',
    sourceMac: ROUTER,
    ttl: 52,
    ...more,
  }));
const inItsName = (count: number, more: Partial<FlowRow>): Rows =>
  repeat(count, (i) => ({
    time: at(200 + 10 * i + 5),
    source: '45.3.2.1',
    destination: '10.0.0.5',
    sourceMac: ROUTER,
    ttl: 52,
    ...UNANSWERED,
    ...more,
  }));

describe('a source by another way than its history', () => {
  it('is told about the host whose address was used, weakly, with the way', () => {
    const [evidence, ...others] = told([...client(), ...inItsName(12, { sourceMac: OTHER })]);
    expect(others).toEqual([]);
    expect(evidence).toMatchObject({
      key: 'moved-source',
      role: 'victim',
      host: '45.3.2.1',
      attributable: false,
    });
    expect(evidence!.surprise).toBe(3.5);
    expect(evidence!.summary).toContain(`MAC ${OTHER}`);
    expect(evidence!.recordCount).toBe(12);
  });

  it('is a second path as soon as it completes a handshake there', () => {
    const moved = client(60, { sourceMac: OTHER }).map((row) => ({ ...row, time: row.time! + 3_000 }));
    expect(told([...client(), ...moved, ...inItsName(12, { sourceMac: OTHER })])).toEqual([]);
  });

  it('has just moved while its own way is not used again', () => {
    const gone = client(20);
    expect(told([...gone, ...inItsName(12, { sourceMac: OTHER, time: at(900) })])).toEqual([]);
  });

  it('says nothing where the host fails as often anyway', () => {
    expect(
      told([...client(30), ...inItsName(300, {}), ...inItsName(6, { sourceMac: OTHER, time: at(205) })]),
    ).toEqual([]);
  });

  it('says nothing of a sender that never completed a handshake', () => {
    expect(told([...client(60, { ...UNANSWERED }), ...inItsName(12, { sourceMac: OTHER })])).toEqual([]);
  });
});

describe('a source from another distance than its history', () => {
  it('is told about the host whose address was used', () => {
    const [evidence, ...others] = told([...client(), ...inItsName(12, { ttl: 121 })]);
    expect(others).toEqual([]);
    expect(evidence).toMatchObject({
      key: 'strange-distance',
      host: '45.3.2.1',
      role: 'victim',
      surprise: 3.5,
    });
    expect(evidence!.summary).toContain('about 7 hops away');
  });

  it('knows routes that change a little, other systems behind one address, and handshakes from elsewhere', () => {
    expect(told([...client(), ...inItsName(30, { ttl: 54 })])).toEqual([]);
    expect(told([...client(), ...inItsName(30, { ttl: 116 })])).toEqual([]);
    const elsewhere = client(60, { ttl: 121 }).map((row) => ({ ...row, time: row.time! + 3_000 }));
    expect(told([...client(), ...elsewhere, ...inItsName(30, { ttl: 121 })])).toEqual([]);
  });

  it('knows traceroute, a scanner that draws its TTL, and the very machine on its own link', () => {
    expect(told([...client(), ...inItsName(30, { ttl: 3 })])).toEqual([]);
    const drawn = inItsName(60, {}).map((row, i) => ({ ...row, ttl: 37 + ((7 * i) % 23) }));
    expect(told([...client(120), ...drawn])).toEqual([]);
    const desk = { source: '10.0.0.9', destination: '45.3.2.1', sourceMac: DESK };
    expect(told([...client(60, { ...desk, ttl: 64 }), ...inItsName(30, { ...desk, ttl: 200 })])).toEqual([]);
  });
});

describe('foreign sources that leave', () => {
  const atDesk = repeat(30, (i) => ({
    time: at(i),
    source: '10.0.0.9',
    destination: '45.3.2.1',
    sourceMac: DESK,
    ttl: 64,
  }));
  const leaving = (count: number, more: Partial<FlowRow> = {}): Rows =>
    repeat(count, (i) => ({
      time: at(60 + i / 10),
      source: `${61 + (i % 30)}.${i % 250}.7.1`,
      destination: '45.3.2.1',
      sourceMac: DESK,
      ttl: 64,
      ...UNANSWERED,
      ...more,
    }));

  it('name the machine by whose MAC they left, over the alert line when there are hundreds', () => {
    const evidence = told([...atDesk, ...leaving(250)]);
    expect(evidence).toMatchObject([
      { key: 'foreign-sender', role: 'actor', host: '10.0.0.9', attributable: false, recordCount: 250 },
    ]);
    expect(evidence[0]!.surprise).toBeGreaterThan(4);
    expect(evidence[0]!.summary).toContain(`MAC ${DESK}`);
  });

  it('are told to their destination where several hosts share the way', () => {
    const colleague = atDesk.map((row) => ({ ...row, source: '10.0.0.8' }));
    expect(told([...atDesk, ...colleague, ...leaving(250)])).toMatchObject([
      { key: 'foreign-source', role: 'victim', host: '45.3.2.1', surprise: 3.5 },
    ]);
  });

  it('say nothing of routers, of private neighbours, of what succeeds, or of a network that was guessed', () => {
    const relayed = repeat(3, (i) => ({
      ...leaving(3)[i]!,
      state: 'SF' as const,
      packetsSent: 9,
      bytesReceived: 900,
    }));
    expect(told([...atDesk, ...relayed, ...leaving(250)])).toEqual([]);
    expect(told([...atDesk, ...leaving(250, { source: '192.168.4.4' })])).toEqual([]);
    expect(told([...atDesk, ...leaving(250, { destination: '239.1.1.1' })])).toEqual([]);
    expect(told([...atDesk, ...leaving(250, { initiatorKnown: false })])).toEqual([]);
    expect(told([...atDesk, ...leaving(250)], network('10.0.0.0/8'))).toEqual([]);
  });
});

/** A SYN-ACK whose SYN was not seen, as captures give it: its receiver is taken for the initiator. */
const answer = (i: number, more: Partial<FlowRow> = {}): Partial<FlowRow> => ({
  time: at(700 + i),
  source: `10.4.${i % 200}.${1 + (i % 250)}`,
  sourcePort: 1_024 + ((i * 7_919) % 60_000),
  destination: '45.9.9.9',
  destinationPort: 443,
  state: 'OTH',
  initiatorKnown: false,
  tcpFlags: 0x12,
  bytesSent: 0,
  packetsSent: 0,
  bytesReceived: 60,
  packetsReceived: 1,
  ...more,
});
const reset = (i: number, more: Partial<FlowRow> = {}): Partial<FlowRow> => ({
  ...answer(i),
  source: '45.9.9.9',
  sourcePort: 443,
  destination: `10.4.${i % 200}.${1 + (i % 250)}`,
  destinationPort: 1_024 + ((i * 7_919) % 60_000),
  tcpFlags: 0x14,
  bytesSent: 40,
  packetsSent: 1,
  bytesReceived: 0,
  packetsReceived: 0,
  ...more,
});
const everyday = repeat(80, (i) => ({ time: at(10 * i), source: '10.0.0.9', destination: '45.3.2.1' }));

describe('backscatter', () => {
  it('tells the outside host that is attacked in the name of own addresses', () => {
    const evidence = told([...everyday, ...repeat(40, answer)]);
    expect(evidence).toMatchObject([
      { key: 'backscatter', role: 'victim', host: '45.9.9.9', attributable: false, recordCount: 40 },
    ]);
    expect(evidence[0]!.summary).toContain('answered 40 addresses of this network');
    expect(evidence[0]!.surprise).toBeLessThan(3.8);
    expect(told([...everyday, ...repeat(40, reset)])).toMatchObject([
      { key: 'backscatter', host: '45.9.9.9' },
    ]);
    const icmp = { protocol: 1, icmpType: 3, icmpCode: 1, tcpFlags: null, initiatorKnown: true };
    const unreachable = repeat(40, (i) => reset(i, { ...icmp, sourcePort: null, destinationPort: null }));
    expect(told([...everyday, ...unreachable])).toMatchObject([{ key: 'backscatter', host: '45.9.9.9' }]);
  });

  it('knows answers to what was asked, and resets of what may have begun before the watch', () => {
    const asked = repeat(40, (i) => ({
      time: at(600 + i),
      source: answer(i).source!,
      destination: '45.9.9.9',
    }));
    expect(told([...everyday, ...asked, ...repeat(40, answer)])).toEqual([]);
    expect(told([...everyday, ...asked, ...repeat(40, reset)])).toEqual([]);
    expect(told(repeat(40, (i) => reset(i, { time: at(i) })))).toEqual([]);
  });

  it('knows a conversation of which one half is seen, a search for hosts, and few addresses', () => {
    expect(
      told([...everyday, ...repeat(40, (i) => answer(i, { bytesReceived: 5_000, packetsReceived: 9 }))]),
    ).toEqual([]);
    expect(
      told([...everyday, ...repeat(40, (i) => answer(i, { sourcePort: 80, destinationPort: 50_000 + i }))]),
    ).toEqual([]);
    expect(told([...everyday, ...repeat(9, answer)])).toEqual([]);
  });
});

describe('whose address was handshaken', () => {
  it('is no forged source, however many of them send single packets', () => {
    const crowd = Array.from({ length: 600 }, (_, i) => `${20 + (i % 100)}.${i % 250}.3.${i % 200}`);
    const known = crowd.map((source, i) => ({
      time: at(i / 100),
      source,
      destination: '10.0.0.5',
      sourceMac: ROUTER,
      ttl: 50,
    }));
    const single = known.map((row) => ({ ...row, ...UNANSWERED, time: row.time + 60_000 }));
    expect(ofKey(told(single), 'forged-flood')).toHaveLength(1);
    expect(told([...known, ...single])).toEqual([]);
  });
});

describe('every sign', () => {
  it('is told alike however the input is cut, and through a snapshot', () => {
    const rows = [...client(), ...inItsName(12, { sourceMac: OTHER }), ...everyday, ...repeat(40, reset)];
    const whole = drive(spoofing, rows, { network: OFFICE });
    expect(whole.length).toBeGreaterThan(1);
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat(rows.length - 1), { maxLength: 4 }),
        fc.nat(rows.length - 1),
        (cuts, place) => {
          const sorted = cuts.toSorted((a, b) => a - b);
          expect(drive(spoofing, rows, { network: OFFICE, cuts: sorted, snapshotAt: place })).toEqual(whole);
        },
      ),
      { numRuns: 10 },
    );
  });

  it('never is about private, shared, multicast or group addresses that merely talk', () => {
    const kinds = [
      '192.168.1.4',
      '100.64.3.3',
      '224.0.0.251',
      '169.254.3.3',
      '10.255.255.255',
      '1.1.1.1',
      '8.8.8.8',
    ];
    const rows = kinds.flatMap((address) => [
      ...repeat(30, (i) => ({ time: at(i), source: '10.0.0.9', destination: address, ...UNANSWERED })),
      ...repeat(30, (i) => ({ time: at(i), source: '10.0.0.9', destination: address })),
    ]);
    expect(told(rows)).toEqual([]);
    const answers = kinds
      .filter((address) => !address.startsWith('224'))
      .flatMap((source) => repeat(5, (i) => ({ time: at(i), source, destination: '10.0.0.9' })));
    expect(told(answers)).toEqual([]);
  });
});
