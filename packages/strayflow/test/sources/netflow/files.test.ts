import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SourceFormat } from '../../../src/model/source.js';
import { exportCaptureFormat } from '../../../src/sources/export-capture.js';
import {
  DATAGRAM_HEADER_BYTES,
  DATAGRAM_MAGIC,
  writeDatagram,
} from '../../../src/sources/exports/datagram-file.js';
import { flowDatagramsFormat } from '../../../src/sources/flow-datagrams.js';
import { sniffFormat } from '../../../src/sources/index.js';
import { netflowFormat } from '../../../src/sources/netflow.js';
import { readText } from '../text/reading.js';
import {
  address,
  bytesOf,
  ipfix,
  number,
  optionsTemplate,
  set,
  TIME,
  template,
  UPTIME,
  v5,
  v9,
} from './messages.js';

const SPEC = '8:4 12:4 7:2 11:2 4:1 1:4 2:4 22:4 21:4';
const record = (port: number) =>
  bytesOf(
    address('10.0.0.5'),
    address('192.0.2.80'),
    number(port, 2),
    number(53, 2),
    [17],
    number(100, 4),
    number(1, 4),
    number(UPTIME - 20, 4),
    number(UPTIME - 10, 4),
  );

const MESSAGES: readonly Uint8Array[] = [
  v9({ sequence: 0 }, set(256, record(1)), set(256, record(2), record(3))),
  v5({ sequence: 0 }, {}, { sourcePort: 7, protocol: 17 }),
  v9({ sequence: 1 }, set(1, optionsTemplate(257, '1:4', '34:4')), set(257, number(0, 4), number(10, 4))),
  v9({ sequence: 2 }, set(0, template(256, SPEC), template(258, `${SPEC} 82:v`))),
  ipfix({ sequence: 0 }, set(2, template(256, SPEC)), set(256, record(4), record(5))),
  v9({ sequence: 4 }, set(258, record(6), [2, 65, 66], record(8), [0]), set(300, record(9))),
  ipfix({ sequence: 9 }, set(256, record(10)), set(77, number(0, 4))),
];

const RAW = bytesOf(...MESSAGES);

const SPOOL = bytesOf(
  DATAGRAM_MAGIC,
  ...MESSAGES.map((payload, index) => {
    const out = new Uint8Array(DATAGRAM_HEADER_BYTES + payload.length);
    const sender = bytesOf(new Uint8Array(10), [255, 255], address(`192.0.2.${1 + (index % 2)}`));
    writeDatagram(out, 0, { time: TIME + index, address: sender, port: 50_000, localPort: 2055 }, payload);
    return out;
  }),
);

/** An Ethernet frame of IPv4 and UDP from 192.0.2.1. */
const frame = (payload: Uint8Array, protocol = 17, fragment = 0) =>
  bytesOf(
    new Uint8Array(12),
    number(0x0800, 2),
    [0x45, 0],
    number(28 + payload.length, 2),
    number(0, 2),
    number(fragment, 2),
    [64, protocol],
    number(0, 2),
    address('192.0.2.1'),
    address('192.0.2.9'),
    number(50_000, 2),
    number(2055, 2),
    number(8 + payload.length, 2),
    number(0, 2),
    payload,
  );
const frame6 = (payload: Uint8Array) =>
  bytesOf(
    new Uint8Array(12),
    number(0x86dd, 2),
    [0x60, 0, 0, 0],
    number(16 + payload.length, 2),
    [0, 64],
    bytesOf(number(0x2001_0db8, 4), new Uint8Array(11), [1]),
    new Uint8Array(16),
    [17, 0, 1, 4, 0, 0, 0, 0],
    number(50_000, 2),
    number(2055, 2),
    number(8 + payload.length, 2),
    number(0, 2),
    payload,
  );
const pcap = (...frames: readonly Uint8Array[]) =>
  bytesOf(
    number(0xa1b2c3d4, 4),
    number(2, 2),
    number(4, 2),
    number(0, 8),
    number(65_535, 4),
    number(1, 4),
    ...frames.map((each, index) =>
      bytesOf(number(TIME / 1000, 4), number(index, 4), number(each.length, 4), number(each.length, 4), each),
    ),
  );
const CAPTURE = pcap(...MESSAGES.map((payload) => frame(payload)));

const FILES: readonly (readonly [string, SourceFormat, Uint8Array])[] = [
  ['netflow', netflowFormat as SourceFormat, RAW],
  ['flow-datagrams', flowDatagramsFormat as SourceFormat, SPOOL],
  ['export-capture', exportCaptureFormat as SourceFormat, CAPTURE],
];

describe.each(FILES)('%s', (name, format, bytes) => {
  it('is told by its first bytes, and read whole', () => {
    expect(sniffFormat(bytes)?.name).toBe(name);
    const reading = readText(format, bytes);
    const rejected = Object.values(reading.rejected).reduce((sum, records) => sum + records.length, 0);
    expect(Object.keys(reading.rejected)).toEqual(['reserved-set', 'no-template']);
    // In the file of datagrams some of the templates are of another exporter.
    expect([reading.read, rejected]).toEqual(name === 'flow-datagrams' ? [11, 4] : [12, 2]);
    expect(reading.rows).toHaveLength(reading.read - rejected);
  });

  it('gives the same however it is cut', () => {
    const whole = readText(format, bytes);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 120 }), { minLength: 1, maxLength: 20 }), (cuts) => {
        expect(readText(format, bytes, {}, cuts)).toEqual(whole);
      }),
      { numRuns: 40 },
    );
    expect(readText(format, bytes, {}, [1])).toEqual(whole);
  });

  it('is rejected where it is cut off or spoilt, and never throws anything else', () => {
    for (let length = 1; length < bytes.length; length += 7) {
      try {
        const { rejected } = readText(format, bytes.subarray(0, length));
        for (const reason of Object.keys(rejected)) expect(reason).toMatch(/^[a-z0-9-]+$/);
      } catch (error) {
        expect((error as Error).name).toBe('StrayflowError');
      }
    }
    expect(() => readText(format, '')).toThrow('no bytes');
  });
});

describe.each(FILES.filter(([name]) => name !== 'export-capture'))('%s', (_name, format, bytes) => {
  it('goes on after a restart as if there had been none', () => {
    const whole = readText(format, bytes);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 150 }), fc.nat(20), (size, restart) => {
        const again = readText(format, bytes, {}, [size], restart);
        // Batches end where it was stopped; what they hold is the same.
        expect(again).toEqual(whole);
      }),
      { numRuns: 60 },
    );
  });
});

describe('a file of messages', () => {
  it('may fill its datagrams with zeros', () => {
    const filled = bytesOf(MESSAGES[3]!, new Uint8Array(200), MESSAGES[0]!);
    expect(readText(netflowFormat as SourceFormat, filled).rows).toHaveLength(3);
  });

  it('stops where it contradicts itself, and keeps what came before', () => {
    const spoilt = bytesOf(MESSAGES[1]!, number(0xffff, 2), new Uint8Array(40));
    const reading = readText(netflowFormat as SourceFormat, spoilt);
    expect(reading.rows).toHaveLength(2);
    expect(reading.rejected['corrupt-input']).toHaveLength(1);
    expect(reading.notes.join()).toContain('Reading stopped at byte 120');
    expect(() => readText(netflowFormat as SourceFormat, bytesOf(number(4, 2), number(0, 40)))).toThrow(
      'version 4 is neither',
    );
  });

  it('takes time in proportion to its length, whatever it holds', () => {
    // One message of 8,000 sets of an unknown template, byte by byte.
    const sets = bytesOf(...Array.from({ length: 8000 }, () => set(256, number(1, 4))));
    const started = process.cpuUsage();
    const reading = readText(netflowFormat as SourceFormat, v9({}, sets), {}, [1]);
    // Of the processor, not of the clock: other tests run beside this one.
    expect(process.cpuUsage(started).user).toBeLessThan(3e6);
    expect(reading.read).toBeGreaterThan(0);
  });
});

describe('a capture of exporters', () => {
  it('is one only when most of its packets are exports', () => {
    const dns = frame(bytesOf(number(0x1234, 2), new Uint8Array(30)));
    const mixed = (others: number) => pcap(frame(MESSAGES[1]!), ...Array.from({ length: others }, () => dns));
    expect(sniffFormat(mixed(0))?.name).toBe('export-capture');
    expect(sniffFormat(mixed(3))?.name).toBe('pcap');
    expect(sniffFormat(pcap())?.name).toBe('pcap');
  });

  it('has the time and the sender of each packet; others are counted', () => {
    const late = TIME + 3_600_000;
    const message = v9({ time: late - 9e7 }, set(0, template(256, SPEC)), set(256, record(1)));
    const { rows, ignored, rejected } = readText(
      exportCaptureFormat as SourceFormat,
      pcap(
        frame6(message),
        frame(message, 6),
        frame(MESSAGES[1]!, 17, 0x2000),
        frame(MESSAGES[1]!).subarray(0, 90),
      ),
    );
    expect(rows[0]).toMatchObject({ time: TIME - 10 });
    expect(ignored).toEqual({ 'packet that is no export': 1, 'fragment of a UDP datagram': 1 });
    expect(Object.keys(rejected)).toEqual(['netflow-v5-length']);
  });

  it('is put together from fragments', () => {
    const whole = frame(v5({}, {}, { sourcePort: 51_001 }, { sourcePort: 51_002 }));
    const headers = whole.subarray(0, 34);
    const part = (from: number, to: number, more: boolean) => {
      const piece = bytesOf(headers, whole.subarray(34 + from, Math.min(34 + to, whole.length)));
      piece.set(number(piece.length - 14, 2), 16);
      piece.set(number((more ? 0x2000 : 0) | (from >> 3), 2), 20);
      return piece;
    };
    const { rows, ignored } = readText(
      exportCaptureFormat as SourceFormat,
      pcap(part(0, 80, true), part(160, 1000, false), part(80, 160, true)),
    );
    expect(rows).toHaveLength(3);
    expect(ignored).toEqual({ 'fragment of a UDP datagram': 2 });
  });
});
