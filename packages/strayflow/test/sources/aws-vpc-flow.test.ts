/** Lines have the shape of "Flow log record examples": docs.aws.amazon.com/vpc/latest/userguide/flow-logs-records-examples.html */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SourceFormat } from '../../src/model/source.js';
import { awsVpcFlowFormat } from '../../src/sources/aws-vpc-flow.js';
import { readText } from './text/reading.js';

const read = (input: string, options = {}, cuts: readonly number[] = [], restartAfter = -1) =>
  readText(awsVpcFlowFormat as SourceFormat, input, options, cuts, restartAfter);

const START = 1_418_530_010;
const ENI = 'eni-0a1b2c3d4e5f60718';
/** Version 2; `-` where a value is not given. */
const v2 = (parties: string, counts: string, action = 'ACCEPT', status = 'OK', at = START) =>
  `2 123456789010 ${ENI} ${parties} ${counts} ${at} ${at + 60} ${action} ${status}\n`;
const ACCEPTED = v2('172.31.16.139 172.31.16.21 20641 22 6', '20 4249');
const ANSWER = v2('172.31.16.21 172.31.16.139 22 20641 6', '18 9041');

const NAMES =
  'version vpc-id subnet-id instance-id interface-id account-id type srcaddr dstaddr srcport dstport pkt-srcaddr pkt-dstaddr protocol bytes packets start end action tcp-flags log-status flow-direction';
/** A record of a log with those fields. */
const v5 = (more: Readonly<Record<string, string | number>>) => {
  const values: Record<string, string | number> = {
    version: 5,
    'vpc-id': 'vpc-0abc',
    'subnet-id': 'subnet-0abc',
    'instance-id': 'i-0abc',
    'interface-id': ENI,
    'account-id': 123_456_789_010,
    type: 'IPv4',
    srcaddr: '10.0.0.62',
    dstaddr: '52.213.180.42',
    srcport: 43416,
    dstport: 5001,
    protocol: 6,
    bytes: 568,
    packets: 8,
    start: 1_566_848_875,
    end: 1_566_848_933,
    action: 'ACCEPT',
    'tcp-flags': 2,
    'log-status': 'OK',
    'flow-direction': 'egress',
    ...more,
  };
  return `${NAMES.split(' ')
    .map((name) => values[name] ?? '-')
    .join(' ')}\n`;
};
const BACK = { srcaddr: '52.213.180.42', dstaddr: '10.0.0.62', srcport: 5001, dstport: 43416 };

describe('version 2', () => {
  it('pairs the records of both directions to one flow', () => {
    expect(read(ACCEPTED + ANSWER).rows).toEqual([
      expect.objectContaining({
        line: 1,
        start: 1000 * START,
        durationMs: 60_000,
        source: '172.31.16.139',
        sourcePort: 20641,
        destination: '172.31.16.21',
        destinationPort: 22,
        protocol: 6,
        tcpFlags: null,
        state: null,
        initiatorKnown: false,
        packetsSent: 20,
        bytesSent: 4249,
        packetsReceived: 18,
        bytesReceived: 9041,
      }),
      // Without flags the end of a connection is not seen: it ends with the input.
      expect.objectContaining({ packetsSent: 0, packetsReceived: 0 }),
    ]);
    expect(read(ACCEPTED + ANSWER).notes.join()).toContain('no tcp-flags');
  });

  it('tells refusals, and who was refused where the ports say it', () => {
    const rdp = read(v2('198.51.100.7 172.31.9.12 49761 3389 6', '1 40', 'REJECT')).rows;
    expect(rdp).toEqual([
      expect.objectContaining({
        state: 'REJ',
        initiatorKnown: true,
        source: '198.51.100.7',
        packetsSent: 1,
        packetsReceived: 0,
      }),
    ]);
    const late = read(v2('198.51.100.7 172.31.9.12 443 49761 6', '1 40', 'REJECT')).rows[0]!;
    expect(late).toMatchObject({ state: 'REJ', initiatorKnown: false });
  });

  it('leaves out intervals without records, and says when AWS skipped some', () => {
    const empty = (status: string) => v2('- - - - -', '- -', '-', status);
    const reading = read(empty('NODATA') + empty('SKIPDATA') + empty('SKIPDATA') + ACCEPTED);
    expect(reading.ignored).toEqual({ NODATA: 1, SKIPDATA: 2 });
    expect(reading.notes).toContain('AWS skipped records in 2 intervals: some flows are missing');
    expect(reading.rows).toHaveLength(1);
  });

  it('is read with the time, or time and stream, that CloudWatch puts before it', () => {
    for (const before of ['2014-12-14T04:07:50.000Z ', `2014-12-14T04:07:50+00:00 ${ENI}-all `]) {
      const reading = read(before + ACCEPTED + before + ANSWER);
      expect(reading.rows[0]).toMatchObject({ start: 1000 * START, packetsReceived: 18 });
    }
  });

  it('is refused line by line without addresses, times or the right number of fields', () => {
    const reading = read(
      `${v2('x 172.31.16.21 1 2 6', '1 1')}${v2('172.31.16.21 x 1 2 6', '1 1')}2 3\n\n${ACCEPTED.replace(/141853\d+/g, '-')}${ACCEPTED.replace(' OK', ' OK more things here')}`,
    );
    expect(reading.rejected).toEqual({
      'bad-source': [1],
      'bad-destination': [2],
      'wrong-field-count': [3, 6],
      'bad-time': [5],
    });
    expect(reading.ignored).toEqual({ 'blank-line': 1 });
  });

  it('keeps a row of which single values cannot be used', () => {
    const reading = read(v2('172.31.16.139 172.31.16.21 many 22 6', '20 -'));
    expect(reading.rows[0]).toMatchObject({ sourcePort: null, bytesSent: null, packetsSent: 20 });
    expect(reading.notes.join()).toContain('srcport');
  });
});

describe('chosen fields', () => {
  it('are read by the header, wherever it stands, and by the option', () => {
    const body = v5({}) + v5({ ...BACK, 'tcp-flags': 18, packets: 6 });
    const expected = [
      expect.objectContaining({ source: '10.0.0.62', tcpFlags: 18, state: 'S1', initiatorKnown: true }),
      expect.anything(),
    ];
    expect(read(`${NAMES}\n${body}`).rows).toEqual(expected);
    expect(read(`${ACCEPTED}${NAMES}\n${body}`).rows.slice(-2)).toHaveLength(2);
    const format = NAMES.split(' ')
      .map((name) => `\${${name}}`)
      .join(' ');
    expect(read(body, { format }).rows).toEqual(expected);
    expect(read(body, { format: NAMES }).rows).toEqual(expected);
  });

  it('prefer the original addresses to those of the interface that passed the packets on', () => {
    const nat = v5({ 'pkt-srcaddr': '10.0.1.5', 'pkt-dstaddr': '203.0.113.5', dstaddr: '10.0.0.220' });
    expect(read(`${NAMES}\n${nat}`).rows[0]).toMatchObject({
      source: '10.0.1.5',
      destination: '203.0.113.5',
    });
  });

  it('of a whole connection say how it ended', () => {
    const whole = v5({ 'tcp-flags': 3 }) + v5({ ...BACK, 'tcp-flags': 19 });
    expect(read(`${NAMES}\n${whole}`).rows).toEqual([
      expect.objectContaining({ state: 'SF', packetsSent: 8, packetsReceived: 8, initiatorKnown: true }),
    ]);
    const refused = v5({ 'tcp-flags': 2 }) + v5({ ...BACK, 'tcp-flags': 4 });
    expect(read(`${NAMES}\n${refused}`).rows.at(-1)).toMatchObject({ state: 'REJ' });
  });

  it('do not take 0 for a packet without flags: ACK and PSH are not logged', () => {
    const middle = v5({ 'tcp-flags': 0 }) + v5({ ...BACK, 'tcp-flags': 0 });
    expect(read(`${NAMES}\n${middle}`).rows[0]).toMatchObject({ tcpFlags: null, state: null });
  });

  it('that tell no flows are refused as a whole, by name', () => {
    expect(() => read('version account-id packets bytes\n5 1 2 3\n')).toThrow(/no srcaddr, dstaddr, start/);
    expect(() => read('', { format: 'no such thing' })).toThrow(/no format/);
  });

  it('may lack log-status: an interval without records has no addresses then', () => {
    const reading = read('srcaddr dstaddr start end\n- - 1 2\n10.0.0.1 10.0.0.2 1 2\n');
    expect(reading.ignored).toEqual({ header: 1, 'no-addresses': 1 });
    expect(reading.rows).toHaveLength(1);
  });

  it('of different network interfaces are not put together', () => {
    const other = v5({ ...BACK, 'tcp-flags': 18, 'interface-id': 'eni-other' });
    const { rows } = read(`${NAMES}\n${v5({})}${other}`);
    expect(rows.map(({ packetsReceived }) => packetsReceived)).toContain(null);
  });
});

const record = fc
  .record({
    client: fc.integer({ min: 1, max: 4 }),
    port: fc.constantFrom(22, 53, 443),
    protocol: fc.constantFrom(6, 17, 1),
    packets: fc.nat(1000),
    bytes: fc.nat(100_000),
    start: fc.integer({ min: START, max: START + 3000 }),
    flags: fc.constantFrom(0, 2, 3, 18, 19, 4, 1),
    action: fc.constantFrom('ACCEPT', 'ACCEPT', 'REJECT'),
    answer: fc.boolean(),
  })
  .map(({ client, port, protocol, packets, bytes, start, flags, action, answer }) => {
    const parties = {
      srcaddr: `10.0.0.${client}`,
      dstaddr: '10.0.1.1',
      srcport: 40_000 + client,
      dstport: port,
    };
    const back = {
      srcaddr: '10.0.1.1',
      dstaddr: `10.0.0.${client}`,
      srcport: port,
      dstport: 40_000 + client,
    };
    const values = { protocol, packets, bytes, start, end: start + 59, 'tcp-flags': flags, action };
    return { text: v5({ ...(answer ? back : parties), ...values }), packets, bytes };
  });

it('loses and adds no packet or byte, in whatever order records come', () => {
  fc.assert(
    fc.property(fc.array(record, { maxLength: 40 }), (records) => {
      const { rows } = read(`${NAMES}\n${records.map(({ text }) => text).join('')}`);
      const sum = (values: readonly (number | null)[]) =>
        values.reduce<number>((all, one) => all + (one ?? 0), 0);
      expect(sum(rows.flatMap((row) => [row.packetsSent, row.packetsReceived]))).toBe(
        sum(records.map(({ packets }) => packets)),
      );
      expect(sum(rows.flatMap((row) => [row.bytesSent, row.bytesReceived]))).toBe(
        sum(records.map(({ bytes }) => bytes)),
      );
    }),
    { numRuns: 30 },
  );
});

it('gives the same rows however it is cut, and across a restart', () => {
  fc.assert(
    fc.property(
      fc.array(record, { maxLength: 12 }),
      fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 6 }),
      fc.nat(12),
      (records, cuts, restart) => {
        const text = `${NAMES}\r\n${records.map((each) => each.text).join('')}${ACCEPTED}`;
        const whole = read(text);
        const { rows, ...told } = read(text, {}, cuts, restart);
        expect(rows).toEqual(whole.rows);
        expect({ ...told, rows }).toEqual(whole);
      },
    ),
    { numRuns: 30 },
  );
});

it('accounts for every damaged line', () => {
  const text = `${NAMES}\n${v5({})}${v5({ ...BACK })}${v5({ action: 'REJECT' })}`;
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(text.length - NAMES.length - 2), fc.nat(255)), {
        minLength: 1,
        maxLength: 30,
      }),
      (damage) => {
        const bytes = new TextEncoder().encode(text);
        for (const [at, byte] of damage) bytes[NAMES.length + 1 + at] = byte;
        const { read: records, rejected, ignored } = read(new TextDecoder('latin1').decode(bytes));
        const rejects = Object.values(rejected).flat().length;
        const ignores = Object.values(ignored).reduce((sum, count) => sum + count, 0);
        expect(rejects + ignores).toBeLessThanOrEqual(records);
      },
    ),
    { numRuns: 30 },
  );
});
