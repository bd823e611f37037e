import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ADDRESS_CHECKS, addressOptionsSchema } from '../../src/addresses/index.js';
import { parseAddress } from '../../src/model/address.js';
import type { NetworkContext } from '../../src/model/behaviour.js';
import type { Evidence } from '../../src/model/evidence.js';
import { ConnectionState, RecordKind } from '../../src/model/flow-batch.js';
import { FlowBuilder, sliceBatch } from '../../src/model/flow-builder.js';
import { restore, snapshot } from '../../src/model/snapshot.js';
import { TICK_MS } from '../../src/model/window.js';

const spoofing = ADDRESS_CHECKS.find((check) => check.name === 'spoofing')!;
const options = addressOptionsSchema.parse({}).checks['spoofing'];
const inTen: NetworkContext = { isInternal: (bytes, at) => bytes[at + 12] === 10, internalGiven: true };

interface Flow {
  readonly time: number;
  readonly source: string;
  readonly destination?: string;
  readonly state?: ConnectionState;
  readonly packets?: number;
  readonly protocol?: number;
  readonly record?: RecordKind;
  readonly initiatorKnown?: boolean;
  readonly mac?: number;
  readonly sourcePort?: number;
}

function batchOf(flows: readonly Flow[]) {
  const withMac = flows.some((flow) => flow.mac !== undefined);
  const builder = new FlowBuilder('home', withMac ? ['sourceMac'] : [], flows.length);
  flows.forEach((flow, i) => {
    const row = builder.add();
    const { columns } = builder;
    columns.recordNumber[row] = i + 1;
    columns.record[row] = flow.record ?? RecordKind.complete;
    columns.time[row] = flow.time;
    parseAddress(flow.source, columns.source, 16 * row);
    parseAddress(flow.destination ?? '10.0.0.1', columns.destination, 16 * row);
    columns.protocol[row] = flow.protocol ?? 6;
    columns.sourcePort[row] = flow.sourcePort ?? 40_000;
    columns.state[row] = flow.state ?? ConnectionState.S0;
    columns.packetsSent[row] = flow.packets ?? 1;
    columns.initiatorKnown[row] = flow.initiatorKnown === false ? 0 : 1;
    if (flow.mac !== undefined) columns.sourceMac[6 * row + 5] = flow.mac;
  });
  return builder.take();
}

function run(flows: readonly Flow[], network = inTen, cuts: readonly number[] = []): Evidence[] {
  const stage = spoofing.create(options, network);
  const batch = batchOf(flows);
  const told: Evidence[] = [];
  const emit = (evidence: Evidence) => told.push(evidence);
  let state = stage.open();
  let nextTick = Number.NEGATIVE_INFINITY;
  let from = 0;
  for (const place of [...cuts, batch.length]) {
    while (from < Math.min(place, batch.length)) {
      if (batch.time[from]! >= nextTick) {
        const tick = Math.floor(batch.time[from]! / TICK_MS) * TICK_MS;
        if (nextTick !== Number.NEGATIVE_INFINITY) stage.advance(state, tick, emit);
        nextTick = tick + TICK_MS;
      }
      let to = from + 1;
      while (to < Math.min(place, batch.length) && batch.time[to]! < nextTick) to++;
      stage.step(state, sliceBatch(batch, from, to), emit);
      from = to;
    }
    if (cuts.length > 0) state = restore(snapshot(state));
  }
  stage.advance(state, Number.POSITIVE_INFINITY, emit);
  return told;
}

const latest = (told: readonly Evidence[]) => [...new Map(told.map((one) => [one.id, one])).values()];
const forged = (i: number) => `${11 + (i % 100)}.${(i * 7) % 256}.${(i * 31) % 256}.${i % 256}`;
const flood = (count: number, more: Partial<Flow> = {}): Flow[] =>
  Array.from({ length: count }, (_, i) => ({ time: 1e6 + i * 100, source: forged(i), ...more }));

describe('the spoofing check', () => {
  it('tells the victim of a forged flood, and accuses no source', () => {
    const told = latest(run(flood(1000)));
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({
      family: 'spoofing',
      role: 'victim',
      host: '10.0.0.1',
      peer: null,
      attributable: false,
      key: 'forged-flood',
      recordCount: 1000,
      technique: 'T1498.001',
    });
    expect(told[0]!.summary).toContain('single packets from 1,000 sources within five minutes');
    expect(told[0]!.records).toHaveLength(20);
    expect(told[0]!.surprise).toBeGreaterThanOrEqual(4);
  });

  it('counts a great many sources closely', () => {
    const [told] = latest(run(flood(20_000).map((flow, i) => ({ ...flow, time: 1e6 + i }))));
    const sources = told!.contributions[0]!.value;
    const truly = new Set(flood(20_000).map((flow) => flow.source)).size;
    expect(Math.abs(sources / truly - 1)).toBeLessThan(0.03);
  });

  it('is silent about clients that shake hands, answered datagrams, and one busy scanner', () => {
    expect(run(flood(1000, { state: ConnectionState.SF, packets: 6 }))).toEqual([]);
    expect(run(flood(1000, { state: ConnectionState.SF, protocol: 17 }))).toEqual([]);
    expect(run(flood(1000, { source: '45.1.2.3' }))).toEqual([]);
    expect(run(flood(1000, { initiatorKnown: false }))).toEqual([]);
    expect(run(flood(1000, { record: RecordKind.start }))).toEqual([]);
  });

  it('tells forged datagrams from answers that reflectors send', () => {
    expect(latest(run(flood(1000, { protocol: 17 })))).toHaveLength(1);
    expect(run(flood(1000, { protocol: 17, sourcePort: 500 }))).toEqual([]);
    expect(run(flood(1000, { protocol: 17, sourcePort: 11_211 }))).toEqual([]);
  });

  it('is silent when the sources come one after another over a day', () => {
    expect(run(Array.from({ length: 1000 }, (_, i) => ({ time: i * 60_000, source: forged(i) })))).toEqual(
      [],
    );
  });

  it('takes an answered SYN that nobody followed up for a sign, too', () => {
    expect(latest(run(flood(1000, { state: ConnectionState.S1 })))).toHaveLength(1);
  });

  it('tells of sources that no sender can have', () => {
    const sources = ['127.0.0.5', '240.0.0.1', '0.1.2.3', '224.0.0.9', '192.0.2.7', '2001:db8::5', 'ff02::1'];
    const told = latest(run(sources.map((source, i) => ({ time: i, source }))));
    expect(told).toEqual([
      expect.objectContaining({ key: 'impossible-source', role: 'victim', host: '10.0.0.1', recordCount: 7 }),
    ]);
  });

  it('knows what is ordinary: DHCP, loopback to itself, tunnels, a laboratory that uses such addresses', () => {
    const ordinary: Flow[] = Array.from({ length: 50 }, (_, i) => [
      { time: i, source: '0.0.0.0', destination: '255.255.255.255', protocol: 17 },
      { time: i, source: '::', destination: 'ff02::1', protocol: 58 },
      { time: i, source: '127.0.0.1', destination: '127.0.0.53', protocol: 17 },
      { time: i, source: '192.0.0.2' },
      { time: i, source: '8.8.8.8' },
      { time: i, source: '198.51.100.4', state: ConnectionState.SF, packets: 9 },
    ]).flat();
    expect(run(ordinary)).toEqual([]);
    const handshakes = [RecordKind.start, RecordKind.end].map((record) => ({
      time: 1,
      source: '203.0.113.5',
      record,
      state: record === RecordKind.start ? ConnectionState.S0 : ConnectionState.SF,
    }));
    expect(run(Array.from({ length: 9 }, () => handshakes).flat())).toEqual([]);
    const laboratory: NetworkContext = { isInternal: () => true };
    expect(
      run(
        [1, 2, 3, 4].map((time) => ({ time, source: '192.0.2.7' })),
        laboratory,
      ),
    ).toEqual([]);
  });

  it('names private sources from outside weakly, and only when the network was configured', () => {
    const flows = Array.from({ length: 30 }, (_, i) => ({ time: i, source: '192.168.9.9' }));
    expect(latest(run(flows))).toEqual([
      expect.objectContaining({ key: 'private-source', surprise: 2.3, host: '10.0.0.1' }),
    ]);
    expect(run(flows, { ...inTen, internalGiven: false })).toEqual([]);
    expect(run(flows, { isInternal: inTen.isInternal })).toEqual([]);
  });

  it('tells whose address comes from outside, by the way that only outside traffic takes', () => {
    const router = 1;
    const outside = Array.from({ length: 150 }, (_, i) => ({ time: i, source: forged(i), mac: router }));
    const atHome = Array.from({ length: 20 }, (_, i) => ({ time: 200 + i, source: '10.0.0.7', mac: 9 }));
    const strays = Array.from({ length: 6 }, (_, i) => ({ time: 300 + i, source: '10.0.0.7', mac: router }));
    const told = latest(run([...outside, ...atHome, ...strays])).filter((one) => one.key === 'own-prefix');
    expect(told).toEqual([expect.objectContaining({ role: 'victim', host: '10.0.0.7', recordCount: 6 })]);
    const routed = atHome.map((flow) => ({ ...flow, mac: router }));
    expect(run([...outside, ...routed, ...strays]).filter((one) => one.key === 'own-prefix')).toEqual([]);
  });

  it('raises the revision of the same evidence as it grows', () => {
    const told = run([...flood(1000), ...flood(3000).map((flow) => ({ ...flow, time: flow.time + 2e5 }))]);
    expect(new Set(told.map((one) => one.id)).size).toBe(1);
    expect(told.map((one) => one.revision)).toEqual(told.map((_, i) => i));
    expect(told.at(-1)!.recordCount).toBe(4000);
    for (const one of told) {
      expect(one.contributions.reduce((sum, part) => sum + part.share, 0)).toBe(1);
      expect(one.window.start).toBeLessThanOrEqual(one.firstSeen);
      expect(one.window.end).toBeGreaterThan(one.lastSeen);
    }
  });

  it('tells the same however the input is cut, and through snapshots', () => {
    const flows = [
      ...flood(700),
      ...Array.from({ length: 40 }, (_, i) => ({
        time: 2e6 + i * 997,
        source: i % 2 === 0 ? '240.0.0.1' : '192.168.9.9',
      })),
      ...flood(900).map((flow) => ({ ...flow, time: flow.time + 3e6 })),
    ];
    const whole = run(flows);
    expect(whole.length).toBeGreaterThan(3);
    fc.assert(
      fc.property(fc.array(fc.nat(flows.length), { minLength: 1, maxLength: 5 }), (cuts) => {
        expect(
          run(
            flows,
            inTen,
            cuts.sort((a, b) => a - b),
          ),
        ).toEqual(whole);
      }),
      { numRuns: 20 },
    );
  });
});
