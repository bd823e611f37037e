import { describe, expect, it } from 'vitest';
import { pingSweep } from '../../src/behaviours/ping-sweep.js';
import { parseAddress } from '../../src/model/address.js';
import type { Evidence } from '../../src/model/evidence.js';
import { FactKind } from '../../src/model/fact-batch.js';
import { FactBuilder } from '../../src/model/fact-builder.js';
import { type FlowRow, flows, START } from '../flow-rows.js';
import { drive, latest, OFFICE } from './drive.js';

type Row = Partial<FlowRow>;

const find = (rows: readonly Row[]) => latest(drive(pingSweep, rows));

const SILENT = { bytesSent: 56, bytesReceived: 0, packetsSent: 1, packetsReceived: 0, state: 'S0' } as const;
const ANSWERED = { ...SILENT, bytesReceived: 56, packetsReceived: 1, state: 'SF' } as const;

/** Echo requests to `count` hosts, of which every third answers unless said otherwise. */
function pings(count: number, spacingMs: number, row: (i: number) => Row = () => ({})): Row[] {
  return Array.from({ length: count }, (_, i) => ({
    ...(i % 3 === 0 ? ANSWERED : SILENT),
    protocol: 1,
    icmpType: 8,
    icmpCode: 0,
    source: '10.0.0.9',
    destination: `10.0.1.${1 + i}`,
    time: START + i * spacingMs,
    ...row(i),
  }));
}

describe('a ping sweep', () => {
  it('is told with its hosts, and what is usual', () => {
    const [evidence, ...more] = find(pings(60, 100));
    expect(more).toEqual([]);
    expect(evidence).toMatchObject({
      family: 'ping-sweep',
      host: '10.0.0.9',
      key: 'icmp',
      technique: 'T1018',
      recordCount: 60,
      summary: 'pinged 60 hosts in 5.9 s, 40 of which stayed silent',
    });
    expect(evidence!.surprise).toBeGreaterThan(4);
    expect(evidence!.contributions[0]).toMatchObject({ value: 60, usual: { low: 0, high: 5 } });
  });

  it('by other ICMP requests is one too', () => {
    expect(find(pings(60, 100, () => ({ icmpType: 13 })))).toHaveLength(1);
    expect(find(pings(60, 100, () => ({ icmpType: 0 })))).toEqual([]);
  });

  it('is found over hours by the silence of its hosts', () => {
    const [evidence] = find(pings(60, 300_000, () => SILENT));
    expect(evidence!.basis).toMatchObject({ test: 'threshold random walk on silent hosts' });
    expect(evidence!.surprise).toBeGreaterThan(4);
  });

  it('does not fire below the number that it names', () => {
    const [evidence] = find(pings(12, 100));
    expect(evidence!.threshold!.value).toBe(10);
    expect(find(pings(9, 100))).toEqual([]);
    expect(find(pings(10, 100))).toHaveLength(1);
  });

  it('is told while it goes on, and doubted until the source had time to come back', () => {
    const told = drive(pingSweep, [...pings(60, 100), ...pings(1, 0, () => ({ time: START + 400_000 }))]);
    expect(told[0]!.lastSeen).toBeLessThan(START + 10_000);
    const during = told.filter(({ lastSeen }) => lastSeen < START + 10_000);
    expect(Math.max(...during.slice(0, -1).map(({ surprise }) => surprise))).toBe(3.5);
    expect(told.at(-1)!.surprise).toBeGreaterThan(4);
  });
});

describe('what looks like a ping sweep and is none', () => {
  const below = (found: readonly Evidence[]) => {
    for (const evidence of found) expect(evidence.surprise).toBeLessThanOrEqual(3.5);
  };

  it('a monitor that pings its hosts every minute', () => {
    const rounds = Array.from({ length: 10 }, (_, round) =>
      pings(80, 100, (i) => ({ time: START + round * 60_000 + i * 100 })),
    );
    below(find(rounds.flat()));
    below(drive(pingSweep, rounds.flat()));
  });

  it('a check of many hosts that all answer', () => {
    below(find(pings(200, 50, () => ANSWERED)));
  });

  it('a host that pings its gateway and a few others', () => {
    expect(find(pings(6, 1000))).toEqual([]);
    expect(find(pings(500, 1000, (i) => ({ destination: `10.0.1.${1 + (i % 4)}` })))).toEqual([]);
  });
});

describe('a sweep by ARP', () => {
  function asked(count: number, spacingMs: number, routed: boolean): readonly Evidence[] {
    const builder = new FactBuilder('test', 0, 1024);
    for (let i = 0; i < count; i++) {
      const row = builder.add(FactKind.arpBinding, i + 1, START + 1000 + i * spacingMs);
      parseAddress('10.0.0.9', builder.columns.address, 16 * row);
      parseAddress(`10.0.1.${1 + i}`, builder.columns.peer, 16 * row);
      builder.columns.mac.set([2, 0, 0, 0, 0, 9], 6 * row);
      builder.text('text', row, 'request');
    }
    const facts = builder.take();
    const stage = pingSweep.create(pingSweep.options.parse({}), OFFICE);
    const state = stage.open();
    const told: Evidence[] = [];
    const emit = (evidence: Evidence) => told.push(evidence);
    stage.facts!(state, { ...facts, length: 1 }, emit);
    if (routed) {
      const outside = ['198.51.100.1', '198.51.100.2'].map((source) => ({
        source,
        destination: '10.0.1.1',
        sourceMac: '02:00:00:00:00:09',
      }));
      stage.step(state, flows(outside), emit);
    }
    stage.facts!(state, facts, emit);
    stage.advance(state, START + 60_000, emit);
    stage.advance(state, Number.POSITIVE_INFINITY, emit);
    return latest(told);
  }

  it('is told', () => {
    const [evidence] = asked(200, 20, false);
    expect(evidence).toMatchObject({
      key: 'arp',
      summary: 'asked by ARP who has 200 addresses in 4 s',
    });
    expect(evidence!.surprise).toBeGreaterThan(4);
  });

  it('stays below the line for a router, which asks on behalf of others', () => {
    const [evidence] = asked(200, 20, true);
    expect(evidence!.surprise).toBe(3.5);
    expect(evidence!.summary).toContain('forwards packets of others');
  });

  it('is none when a host asks for its neighbours', () => {
    expect(asked(30, 1000, false)).toEqual([]);
  });
});
