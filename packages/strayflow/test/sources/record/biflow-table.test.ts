import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAddress } from '../../../src/model/address.js';
import {
  CONNECTION_STATE_NAMES,
  type FlowBatch,
  isKnown,
  RecordKind,
} from '../../../src/model/flow-batch.js';
import { restore, snapshot } from '../../../src/model/snapshot.js';
import { type BiflowState, BiflowTable } from '../../../src/sources/record/biflow-table.js';
import { FlowDraft } from '../../../src/sources/record/flow-draft.js';
import { EndReason, OneWayRecord } from '../../../src/sources/record/one-way.js';

interface Told {
  from: string;
  to: string;
  start: number;
  end: number;
  packets?: number;
  flags?: number;
  reason?: number;
  protocol?: number;
  icmpType?: number;
  refused?: boolean;
  reverse?: number;
  reverseStart?: number;
  isInitiator?: boolean;
}

const LIMITS = { pairingMs: 15_000, idleMs: 120_000, maxFlows: 1000 };
const SYN = 2;
const ALL = 0x1b;

function assemble(records: readonly Told[], limits = LIMITS, restartAfter = -1) {
  const rows: Record<string, unknown>[] = [];
  const sink = {
    flows(batch: FlowBatch) {
      for (let row = 0; row < batch.length; row++) {
        const known = (column: 'packetsSent' | 'packetsReceived' | 'state') =>
          isKnown(batch.validity[column], row) ? batch[column][row]! : null;
        const state = known('state');
        rows.push({
          flow: batch.flowId[row],
          kind: batch.record[row],
          from: batch.source[16 * row + 15],
          port: batch.sourcePort[row],
          sent: known('packetsSent'),
          received: known('packetsReceived'),
          state: state === null ? null : CONNECTION_STATE_NAMES[state],
          known: batch.initiatorKnown[row],
          start: batch.start[row],
          time: batch.time[row],
        });
      }
    },
    facts() {},
    read() {},
    reject() {},
    ignore() {},
    note() {},
  };
  const draft = new FlowDraft({ site: '', input: 0, sink }, ['exporter', 'sourceMac', 'service']);
  let table = new BiflowTable(draft, limits);
  const record = new OneWayRecord();
  records.forEach((told, index) => {
    record.clear();
    const [from, fromPort] = told.from.split(' ') as [string, string];
    const [to, toPort] = told.to.split(' ') as [string, string];
    parseAddress(from, record.source, 0);
    parseAddress(to, record.destination, 0);
    record.sourcePort = Number(fromPort);
    record.destinationPort = Number(toPort);
    record.protocol = told.protocol ?? 6;
    record.start = told.start;
    record.end = told.end;
    record.packets = told.packets ?? 1;
    record.tcpFlags = told.flags ?? Number.NaN;
    record.endReason = told.reason ?? EndReason.unknown;
    record.icmpType = told.icmpType ?? Number.NaN;
    record.refused = told.refused ?? false;
    record.reversePackets = told.reverse ?? Number.NaN;
    record.reverseStart = told.reverseStart ?? Number.NaN;
    record.isInitiator = told.isInitiator ?? false;
    table.add(record, index + 1);
    if (index === restartAfter) {
      table = new BiflowTable(draft, limits, restore<BiflowState>(snapshot(table.state)));
    }
  });
  table.end();
  draft.flush();
  return { rows, evicted: table.state.evicted };
}

const CLIENT = '10.0.0.5 51000';
const SERVER = '10.0.0.1 443';
const there = { from: CLIENT, to: SERVER, start: 1000, end: 3000, packets: 4, flags: ALL };
const back = { from: SERVER, to: CLIENT, start: 1010, end: 3010, packets: 6, flags: ALL };

describe('BiflowTable', () => {
  it('puts both directions together, whichever is exported first', () => {
    for (const records of [
      [there, back],
      [back, there],
    ]) {
      expect(assemble(records).rows).toEqual([
        expect.objectContaining({
          kind: RecordKind.complete,
          from: 5,
          sent: 4,
          received: 6,
          state: 'SF',
          known: 1,
          start: 1000,
          time: 3010,
        }),
      ]);
    }
  });

  it('says nothing of an answer that was not exported', () => {
    const [row] = assemble([{ ...there, flags: SYN }]).rows;
    expect(row).toMatchObject({ sent: 4, received: null, state: null, known: 1, from: 5 });
    expect(assemble([{ ...back, flags: 0x10 }]).rows[0]).toMatchObject({
      from: 5,
      received: 6,
      sent: null,
      known: 0,
    });
  });

  it('knows who asked for a connection by the SYN that acknowledges nothing, also of equal times', () => {
    const answer = { ...back, start: 1000, flags: 0x12 };
    for (const asked of [
      { ...there, flags: SYN },
      { ...there, from: '10.0.0.5 80', flags: SYN },
    ]) {
      const rows = assemble([{ ...answer, to: asked.from }, asked]).rows;
      expect(rows[0]).toMatchObject({ from: 5, sent: 4, received: 6, known: 1 });
    }
  });

  it('tells the refusal of what was let pass before', () => {
    const { rows } = assemble([
      { ...there, flags: SYN },
      { ...there, start: 4000, end: 4000, packets: 1, flags: SYN, refused: true },
    ]);
    expect(rows.map(({ sent, state }) => [sent, state])).toEqual([
      [4, null],
      [1, 'REJ'],
    ]);
  });

  it('waits no longer than the pairing window', () => {
    const other = { from: '10.0.0.9 1', to: '10.0.0.8 2', start: 40_000, end: 40_000, protocol: 17 };
    const late = { ...back, start: 1010, end: 3010 };
    const { rows } = assemble([there, other, late]);
    expect(rows.map(({ sent, received }) => [sent, received])).toEqual([
      [4, null],
      [1, null],
      [null, 6],
    ]);
  });

  it('keeps a flow that an active time-out cuts one flow', () => {
    const cut = (minute: number, reason: number) => [
      { ...there, start: 60_000 * minute, end: 60_000 * (minute + 1) - 1, reason, flags: 0x18 },
      { ...back, start: 60_000 * minute + 5, end: 60_000 * (minute + 1), reason, flags: 0x18 },
    ];
    const { rows } = assemble([
      ...cut(0, EndReason.active),
      ...cut(1, EndReason.active),
      ...cut(2, EndReason.end),
    ]);
    expect(rows.map(({ kind, sent, received }) => [kind, sent, received])).toEqual([
      [RecordKind.start, 4, 6],
      [RecordKind.update, 4, 6],
      [RecordKind.end, 4, 6],
    ]);
    expect(new Set(rows.map(({ flow }) => flow)).size).toBe(1);
    const silent = assemble([
      ...cut(0, EndReason.active),
      { ...there, from: '10.0.0.7 1', start: 9e6, end: 9e6 },
    ]).rows;
    expect(silent[1]).toMatchObject({ kind: RecordKind.end, sent: 0, received: 0 });
  });

  it('tells a new connection on the same ports from the old one', () => {
    const { rows } = assemble([
      there,
      back,
      { ...there, start: 5000, end: 6000 },
      { ...back, start: 5010, end: 6010 },
    ]);
    expect(rows.map(({ kind, start }) => [kind, start])).toEqual([
      [RecordKind.complete, 1000],
      [RecordKind.complete, 5000],
    ]);
  });

  it('joins questions and answers of ICMP, and nothing else of it', () => {
    const ping = { from: '10.0.0.5 0', to: '10.0.0.1 0', start: 1, end: 2, protocol: 1 };
    const pong = { from: '10.0.0.1 0', to: '10.0.0.5 0', start: 2, end: 3, protocol: 1 };
    expect(
      assemble([
        { ...ping, icmpType: 8 },
        { ...pong, icmpType: 0 },
      ]).rows,
    ).toEqual([expect.objectContaining({ from: 5, sent: 1, received: 1, state: 'SF' })]);
    expect(
      assemble([
        { ...ping, icmpType: 8 },
        { ...pong, icmpType: 3 },
      ]).rows,
    ).toHaveLength(2);
    expect(
      assemble([
        { ...ping, icmpType: 3 },
        { ...pong, icmpType: 3 },
      ]).rows,
    ).toHaveLength(2);
  });

  it('takes what tells both directions, and what a filter refused, as whole', () => {
    expect(assemble([{ ...there, reverse: 9 }]).rows[0]).toMatchObject({
      sent: 4,
      received: 9,
      kind: RecordKind.complete,
    });
    expect(assemble([{ ...there, refused: true, flags: SYN }]).rows[0]).toMatchObject({
      state: 'REJ',
      received: 0,
    });
  });

  it('knows of an answer that did not come from a record that counts none of it', () => {
    const state = (more: Partial<Told>) => assemble([{ ...there, reverse: 0, ...more }]).rows[0]!;
    expect(state({ flags: SYN })).toMatchObject({ state: 'S0', received: 0, from: 5, known: 1 });
    expect(state({ protocol: 17 })).toMatchObject({ state: 'S0', from: 5, known: 1 });
    expect(state({ protocol: 1, icmpType: 8 })).toMatchObject({ state: 'S0' });
    expect(state({ protocol: 17, reverse: 1 })).toMatchObject({ state: 'SF', received: 1 });
    // The server's port is the lower one, but only the other side spoke.
    const [row] = assemble([{ ...back, reverse: 0, protocol: 17 }]).rows;
    expect(row).toMatchObject({ from: 1, state: 'S0' });
  });

  it('takes the word of the exporter for who opened a flow', () => {
    const [row] = assemble([{ ...back, reverse: 4, isInitiator: true }]).rows;
    expect(row).toMatchObject({ from: 1, sent: 6, received: 4, known: 1 });
    const [later] = assemble([{ ...back, reverse: 4, reverseStart: 1015 }]).rows;
    expect(later).toMatchObject({ from: 1, known: 1 });
  });

  const record = fc.record({
    client: fc.integer({ min: 2, max: 5 }),
    port: fc.constantFrom(1024, 1025),
    direction: fc.boolean(),
    gap: fc.nat(40_000),
    duration: fc.nat(5000),
    packets: fc.integer({ min: 1, max: 9 }),
    flags: fc.constantFrom(undefined, SYN, 0x10, 0x12, ALL),
    reason: fc.constantFrom(0, 1, 2, 3),
    protocol: fc.constantFrom(6, 17),
  });
  const traffic = fc.array(record, { maxLength: 60 }).map((drawn) => {
    let clock = 0;
    return drawn.map(({ client, port, direction, gap, duration, ...rest }) => {
      clock += gap;
      const ends = [`10.0.0.${client} ${port}`, '10.0.0.1 80'];
      if (!direction) ends.reverse();
      const { flags, ...others } = rest;
      return {
        from: ends[0]!,
        to: ends[1]!,
        start: clock,
        end: clock + duration,
        ...others,
        ...(flags === undefined ? {} : { flags }),
      };
    });
  });

  it('loses no packet, and opens and closes every flow exactly once', () => {
    fc.assert(
      fc.property(traffic, fc.integer({ min: 1, max: 6 }), (records, maxFlows) => {
        const { rows } = assemble(records, { ...LIMITS, maxFlows });
        const told = rows.reduce(
          (sum, row) => sum + Number(row['sent'] ?? 0) + Number(row['received'] ?? 0),
          0,
        );
        expect(told).toBe(records.reduce((sum, each) => sum + each.packets, 0));
        const kinds = new Map<unknown, unknown[]>();
        for (const { flow, kind } of rows) kinds.set(flow, [...(kinds.get(flow) ?? []), kind]);
        for (const list of kinds.values()) {
          const [first, ...rest] = list;
          if (rest.length === 0) expect(first).toBe(RecordKind.complete);
          else {
            expect(first).toBe(RecordKind.start);
            expect(rest.pop()).toBe(RecordKind.end);
            expect(rest.every((kind) => kind === RecordKind.update)).toBe(true);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('goes on from its snapshot', () => {
    fc.assert(
      fc.property(traffic, fc.nat(59), (records, restart) => {
        expect(assemble(records, LIMITS, restart)).toEqual(assemble(records));
      }),
      { numRuns: 100 },
    );
  });

  it('puts together what a snapshot came between, whatever the bytes of the addresses', () => {
    for (const host of ['216.0.220.255', '223.255.216.1', '2001:d800:dfff::1']) {
      const one = { ...there, from: `${host} 55301` };
      const other = { ...back, to: `${host} 55301` };
      expect(assemble([one, other], LIMITS, 0)).toEqual(assemble([one, other]));
      expect(assemble([one, other], LIMITS, 0).rows).toHaveLength(1);
    }
  });

  it('counts the flows that had to give way', () => {
    const many = Array.from({ length: 50 }, (_, i) => ({ ...there, from: `10.0.1.${i} 5`, flags: SYN }));
    const { rows, evicted } = assemble(many, { ...LIMITS, maxFlows: 10 });
    expect(rows).toHaveLength(50);
    expect(evicted).toBe(40);
  });
});
