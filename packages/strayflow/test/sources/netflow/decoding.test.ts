import { describe, expect, it } from 'vitest';
import { readDatagrams } from '../exports/reading.js';
import {
  address,
  bytesOf,
  ipfix,
  number,
  optionsTemplate,
  set,
  TIME,
  template,
  text,
  UPTIME,
  v5,
  v9,
} from './messages.js';

const EXPORTER = '192.0.2.1';
const PLAIN = '8:4 12:4 7:2 11:2 4:1 6:1 1:4 2:4 22:4 21:4';

interface Plain {
  readonly from?: string;
  readonly to?: string;
  readonly sourcePort?: number;
  readonly port?: number;
  readonly protocol?: number;
  readonly flags?: number;
  readonly octets?: number;
  readonly packets?: number;
  readonly first?: number;
  readonly last?: number;
}

const plain = (record: Plain = {}) =>
  bytesOf(
    address(record.from ?? '10.0.0.5'),
    address(record.to ?? '192.0.2.80'),
    number(record.sourcePort ?? 51_000, 2),
    number(record.port ?? 443, 2),
    number(record.protocol ?? 6, 1),
    number(record.flags ?? 0x1b, 1),
    number(record.octets ?? 600, 4),
    number(record.packets ?? 6, 4),
    number(record.first ?? UPTIME - 5000, 4),
    number(record.last ?? UPTIME - 1000, 4),
  );

const read = (...messages: readonly Uint8Array[]) =>
  readDatagrams(messages.map((bytes) => ({ bytes, from: EXPORTER, time: TIME })));
const row = (...messages: readonly Uint8Array[]) => read(...messages).rows[0]!;

/** One record of IPFIX by its template. */
const single = (spec: string, ...values: readonly Uint8Array[]) =>
  ipfix({}, set(2, template(256, spec)), set(256, ...values));
const KEY = '8:4 12:4 7:2 11:2 4:1';
const key = (protocol = 6, sourcePort = 51_000, port = 443) =>
  bytesOf(
    address('10.0.0.5'),
    address('192.0.2.80'),
    number(sourcePort, 2),
    number(port, 2),
    number(protocol, 1),
  );

describe('NetFlow v5', () => {
  it('gives every value its place', () => {
    expect(row(v5({}, {}))).toMatchObject({
      source: '10.0.0.5',
      destination: '192.0.2.80',
      sourcePort: 51_000,
      destinationPort: 443,
      protocol: 6,
      tcpFlags: 0x1b,
      packetsSent: 6,
      bytesSent: 600,
      packetsReceived: null,
      bytesReceived: null,
      state: null,
      start: TIME - 5000,
      time: TIME - 1000,
      durationMs: 4000,
      interfaceIndex: 3,
      exporter: EXPORTER,
      samplingRate: 0,
      kind: 'complete',
    });
  });

  it('multiplies counters by the sampling interval, whatever its mode, and says so', () => {
    for (const mode of [0, 1, 2]) {
      const reading = read(v5({ sampling: (mode << 14) | 100 }, {}));
      expect(reading.rows[0]).toMatchObject({ packetsSent: 600, bytesSent: 60_000, samplingRate: 100 });
      expect(reading.notes.join()).toContain('one packet in 100');
    }
  });

  it('reads type and code of ICMP from the destination port', () => {
    expect(row(v5({}, { protocol: 1, sourcePort: 0, destinationPort: 0x0303 }))).toMatchObject({
      icmpType: 3,
      icmpCode: 3,
      sourcePort: null,
      destinationPort: null,
    });
  });

  it('is rejected when its count and its length disagree', () => {
    const whole = v5({}, {}, {});
    expect(read(whole.subarray(0, whole.length - 1)).rejected).toEqual({ 'netflow-v5-length': 1 });
    expect(read(v5({})).rejected).toEqual({ 'netflow-v5-length': 1 });
    expect(read(whole.subarray(0, 20)).rejected).toEqual({ 'netflow-v5-length': 1 });
  });
});

describe('other versions', () => {
  it('are rejected by their name', () => {
    const reading = read(bytesOf(number(7, 2), new Uint8Array(50)), bytesOf([7]), bytesOf());
    expect(reading.rejected).toEqual({ 'netflow-v7': 1, 'not-an-export': 2 });
    expect(reading.details[0]).toContain('NetFlow version 7 is not read');
    expect(reading.read).toBe(3);
  });
});

describe('templates', () => {
  it('serve later datagrams of their exporter and domain, and no other', () => {
    const define = v9({ domain: 1 }, set(0, template(256, PLAIN)));
    const data = (domain: number) => v9({ domain, sequence: 1 }, set(256, plain()));
    expect(read(define, data(1)).rows).toHaveLength(1);
    expect(read(define, data(2)).rejected).toEqual({ 'no-template': 1 });
    expect(
      readDatagrams([
        { bytes: define, from: EXPORTER },
        { bytes: data(1), from: '192.0.2.2' },
      ]).rejected,
    ).toEqual({ 'no-template': 1 });
  });

  it('decode what came before them', () => {
    const reading = read(
      v9({ sequence: 0 }, set(256, plain(), plain({ sourcePort: 51_001 }))),
      v9({ sequence: 1 }, set(0, template(256, PLAIN)), set(256, plain({ sourcePort: 51_002 }))),
    );
    expect(reading.rows.map(({ sourcePort }) => sourcePort)).toEqual([51_000, 51_001, 51_002]);
    expect(reading.rejected).toEqual({});
  });

  it('are waited for within a bound, and what is given up is counted', () => {
    const many = Array.from({ length: 50 }, (_, sequence) => v9({ sequence }, set(256, plain())));
    const sent = [...many, v9({}, set(0, template(256, PLAIN)))].map((bytes) => ({ bytes }));
    const reading = readDatagrams(sent, { heldBytes: 1000 });
    expect(reading.rejected['no-template']).toBeGreaterThan(30);
    expect(reading.read).toBe(50);
    expect(readDatagrams(sent, { heldBytes: 0 }).rejected['no-template']).toBe(50);
  });

  it('may be defined anew and withdrawn', () => {
    const reading = read(
      ipfix(
        {},
        set(2, template(256, '8:4 12:4')),
        set(256, bytesOf(address('10.0.0.1'), address('10.0.0.2'))),
      ),
      ipfix(
        { sequence: 1 },
        set(2, template(256, '12:4 8:4')),
        set(256, bytesOf(address('10.0.0.1'), address('10.0.0.2'))),
      ),
      ipfix({ sequence: 2 }, set(2, bytesOf(number(256, 2), number(0, 2)))),
      ipfix({ sequence: 2 }, set(256, bytesOf(address('10.0.0.1'), address('10.0.0.2')))),
    );
    expect(reading.rejected).toEqual({ 'no-template': 1 });
    // The second record is the answer of the first.
    expect(reading.rows).toHaveLength(1);
    const all = read(
      ipfix({}, set(2, template(256, PLAIN))),
      ipfix({}, set(2, bytesOf(number(2, 2), number(0, 2)))),
      ipfix({}, set(256, plain())),
    );
    expect(all.rejected).toEqual({ 'no-template': 1 });
  });

  it('expire when they are not sent again', () => {
    const sent = [
      { bytes: v9({}, set(0, template(256, PLAIN))), time: TIME },
      {
        bytes: v9({ sequence: 1, time: TIME + 3_600_000, uptime: UPTIME + 3_600_000 }, set(256, plain())),
        time: TIME + 3_600_000,
      },
    ];
    expect(readDatagrams(sent).rows).toHaveLength(1);
    expect(readDatagrams(sent, { templateLifetimeMs: 60_000 }).rejected).toEqual({ 'no-template': 1 });
  });

  it('without a length, too long, or broken off are rejected', () => {
    const rejects = (body: Uint8Array) => read(v9({}, set(0, body))).rejected;
    expect(rejects(template(256, '8:0 12:0'))).toEqual({ template: 1 });
    expect(rejects(bytesOf(number(256, 2), number(9, 2), number(8, 2), number(4, 2)))).toEqual({
      template: 1,
    });
    expect(rejects(bytesOf(number(256, 2), number(60_000, 2), new Uint8Array(40)))).toEqual({ template: 1 });
    expect(rejects(bytesOf(number(3, 2), number(1, 2), number(8, 2), number(4, 2)))).toEqual({ template: 1 });
    expect(rejects(bytesOf(template(256, PLAIN), new Uint8Array(3)))).toEqual({});
  });

  it('take fields of reduced size, of variable length, and of other enterprises', () => {
    const spec = `${KEY} 1:3 2:5 9999/1:v 82:v 9/12:2 152:8 153:8`;
    const values = bytesOf(
      key(),
      number(70_000, 3),
      number(3, 5),
      [2, 1, 2],
      [255, 0, 3],
      text('abc', 3),
      [1, 1],
      number(TIME - 900, 8),
      number(TIME - 100, 8),
    );
    expect(row(single(spec, values))).toMatchObject({
      bytesSent: 70_000,
      packetsSent: 3,
      start: TIME - 900,
      durationMs: 800,
    });
    const cut = read(single(spec, values.subarray(0, values.length - 5)));
    expect(cut.rejected).toEqual({ 'record-length': 1 });
    expect(cut.rows).toHaveLength(0);
  });
});

describe('sets', () => {
  it('that break off give what is whole, and are counted', () => {
    const message = v9({}, set(0, template(256, PLAIN)), set(256, plain(), plain({ sourcePort: 51_001 })));
    const reading = read(message.subarray(0, message.length - 10));
    expect(reading.rows).toHaveLength(1);
    expect(reading.rejected).toEqual({ 'record-length': 1, 'set-length': 1 });
  });

  it('may be followed by zeros, and not by other things', () => {
    const message = v9({}, set(0, template(256, PLAIN)), set(256, plain()));
    expect(read(bytesOf(message, new Uint8Array(300))).rejected).toEqual({});
    expect(read(bytesOf(message, number(3, 2), number(1, 2))).rejected).toEqual({ 'set-length': 1 });
    expect(read(v9({}, set(17, number(0, 8)))).rejected).toEqual({ 'reserved-set': 1 });
    expect(read(v9({}, set(0, template(256, PLAIN)), set(256, plain(), new Uint8Array(3)))).rejected).toEqual(
      {},
    );
  });
});

describe('times', () => {
  const PERIOD = 2 ** 32;

  it('count from the start of the exporter, also over the end of its 32 bits', () => {
    const uptime = 5000;
    const reading = read(
      v9({ uptime }, set(0, template(256, PLAIN)), set(256, plain({ first: PERIOD - 3000, last: 2000 }))),
    );
    expect(reading.rows[0]).toMatchObject({ start: TIME - 8000, time: TIME - 3000 });
  });

  it('of different datagrams agree although headers tell whole seconds', () => {
    // Started at .700 of a second: headers cut off what is between 0 and 999 ms.
    const boot = TIME - UPTIME + 700;
    const message = (after: number, record: Plain, sequence: number) => {
      const now = boot + UPTIME + after;
      return v9(
        { sequence, uptime: UPTIME + after, time: 1000 * Math.floor(now / 1000) },
        set(256, plain(record)),
      );
    };
    const { rows } = read(
      v9({ uptime: UPTIME + 299, time: TIME }, set(0, template(256, PLAIN))),
      message(250, { first: UPTIME - 100, last: UPTIME }, 1),
      message(
        1200,
        {
          from: '192.0.2.80',
          to: '10.0.0.5',
          sourcePort: 443,
          port: 51_000,
          first: UPTIME - 90,
          last: UPTIME,
        },
        2,
      ),
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ source: '10.0.0.5', initiatorKnown: true });
  });

  it.each([
    ['150:4 151:4', [number(TIME / 1000 - 5, 4), number(TIME / 1000 - 1, 4)], TIME - 5000, TIME - 1000],
    ['152:8 153:8', [number(TIME - 5005, 8), number(TIME - 1001, 8)], TIME - 5005, TIME - 1001],
    ['158:4 159:4', [number(5_000_000, 4), number(1_000_000, 4)], TIME - 5000, TIME - 1000],
    ['152:8 161:4', [number(TIME - 5000, 8), number(4000, 4)], TIME - 5000, TIME - 1000],
    ['153:8 162:4', [number(TIME - 1000, 8), number(4_000_000, 4)], TIME - 5000, TIME - 1000],
    ['323:8', [number(TIME - 7, 8)], TIME - 7, TIME - 7],
    ['322:4', [number(TIME / 1000 - 7, 4)], TIME - 7000, TIME - 7000],
    ['160:8 22:4 21:4', [number(TIME - 9000, 8), number(4000, 4), number(8000, 4)], TIME - 5000, TIME - 1000],
    ['22:4 21:4', [number(4000, 4), number(8000, 4)], TIME - 4000, TIME],
    [
      '150:4 152:8 153:8',
      [number(TIME / 1000 - 5, 4), number(TIME - 4500, 8), number(TIME, 8)],
      TIME - 4500,
      TIME,
    ],
    ['5:1', [number(0, 1)], TIME, TIME],
  ] as const)('are read from the fields %s', (spec, values, start, end) => {
    expect(row(single(`${KEY} ${spec}`, key(), ...values))).toMatchObject({ start, time: end });
  });

  it('of NTP have two halves, and an era that ends in 2036', () => {
    const ntp = (ms: number) => {
      const seconds = Math.floor(ms / 1000) + 2_208_988_800;
      return bytesOf(number(seconds % PERIOD, 4), number(((ms % 1000) / 1000) * PERIOD, 4));
    };
    for (const elements of ['154:8 155:8', '156:8 157:8']) {
      expect(row(single(`${KEY} ${elements}`, key(), ntp(TIME - 250), ntp(TIME - 125)))).toMatchObject({
        start: TIME - 250,
        time: TIME - 125,
      });
    }
    const later = Date.UTC(2037, 0, 1);
    const message = ipfix(
      { time: later },
      set(2, template(256, `${KEY} 154:8`)),
      set(256, key(), ntp(later - 1000)),
    );
    expect(readDatagrams([{ bytes: message }]).rows[0]!.start).toBe(later - 1000);
  });

  it('that cannot be give way to the time of the export, and are counted', () => {
    const spec = `${KEY} 152:8 153:8`;
    const reading = read(single(spec, key(), number(TIME + 9e7, 8), number(TIME + 9e7 + 500, 8)));
    expect(reading.rows[0]).toMatchObject({ time: TIME, durationMs: 500 });
    expect(reading.notes.join()).toContain('1 records have times that cannot be');
    expect(row(single(spec, key(), number(TIME, 8), number(TIME - 500, 8)))).toMatchObject({ durationMs: 0 });
    expect(row(single(spec, key(), number(1000, 8), number(TIME, 8)))).toMatchObject({ durationMs: 0 });
  });

  it('of an exporter whose clock is wrong are put right by the time of arrival', () => {
    const wrong = Date.UTC(1993, 2, 1);
    const message = v9({ time: wrong }, set(0, template(256, PLAIN)), set(256, plain()));
    expect(read(message).rows[0]).toMatchObject({ start: TIME - 5000, time: TIME - 1000 });
    expect(readDatagrams([{ bytes: message }]).rows[0]).toMatchObject({ time: wrong - 1000 });
  });
});

describe('options data', () => {
  it.each([
    ['34:4 35:1', bytesOf(number(50, 4), [2]), ''],
    ['305:4 306:4', bytesOf(number(1, 4), number(49, 4)), ''],
    ['309:4 310:4', bytesOf(number(2, 4), number(100, 4)), ''],
    ['311:8', bytesOf(new Uint8Array(new Float64Array([0.02]).buffer).reverse()), ''],
    ['48:1 49:1 50:4', bytesOf([7, 2], number(50, 4)), '48:1'],
    ['48:1 49:1 50:4', bytesOf([7, 2], number(50, 4)), ''],
    ['302:1 305:4 306:4', bytesOf([7], number(1, 4), number(49, 4)), '302:1'],
    ['10:2 34:4', bytesOf(number(3, 2), number(50, 4)), '10:2'],
  ])('tell how packets were sampled: %s', (options, values, own) => {
    const spec = own === '' ? PLAIN : `${PLAIN} ${own}`;
    const mark = own === '' ? [] : own === '10:2' ? number(3, 2) : number(7, 1);
    const reading = read(
      v9({}, set(1, optionsTemplate(257, '1:4', options)), set(257, number(0, 4), values)),
      v9({ sequence: 1 }, set(0, template(256, spec)), set(256, plain(), Uint8Array.from(mark))),
    );
    expect(reading.rows[0]).toMatchObject({ packetsSent: 300, bytesSent: 30_000, samplingRate: 50 });
    expect(reading.read).toBe(1);
  });

  it('of another sampler, or none announced, leave the counters as they are', () => {
    const reading = read(
      v9({}, set(1, optionsTemplate(257, '1:4', '48:1 50:4')), set(257, number(0, 4), [7], number(50, 4))),
      v9({ sequence: 1 }, set(0, template(256, `${PLAIN} 48:1`)), set(256, plain(), Uint8Array.from([8]))),
    );
    expect(reading.rows[0]).toMatchObject({ packetsSent: 6, samplingRate: 0 });
    const forced = readDatagrams([{ bytes: v5({}, {}) }], { samplingRate: 10 });
    expect(forced.rows[0]).toMatchObject({ packetsSent: 60, samplingRate: 10 });
  });

  it('name applications and interfaces, and tell when the exporter started', () => {
    const reading = read(
      ipfix(
        {},
        set(3, optionsTemplate(300, '95:4', '96:12', true)),
        set(300, [13, 0, 1, 197], text('SSL', 12)),
        set(3, optionsTemplate(301, '10:4', '82:8', true)),
        set(301, number(3, 4), text('Gi0/3', 8)),
        set(3, optionsTemplate(302, '144:4', '160:8', true)),
        set(302, number(1, 4), number(TIME - 50_000, 8)),
        set(2, template(256, `${KEY} 95:4 22:4 21:4`)),
        set(256, key(), [13, 0, 1, 197], number(10_000, 4), number(20_000, 4)),
      ),
    );
    expect(reading.rows[0]).toMatchObject({ service: 'ssl', start: TIME - 40_000, time: TIME - 30_000 });
    expect(reading.notes.join()).toContain('names its interfaces: 3 Gi0/3');
  });
});

describe('records', () => {
  it('of IPv6, with VLAN, TTL, MAC address and interface', () => {
    const spec = '27:16 28:16 7:2 11:2 4:1 1:4 2:4 10:4 58:2 192:1 56:6 371:v';
    const six = (last: number) => bytesOf(number(0x2001_0db8, 4), new Uint8Array(11), [last]);
    const values = bytesOf(
      six(1),
      six(2),
      number(5353, 2),
      number(53, 2),
      [17],
      number(100, 4),
      number(1, 4),
    );
    const rest = bytesOf(number(70_000, 4), number(0x2005, 2), [61], [2, 0, 0, 0, 0, 5], [3], text('ann', 3));
    expect(row(single(spec, values, rest))).toMatchObject({
      source: '2001:db8::1',
      destination: '2001:db8::2',
      interfaceIndex: 70_000,
      vlan: 5,
      ttl: 61,
      mac: '02:00:00:00:00:05',
      identity: 'ann',
    });
  });

  it('with both kinds of address use the one that is not zero', () => {
    const spec = '8:4 27:16 12:4 28:16 4:1';
    const six = (last: number) => bytesOf(number(0x2001_0db8, 4), new Uint8Array(11), [last]);
    expect(
      row(single(spec, address('0.0.0.0'), six(1), address('0.0.0.0'), six(2), number(17, 1))),
    ).toMatchObject({
      source: '2001:db8::1',
      destination: '2001:db8::2',
    });
    const none = new Uint8Array(16);
    expect(
      row(single(spec, address('10.0.0.1'), none, address('10.0.0.2'), none, number(17, 1))),
    ).toMatchObject({
      source: '10.0.0.1',
    });
  });

  it('without addresses are left out, and counted', () => {
    const reading = read(single('56:6 80:6 1:4', new Uint8Array(12), number(5, 4)));
    expect(reading.ignored).toEqual({ 'record without addresses of both sides': 1 });
    expect(reading.read).toBe(1);
  });

  it('of both directions (RFC 5103) know whether there was an answer, and who began', () => {
    const spec = `${KEY} 1:4 2:4 29305/1:4 29305/2:4 6:1 29305/6:1 239:1 152:8 153:8`;
    const both = (reverse: number, direction: number) =>
      single(
        spec,
        key(6, 443, 51_000),
        number(600, 4),
        number(6, 4),
        number(100 * reverse, 4),
        number(reverse, 4),
        Uint8Array.of(reverse > 0 ? 0x1b : 2, reverse > 0 ? 0x1b : 0, direction),
        number(TIME - 500, 8),
        number(TIME, 8),
      );
    expect(row(both(4, 1))).toMatchObject({
      source: '10.0.0.5',
      sourcePort: 443,
      bytesSent: 600,
      bytesReceived: 400,
      packetsReceived: 4,
      state: 'SF',
      initiatorKnown: true,
    });
    expect(row(both(4, 2))).toMatchObject({ source: '192.0.2.80', bytesSent: 400, bytesReceived: 600 });
    expect(row(both(0, 1))).toMatchObject({ packetsReceived: 0, state: 'S0' });
  });

  it('count the answers in OUT_BYTES and OUT_PKTS once an exporter has shown it', () => {
    const spec = `${PLAIN} 23:4 24:4`;
    const message = (port: number, octets: number, packets: number) =>
      bytesOf(plain({ sourcePort: port, protocol: 17 }), number(octets, 4), number(packets, 4));
    const define = v9({}, set(0, template(256, spec)));
    const data = (sequence: number, ...records: readonly Uint8Array[]) =>
      v9({ sequence }, set(256, ...records));
    const received = (reading: ReturnType<typeof read>) => reading.rows.map((each) => each.packetsReceived);
    // Zeros of one that counts nothing there; then an answer, after which zeros are no answer.
    expect(
      received(
        read(
          define,
          data(1, message(50_001, 0, 0)),
          data(2, message(50_002, 900, 9)),
          data(3, message(50_003, 0, 0)),
        ),
      ),
    ).toEqual([9, 0, null]);
    expect(received(read(define, data(1, message(50_001, 600, 6))))).toEqual([null]);
    const same = readDatagrams(
      [define, data(1, message(50_001, 900, 9))].map((bytes) => ({ bytes })),
      { outCounters: 'same' },
    );
    expect(received(same)).toEqual([null]);
    const out = bytesOf(plain({ octets: 0, packets: 0 }), number(900, 4), number(9, 4));
    expect(read(define, data(1, out)).rows[0]).toMatchObject({ packetsSent: 9, bytesSent: 900 });
  });

  it('with counters since the start of the flow give what came since the last one', () => {
    const spec = `${KEY} 85:8 86:8 136:1 152:8 153:8`;
    const record = (octets: number, packets: number, reason: number, end: number) =>
      bytesOf(
        key(),
        number(octets, 8),
        number(packets, 8),
        [reason],
        number(TIME - 60_000, 8),
        number(end, 8),
      );
    const { rows } = read(
      ipfix({}, set(2, template(256, spec))),
      ipfix({}, set(256, record(1000, 10, 2, TIME - 30_000))),
      ipfix({ sequence: 1 }, set(256, record(2500, 25, 3, TIME))),
    );
    expect(rows.reduce((sum, { bytesSent }) => sum + (bytesSent ?? 0), 0)).toBe(2500);
    expect(rows.reduce((sum, { packetsSent }) => sum + (packetsSent ?? 0), 0)).toBe(25);
  });

  it('of a flow that an active time-out cut, by reason or by guess, stay one flow', () => {
    const udp = (sequence: number, start: number, end: number) =>
      v9(
        { sequence, uptime: UPTIME + end, time: TIME + end },
        set(256, plain({ protocol: 17, first: UPTIME + start, last: UPTIME + end })),
      );
    const define = v9({}, set(0, template(256, PLAIN)));
    const cut = readDatagrams(
      [define, udp(1, 0, 60_000), udp(2, 60_000, 120_000)].map((bytes) => ({ bytes })),
      {
        pairingMs: 1000,
      },
    );
    expect(new Set(cut.rows.map(({ flow }) => flow)).size).toBe(1);
    const idle = read(
      define,
      v9(
        { sequence: 1, uptime: UPTIME + 75_000, time: TIME + 75_000 },
        set(256, plain({ protocol: 17, last: UPTIME + 60_000, first: UPTIME })),
      ),
      v9(
        { sequence: 2, uptime: UPTIME + 95_000, time: TIME + 95_000 },
        set(256, plain({ protocol: 17, last: UPTIME + 80_000, first: UPTIME + 79_000 })),
      ),
    );
    expect(new Set(idle.rows.map(({ flow }) => flow)).size).toBe(2);
  });
});

describe('firewalls and translation', () => {
  const EVENT = `${KEY} 233:1 33002:2 323:8 152:8 225:4 227:2 231:4 232:4`;
  const event = (kind: number, sent: number, received: number, post = '10.0.0.5', postPort = 51_000) =>
    v9(
      {},
      set(0, template(263, EVENT)),
      set(
        263,
        key(),
        [kind],
        number(0, 2),
        number(TIME, 8),
        number(TIME - 5000, 8),
        address(post),
        number(postPort, 2),
        number(sent, 4),
        number(received, 4),
      ),
    );

  it('tell refused flows', () => {
    expect(row(event(3, 0, 0))).toMatchObject({ state: 'REJ', bytesReceived: 0, time: TIME });
    const status = (code: number) => row(single(`${KEY} 89:1`, key(), number(code, 1))).state;
    expect([status(64), status(128), status(129), status(130)]).toEqual([null, null, 'REJ', 'REJ']);
  });

  it('count a flow when it ends, or goes on, and not when it is let through', () => {
    expect(row(event(2, 700, 900))).toMatchObject({
      bytesSent: 700,
      bytesReceived: 900,
      start: TIME - 5000,
      durationMs: 5000,
      initiatorKnown: true,
      kind: 'complete',
    });
    const created = read(event(1, 0, 0));
    expect(created.rows).toHaveLength(0);
    expect(created.ignored).toEqual({ 'firewall event without counters: flow created': 1 });
    expect(read(event(5, 10, 20)).rows[0]).toMatchObject({ kind: 'start', bytesReceived: 20 });
  });

  it('tell translations as facts', () => {
    const made = read(event(1, 0, 0, '203.0.113.9', 40_000));
    expect(made.facts).toEqual([
      expect.objectContaining({
        kind: 'addressTranslation',
        address: '10.0.0.5',
        number: 51_000,
        peer: '203.0.113.9',
        peerPort: 40_000,
        text: 'create',
        time: TIME,
      }),
    ]);
    expect(made.ignored).toEqual({});
    expect(read(event(2, 1, 1, '203.0.113.9', 40_000)).facts[0]).toMatchObject({ text: 'delete' });
    expect(read(event(2, 1, 1)).facts).toEqual([]);
    expect(read(event(2, 1, 1, '0.0.0.0', 0)).facts).toEqual([]);
  });

  it('read NAT events, and name those that translate nothing', () => {
    const spec = '230:1 8:4 7:2 12:4 11:2 4:1 225:4 227:2 226:4 228:2 323:8';
    const nat = (kind: number, post: string) =>
      single(
        spec,
        [kind] as unknown as Uint8Array,
        address('10.0.0.5'),
        number(51_000, 2),
        address('203.0.113.1'),
        number(80, 2),
        number(6, 1),
        address('203.0.113.1'),
        number(1024, 2),
        address(post),
        number(8080, 2),
        number(TIME, 8),
      );
    const { facts, rows } = read(nat(5, '10.0.0.80'));
    expect(rows).toEqual([]);
    expect(
      facts.map(({ address: inside, number: port, peer, peerPort, text: what }) => [
        inside,
        port,
        peer,
        peerPort,
        what,
      ]),
    ).toEqual([
      ['10.0.0.5', 51_000, '203.0.113.1', 1024, 'delete'],
      ['10.0.0.80', 8080, '203.0.113.1', 80, 'delete'],
    ]);
    const exhausted = single(`230:1 8:4 12:4`, number(12, 1), address('10.0.0.5'), address('0.0.0.0'));
    expect(read(exhausted).ignored).toEqual({ 'NAT event 12': 1 });
  });
});
