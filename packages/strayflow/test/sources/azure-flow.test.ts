/**
 * Records have the shape of the samples in "Virtual network flow logs" and "NSG flow logs"
 * (learn.microsoft.com/azure/network-watcher/vnet-flow-logs-overview, …/nsg-flow-logs-overview).
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SourceFormat } from '../../src/model/source.js';
import { azureFlowFormat } from '../../src/sources/azure-flow.js';
import { readText } from './text/reading.js';

const read = (input: string, cuts: readonly number[] = [], restartAfter = -1, options = {}) =>
  readText(azureFlowFormat as SourceFormat, input, options, cuts, restartAfter);

const AT = 1_663_146_003_599;
const network = (tuples: readonly unknown[], macAddress = '002248AB00CD') => ({
  time: '2022-09-14T09:00:52.5625085Z',
  flowLogVersion: 4,
  macAddress,
  category: 'FlowLogFlowEvent',
  flowRecords: {
    flows: [{ aclID: '1', flowGroups: [{ rule: 'Default "Rule" {[', flowTuples: tuples }] }],
  },
});
const group = (version: number, tuples: readonly string[]) => ({
  time: '2018-11-13T12:00:35.3899262Z',
  category: 'NetworkSecurityGroupFlowEvent',
  properties: {
    Version: version,
    flows: [{ rule: 'DefaultRule_AllowVnetInBound', flows: [{ mac: '000D3AF87856', flowTuples: tuples }] }],
  },
});
const blob = (...records: readonly object[]) => JSON.stringify({ records }, null, 2);
const lines = (...records: readonly object[]) => records.map((each) => `${JSON.stringify(each)}\n`).join('');

const PARTIES = '10.0.0.6,192.0.2.180,23956,443,6,O';
const BEGIN = `${AT},${PARTIES},B,NX,0,0,0,0`;
const END = `${AT + 500},${PARTIES},E,NX,3,767,2,1580`;

describe('tuples of virtual networks', () => {
  it('of a short flow are one flow with both directions', () => {
    const { rows, read: records } = read(blob(network([BEGIN, END])));
    expect(records).toBe(2);
    expect(rows).toEqual([
      expect.objectContaining({
        line: 1,
        start: AT,
        time: AT + 500,
        durationMs: 500,
        source: '10.0.0.6',
        sourcePort: 23956,
        destination: '192.0.2.180',
        destinationPort: 443,
        protocol: 6,
        state: null,
        initiatorKnown: true,
        packetsSent: 3,
        bytesSent: 767,
        packetsReceived: 2,
        bytesReceived: 1580,
        mac: '00:22:48:ab:00:cd',
      }),
    ]);
  });

  it('of a long flow are its start, its updates and its end, each with what is new', () => {
    const minutes = (n: number) => AT + 300_000 * n;
    const { rows } = read(
      blob(
        network([BEGIN, `${minutes(1)},${PARTIES},C,NX,1021,588096,8005,4610880`]),
        network([`${minutes(2)},${PARTIES},E,NX,52,29952,47,27072`]),
      ),
    );
    expect(rows.map(({ packetsSent, bytesReceived }) => [packetsSent, bytesReceived])).toEqual([
      [1021, 4_610_880],
      [52, 27_072],
    ]);
  });

  it('say who was denied, and who got no answer', () => {
    const denied = `${AT},101.33.218.153,10.0.0.6,22,55188,6,I,D,NX,0,0,0,0`;
    expect(read(blob(network([denied]))).rows[0]).toMatchObject({
      state: 'REJ',
      source: '101.33.218.153',
      initiatorKnown: true,
      packetsReceived: 0,
      mac: '00:00:00:00:00:00',
    });
    const silent = END.replace('3,767,2,1580', '3,180,0,0');
    expect(read(blob(network([silent]))).rows[0]).toMatchObject({ state: 'S0', packetsReceived: 0 });
    const udp = END.replace(',443,6,', ',53,17,');
    expect(read(blob(network([udp]))).rows[0]).toMatchObject({ state: 'SF', protocol: 17 });
  });

  it('without statistics are not flows of nothing', () => {
    expect(read(blob(network([BEGIN]))).rows[0]).toMatchObject({
      packetsSent: null,
      bytesReceived: null,
      state: null,
    });
  });

  it('of two network interfaces stay apart', () => {
    expect(
      read(blob(network([END]), network([END.replace(',O,', ',I,')], '00224899FFEE'))).rows,
    ).toHaveLength(2);
  });
});

describe('tuples of network security groups', () => {
  it('of version 2 have states and counters', () => {
    const { rows } = read(
      blob(
        group(2, [
          '1542110377,10.0.0.4,203.0.113.118,44931,443,T,O,A,B,,,,',
          '1542110437,10.0.0.4,203.0.113.118,44931,443,T,O,A,E,1,66,25,1330',
          '1542110379,198.51.100.9,10.0.0.4,56800,8080,T,I,D,B,,,,',
          '1542110402,10.0.0.4,203.0.113.4,5671,53,U,O,A,E,12,1000,12,2000',
        ]),
      ),
    );
    expect(
      rows.map(({ state, packetsSent, packetsReceived, protocol }) => [
        state,
        packetsSent,
        packetsReceived,
        protocol,
      ]),
    ).toEqual([
      [null, 1, 25, 6],
      ['REJ', 0, 0, 6],
      ['SF', 12, 12, 17],
    ]);
    expect(rows[0]).toMatchObject({ start: 1_542_110_377_000, durationMs: 60_000 });
  });

  it('of version 1 say that a flow began or was denied', () => {
    const { rows } = read(
      lines(
        group(1, [
          '1487282421,198.51.100.95,10.1.0.4,51529,5358,T,I,D',
          '1487282422,10.1.0.4,203.0.113.4,51530,443,T,O,A',
        ]),
      ),
    );
    expect(rows.map(({ state, packetsSent }) => [state, packetsSent])).toEqual([
      ['REJ', 0],
      [null, null],
    ]);
  });
});

it('reads blobs, arrays and lines, and lines of blobs', () => {
  const records = [
    network([BEGIN, END]),
    group(2, ['1542110377,10.0.0.4,203.0.113.1,4,53,U,O,A,E,1,66,1,70']),
  ];
  const whole = read(blob(...records)).rows;
  expect(whole).toHaveLength(2);
  for (const text of [
    lines(...records),
    JSON.stringify(records),
    `\ufeff${blob(...records)}`,
    records.map((each) => `${JSON.stringify({ records: [each] })}\n`).join(''),
    `{ "records" :\r\n[\r\n${records.map((each) => JSON.stringify(each)).join('\r\n,')}]}`,
  ]) {
    expect(read(text).rows).toEqual(whole);
  }
});

it('rejects tuples and records that cannot be used, one by one', () => {
  const { rows, rejected, notes } = read(
    `${lines(
      network([
        'x',
        BEGIN.replace(`${AT}`, 'soon'),
        BEGIN.replace('10.0.0.6', 'here'),
        BEGIN.replace('192.0.2.180', 'there'),
        BEGIN.replace(',B,', ',Z,'),
        7,
        END.replace('3,767', 'many,767'),
        'x'.repeat(600),
      ]),
      { records: 'none' },
    )}{"a":\n`,
  );
  expect(rejected).toEqual({
    'bad-tuple': [1, 6, 8],
    'bad-time': [2],
    'bad-source': [3],
    'bad-destination': [4],
    'bad-state': [5],
    'not-azure-flow': [9],
    'bad-json': [10],
  });
  expect(rows).toEqual([expect.objectContaining({ line: 7, packetsSent: null, bytesSent: 767 })]);
  expect(notes.join()).toContain('packets sent');
});

it('counts a broken record with its place, and keeps those around it', () => {
  const text = (mac: string) => JSON.stringify(network([END], mac));
  const broken = text('002248AB00CE').slice(0, -4);
  const input = `{"records":[${[text('002248AB00CD'), broken, text('002248AB00CF')].join()}]}`;
  const { rows, rejected, details } = read(input);
  expect(rows.map(({ mac }) => mac)).toEqual(['00:22:48:ab:00:cd', '00:22:48:ab:00:cf']);
  expect(rejected).toEqual({ 'bad-json': [2] });
  expect(details[0]).toContain(`at byte ${input.indexOf(broken)}: {"time":`);
});

it('rejects a record over the limit and goes on with the next', () => {
  const long = network(Array.from({ length: 3000 }, () => BEGIN));
  const { rows, rejected } = read(blob(long, network([END])), [7000], -1, { recordLimit: 65_536 });
  expect(rejected).toEqual({ 'record-too-long': [1] });
  expect(rows).toHaveLength(1);
});

const tuple = fc
  .record({
    host: fc.integer({ min: 1, max: 3 }),
    port: fc.constantFrom(53, 443),
    protocol: fc.constantFrom(6, 17),
    at: fc.nat(600_000),
    state: fc.constantFrom('B', 'C', 'E', 'D'),
    counts: fc.tuple(fc.nat(99), fc.nat(9999), fc.nat(99), fc.nat(9999)),
  })
  .map(({ host, port, protocol, at, state, counts }) => {
    const told = state === 'C' || state === 'E' ? counts : [0, 0, 0, 0];
    return {
      text: `${AT + at},10.0.0.${host},192.0.2.1,4000,${port},${protocol},O,${state},NX,${told.join(',')}`,
      told,
    };
  });

it('loses and adds no packet or byte', () => {
  fc.assert(
    fc.property(fc.array(tuple, { maxLength: 30 }), (tuples) => {
      const { rows } = read(blob(network(tuples.map(({ text }) => text))));
      const columns = ['packetsSent', 'bytesSent', 'packetsReceived', 'bytesReceived'] as const;
      columns.forEach((column, i) => {
        expect(rows.reduce((sum, row) => sum + (row[column] ?? 0), 0)).toBe(
          tuples.reduce((sum, { told }) => sum + told[i]!, 0),
        );
      });
    }),
    { numRuns: 30 },
  );
});

it('gives the same rows however it is cut, and across a restart', () => {
  fc.assert(
    fc.property(
      fc.array(tuple, { maxLength: 6 }),
      fc.boolean(),
      fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 6 }),
      fc.nat(20),
      (tuples, inLines, cuts, restart) => {
        const records = [network(tuples.map(({ text }) => text)), network([BEGIN, 'x é', END]), {}];
        const text = inLines ? lines(...records) : blob(...records);
        expect(read(text, cuts, restart)).toEqual(read(text));
      },
    ),
    { numRuns: 40 },
  );
});

it('throws at no damage, and counts what was read', () => {
  const text = blob(
    network([BEGIN, END]),
    group(2, ['1542110377,10.0.0.4,203.0.113.1,4,53,U,O,A,E,1,66,1,70']),
  );
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(text.length - 1), fc.nat(255)), { minLength: 1, maxLength: 20 }),
      (damage) => {
        const bytes = new TextEncoder().encode(text);
        for (const [at, byte] of damage) bytes[at] = byte;
        const { rows, rejected, read: records } = readText(azureFlowFormat as SourceFormat, bytes);
        expect(rows.length + Object.values(rejected).flat().length).toBeLessThanOrEqual(2 * records);
      },
    ),
    { numRuns: 30 },
  );
});
