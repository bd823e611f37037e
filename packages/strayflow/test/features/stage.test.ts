import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  FLOW_FEATURES,
  featureOptionsSchema,
  featureStage,
  HOST_FEATURES,
} from '../../src/features/index.js';
import type { NetworkContext } from '../../src/model/behaviour.js';
import { ConnectionState, RecordKind } from '../../src/model/flow-batch.js';
import { flowBatch, flowRows, hostRows, type Row, runStage, type Sketch } from './flows.js';

const network: NetworkContext = { isInternal: (bytes, offset) => bytes[offset + 12] === 10 };
const options = featureOptionsSchema.parse({});
const stage = featureStage(options, network);
const MINUTE = 60_000;

function run(sketches: readonly Sketch[], settings = options) {
  const { rows, state } = runStage(featureStage(settings, network), flowBatch(sketches));
  return { flows: flowRows(rows), hosts: hostRows(rows), dropped: stage.dropped(state) };
}

/** Records of a few flows each of which opens, goes on and closes, or is whole, at rising times. */
const records: fc.Arbitrary<Sketch[]> = fc
  .array(
    fc.record({
      gap: fc.oneof(
        { weight: 9, arbitrary: fc.nat(3000) },
        { weight: 1, arbitrary: fc.constant(5 * MINUTE) },
        { weight: 1, arbitrary: fc.nat(20 * MINUTE) },
      ),
      source: fc.constantFrom('10.0.0.1', '10.0.0.2', '192.0.2.9', '2600::1', '2600::2', '2601::1'),
      destination: fc.constantFrom('10.0.0.3', '10.0.0.4', '8.8.8.8', '2600::3'),
      port: fc.option(fc.constantFrom(22, 80, 443, 50_000)),
      protocol: fc.constantFrom(6, 17, 1),
      state: fc.option(fc.constantFrom(ConnectionState.S0, ConnectionState.SF, ConnectionState.OTH)),
      bytesSent: fc.option(fc.nat(1000)),
      durationMs: fc.option(fc.nat(5000)),
      initiatorKnown: fc.boolean(),
      service: fc.constantFrom('', 'dns', 'http'),
      kind: fc.nat(5),
      flow: fc.nat(6),
    }),
    { maxLength: 60 },
  )
  .map((drafts) => {
    let time = 1e12;
    return drafts.map(({ gap, kind, flow, ...sketch }, i) => {
      time += gap;
      if (kind > 2) return { ...sketch, time, flowId: 1000 + i };
      return { ...sketch, time, flowId: flow, record: kind as RecordKind };
    });
  });

describe('the feature stage', () => {
  it('gives the same rows however the input is cut, and through a snapshot', () => {
    fc.assert(
      fc.property(
        records,
        fc.array(fc.nat(60), { maxLength: 8 }),
        fc.nat(8),
        fc.constantFrom(16, 64),
        (sketches, at, snapshotAfter, cap) => {
          const small = featureStage({ ...options, openFlows: cap, pairs: cap, recentFlows: cap }, network);
          const batch = flowBatch(sketches);
          const whole = runStage(small, batch);
          const cut = runStage(small, batch, { at, snapshotAfter });
          expect(flowRows(cut.rows)).toEqual(flowRows(whole.rows));
          expect(hostRows(cut.rows)).toEqual(hostRows(whole.rows));
          expect(small.dropped(cut.state)).toBe(small.dropped(whole.state));
        },
      ),
      { numRuns: 150 },
    );
  });

  it('gives finite values only, and a row for every flow', () => {
    fc.assert(
      fc.property(records, (sketches) => {
        const { flows, hosts } = run(sketches);
        const opened = new Set(sketches.map((sketch) => sketch.flowId));
        expect(flows.length).toBeGreaterThanOrEqual(opened.size);
        for (const row of [...flows, ...hosts]) {
          for (const value of Object.values(row)) {
            if (typeof value === 'number') expect(value).toSatisfy(Number.isFinite);
          }
        }
        const counted = hosts.reduce((sum, host) => sum + Number(host['@flows']), 0);
        expect(counted).toBe(flows.length);
      }),
    );
  });

  it('counts the last five minutes as a plain recount does', () => {
    fc.assert(
      fc.property(records, (sketches) => {
        const whole = sketches.map(({ record: _, ...sketch }, i) => ({ ...sketch, flowId: i }));
        const { flows } = run(whole);
        flows.forEach((row, i) => {
          expect(row).toMatchObject(recount(whole.slice(0, i + 1)));
        });
      }),
    );
  });

  it('describes a flow by what it did', () => {
    const [row] = run([
      { time: 10_000, bytesSent: 300, bytesReceived: 100, durationMs: 2000, port: 60_000, protocol: 17 },
    ]).flows;
    expect(row).toMatchObject({
      'bytes-sent': 300,
      'bytes-received': 100,
      'packets-sent': 2,
      'packets-received': 2,
      duration: 2000,
      'byte-rate': 200,
      'packet-size': 100,
      'sent-share': 0.75,
      failed: 0,
      established: 1,
      tcp: 0,
      udp: 1,
      'port-class': 2,
      'pair-age': 0,
    });
  });

  it('gives neutral values for what is unknown', () => {
    const [row] = run([
      { time: 1, bytesSent: null, bytesReceived: null, durationMs: null, state: null, port: null },
    ]).flows;
    expect(row).toMatchObject({
      'bytes-sent': 0,
      duration: 0,
      'byte-rate': 0,
      'sent-share': 0.5,
      failed: 0,
      established: 0,
      'port-class': 1,
      'source-failure-share': 0,
    });
  });

  it('calls a port rarer the less it was used before', () => {
    const usual = Array.from({ length: 99 }, (_, i) => ({ time: i, port: 443 }));
    const { flows } = run([...usual, { time: 100, port: 443 }, { time: 101, port: 4444 }]);
    expect(flows[99]!['port-rarity']).toBeCloseTo(Math.log10(101 / 100), 12);
    expect(flows[100]!['port-rarity']).toBeCloseTo(Math.log10(102), 12);
  });

  it('knows since when a pair has spoken', () => {
    const { flows } = run([{ time: 0 }, { time: 90_000, destination: '10.0.0.9' }, { time: 2 * 3_600_000 }]);
    expect(flows.map((row) => row['pair-age'])).toEqual([0, 0, 7200]);
  });

  it('does not take a destination port for a service when nobody saw who began', () => {
    const replies = [50_001, 50_002, 50_003].map((port) => ({ time: 1, port, initiatorKnown: false }));
    const { flows, hosts } = run(replies);
    expect(flows.at(-1)).toMatchObject({ 'source-ports': 1, 'port-class': 1 });
    expect(hosts[0]).toMatchObject({ ports: 1 });
  });

  it('puts a flow together from its records', () => {
    const { flows } = run([
      {
        time: 0,
        flowId: 7,
        record: RecordKind.start,
        state: ConnectionState.S0,
        bytesSent: 40,
        bytesReceived: 0,
      },
      { time: 1, source: '10.0.0.5' },
      {
        time: 5000,
        flowId: 7,
        record: RecordKind.update,
        state: ConnectionState.S1,
        bytesSent: 60,
        bytesReceived: null,
        service: 'http',
        durationMs: 5000,
      },
      { time: 9000, flowId: 7, record: RecordKind.end, bytesSent: 100, bytesReceived: 500, durationMs: 9000 },
    ]);
    expect(flows.map((row) => row['@source'])).toEqual(['10.0.0.5', '10.0.0.1']);
    expect(flows[1]).toMatchObject({
      'bytes-sent': 200,
      'bytes-received': 500,
      'packets-sent': 6,
      duration: 9000,
      established: 1,
      '@record': 1,
      '@kind': RecordKind.complete,
      '@time': 9000,
      '@start': 0,
      '@service': 'http',
    });
  });

  it('ends open flows with the input', () => {
    const { flows } = run([
      { time: 0, flowId: 7, record: RecordKind.start },
      { time: 4, flowId: 8, record: RecordKind.start },
      { time: 9, flowId: 7, record: RecordKind.update },
    ]);
    expect(flows.map((row) => [row['@record'], row['@time']])).toEqual([
      [1, 9],
      [2, 4],
    ]);
  });

  it('closes the oldest flow and counts it when too many are open', () => {
    const starts = Array.from({ length: 20 }, (_, i) => ({
      time: i,
      flowId: i,
      record: RecordKind.start,
    }));
    const { flows, dropped } = run(starts, { ...options, openFlows: 16 });
    expect(flows.map((row) => row['@record'])).toEqual(starts.map((_, i) => i + 1));
    expect(dropped).toBe(4);
  });

  it('sums up a host by closed window, hosts in order of address', () => {
    const start = 1_000_000 * 5 * MINUTE;
    const { hosts } = run([
      { time: start, source: '10.0.0.7', destination: '10.0.0.9', port: 80, durationMs: 100 },
      { time: start, source: '10.0.0.1', destination: '10.0.0.9' },
      ...[1, 2, 3, 4].map((i) => ({
        time: start + i * 10_000,
        source: '10.0.0.7',
        destination: i < 3 ? '10.0.0.9' : '10.0.0.8',
        port: i % 2 === 0 ? 80 : 443,
        state: i === 4 ? ConnectionState.REJ : ConnectionState.SF,
        durationMs: 100,
      })),
      { time: start + 6 * MINUTE, source: '10.0.0.7', destination: '10.0.0.8', state: null },
    ]);
    expect(hosts.map((row) => [row['@host'], row['@start']])).toEqual([
      ['10.0.0.1', start],
      ['10.0.0.7', start],
      ['10.0.0.7', start + 5 * MINUTE],
    ]);
    expect(hosts[1]).toMatchObject({
      flows: 5,
      peers: 2,
      'new-peers': 2,
      ports: 2,
      'flows-per-peer': 2.5,
      'failure-share': 0.2,
      'bytes-sent': 500,
      'bytes-received': 1500,
      'sent-share': 0.25,
      'bytes-sent-per-flow': 100,
      'mean-duration': 100,
      'interval-variation': 0,
      '@end': start + 5 * MINUTE,
      '@flows': 5,
      '@established': 4,
      '@records': '1 3 4 5 6',
    });
    const share = 3 / 5;
    expect(hosts[1]!['port-entropy']).toBeCloseTo(
      -share * Math.log2(share) - (1 - share) * Math.log2(1 - share),
      12,
    );
    expect(hosts[2]).toMatchObject({ 'new-peers': 0, peers: 1, 'failure-share': 0, '@records': '7 0 0 0 0' });
  });

  it('counts an external IPv6 network as one host, and internal addresses apart', () => {
    const external = ['2600::1', '2600::2'].map((source) => ({ time: 1, source }));
    const { flows, hosts } = run([
      ...external,
      { time: 1, source: 'fd00::1' },
      { time: 1, source: 'fd00::2' },
    ]);
    expect(hosts.map((row) => [row['@host'], row['@flows']])).toEqual([
      ['2600::', 2],
      ['fd00::1', 1],
      ['fd00::2', 1],
    ]);
    expect(flows[1]).toMatchObject({ 'source-flows': 2, '@source': '2600::2' });
  });

  it('keeps sites apart', () => {
    const emitted: Row[] = [];
    const state = stage.open();
    for (const site of ['home', 'office']) {
      stage.step(state, flowBatch([{ time: 1, site }]), (rows) => emitted.push(...flowRows([rows])));
    }
    expect(emitted.map((row) => [row['@site'], row['source-flows']])).toEqual([
      ['home', 1],
      ['office', 1],
    ]);
  });

  it('forgets the pairs that were silent for longest when there are too many, and counts them', () => {
    const pair = (time: number, last: number) => ({ time, destination: `10.0.1.${last}` });
    const early = Array.from({ length: 16 }, (_, i) => pair(i * 1000, i));
    const { flows, dropped } = run(
      [...early, pair(20 * MINUTE, 99), pair(20 * MINUTE, 15), pair(20 * MINUTE, 0)],
      { ...options, pairs: 16 },
    );
    expect(dropped).toBe(8);
    expect(flows.at(-2)!['pair-age']).toBeGreaterThan(0);
    expect(flows.at(-1)!['pair-age']).toBe(0);
  });

  it('says of every column what it is, in what unit and why', () => {
    for (const columns of [FLOW_FEATURES, HOST_FEATURES]) {
      expect(new Set(columns.map((column) => column.name)).size).toBe(columns.length);
      for (const column of columns) expect(column.title.length * column.why.length).toBeGreaterThan(0);
    }
  });
});

/** What the recent columns of the last of `flows` must be. */
function recount(flows: readonly Sketch[]): Row {
  const last = flows.at(-1)!;
  const unit = (address: string | undefined) => (address!.includes(':') ? address!.split('::')[0] : address);
  const door = (flow: Sketch) => `${flow.protocol} ${flow.initiatorKnown ? flow.port : null}`;
  const recent = flows.filter((flow) => flow.time > last.time - 5 * MINUTE);
  const mine = recent.filter((flow) => unit(flow.source) === unit(last.source));
  const judged = mine.filter(
    (flow) => flow.state === ConnectionState.S0 || flow.state === ConnectionState.SF,
  );
  const failed = judged.filter((flow) => flow.state === ConnectionState.S0);
  const same = mine.filter(
    (flow) => unit(flow.destination) === unit(last.destination) && door(flow) === door(last),
  );
  return {
    'pair-port-flows': same.length,
    'source-flows': mine.length,
    'source-peers': new Set(mine.map((flow) => unit(flow.destination))).size,
    'source-ports': new Set(mine.map(door)).size,
    'source-failure-share': judged.length === 0 ? 0 : failed.length / judged.length,
  };
}
