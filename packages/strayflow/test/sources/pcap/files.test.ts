import { describe, expect, it } from 'vitest';
import { StrayflowError } from '../../../src/model/errors.js';
import { pcapFormat } from '../../../src/sources/pcap.js';
import {
  bytesOf,
  type CapturedPacket,
  ethernet,
  ipv4,
  type PcapngFormat,
  pcap,
  pcapng,
  udp,
} from './capture-builder.js';
import { flowRows, readCapture } from './capture-reading.js';
import { dnsQuery } from './content-builder.js';
import { EPOCH, tcpPackets, wholeConnection } from './conversations.js';

const connection = tcpPackets(wholeConnection(0.123456));

function errorOf(capture: Uint8Array): StrayflowError {
  try {
    readCapture(capture);
  } catch (error) {
    if (error instanceof StrayflowError) return error;
    throw error;
  }
  throw new Error('expected a StrayflowError, received none');
}

function datagram(time: number, fields: Partial<CapturedPacket> = {}): CapturedPacket {
  const bytes = ethernet(ipv4(udp(5000, 53, new Uint8Array(20)), { protocol: 17 }));
  return { time, bytes, ...fields };
}

describe('capture files', () => {
  const reference = readCapture(pcap(connection));

  it('gives flows with the times of the capture to the microsecond', () => {
    expect(reference.flows[0]).toMatchObject({
      record: 'start',
      time: EPOCH + 123.456,
      start: EPOCH + 123.456,
    });
    expect(reference.read).toBe(connection.length);
    expect(reference.notes).toEqual([]);
  });

  it.each([
    ['big-endian', { littleEndian: false }],
    ['little-endian nanoseconds', { nanoseconds: true }],
    ['big-endian nanoseconds', { littleEndian: false, nanoseconds: true }],
  ])('reads the same from a %s pcap', (_name, format) => {
    expect(readCapture(pcap(connection, format)).flows).toEqual(reference.flows);
  });

  const withInterface = { ...reference.flows[0], interfaceIndex: 1 };
  it.each<[string, PcapngFormat]>([
    ['little-endian', {}],
    ['big-endian', { littleEndian: false }],
    ['nanosecond', { interfaces: [{ resolution: 9 }] }],
    ['picosecond', { interfaces: [{ resolution: 12, offsetSeconds: 1_704_067_000 }] }],
    ['offset', { interfaces: [{ offsetSeconds: 1_700_000_000 }] }],
    ['negative offset, big-endian', { littleEndian: false, interfaces: [{ offsetSeconds: -3600 }] }],
    ['old packet block', { block: 'old' }],
    ['big-endian old packet block', { block: 'old', littleEndian: false }],
  ])('reads the same from a %s pcapng', (_name, format) => {
    const reading = readCapture(pcapng(connection, format));
    expect(reading.flows[0]).toEqual(withInterface);
    expect(reading.flows).toEqual(reference.flows.map((row) => ({ ...row, interfaceIndex: 1 })));
  });

  it('reads binary time resolutions', () => {
    const reading = readCapture(pcapng(connection, { interfaces: [{ resolution: 0x80 | 20 }] }));
    expect(reading.flows[0]!.time).toBeCloseTo(EPOCH + 123.456, 2);
    const coarse = readCapture(
      pcapng(connection, { interfaces: [{ resolution: 0x80 | 40, offsetSeconds: 1_704_067_000 }] }),
    );
    expect(coarse.flows[0]!.time).toBeCloseTo(EPOCH + 123.456, 3);
  });

  it('follows sections of different byte order, each with its own interfaces', () => {
    const first = pcapng([datagram(EPOCH, { interface: 1 })], { interfaces: [{ linkType: 147 }, {}] });
    const second = pcapng([datagram(EPOCH + 1000)], {
      littleEndian: false,
      interfaces: [{ resolution: 3 }],
    });
    const reading = readCapture(bytesOf(first, second));
    expect(reading.read).toBe(2);
    expect(reading.flows.map((row) => [row.record, row.time - EPOCH, row.packetsSent])).toEqual([
      ['start', 0, 1],
      ['end', 1000, 1],
    ]);
    expect(reading.flows[0]!.interfaceIndex).toBe(2);
  });

  it('gives simple packet blocks the time of the packet before them, and says so', () => {
    const timed = pcapng([datagram(EPOCH)]);
    const simple = pcapng([datagram(0)], { block: 'simple' });
    const reading = readCapture(bytesOf(timed, simple));
    expect(reading.flows.map((row) => row.time)).toEqual([EPOCH, EPOCH]);
    expect(reading.notes.join()).toContain('no time');
  });

  it('counts what the snap length cut by the length in the IP header', () => {
    const long = datagram(EPOCH, {
      bytes: ethernet(ipv4(udp(5000, 53, new Uint8Array(900)), { protocol: 17 })),
    });
    for (const capture of [
      pcap([long], { snapLength: 60 }),
      pcapng([long], { interfaces: [{ snapLength: 60 }] }),
      pcapng([long], { interfaces: [{ snapLength: 60 }], block: 'simple' }),
    ]) {
      const reading = readCapture(capture);
      expect(reading.flows[0]!.bytesSent).toBe(928);
      expect(reading.notes.join()).toContain('The snap length cut 1 of 1 packet.');
      expect(readCapture(capture, { accounting: 'frame' }).flows[0]!.bytesSent).toBe(942);
    }
  });

  it('skips blocks that hold no packet', () => {
    const statistics = bytesOf([5, 0, 0, 0, 16, 0, 0, 0], [0, 0, 0, 0], [16, 0, 0, 0]);
    const capture = pcapng([datagram(EPOCH)]);
    expect(readCapture(bytesOf(capture, statistics)).flows).toHaveLength(2);
    expect(readCapture(bytesOf(capture, statistics)).read).toBe(1);
  });
});

describe('damaged captures', () => {
  const whole = pcap([datagram(EPOCH), datagram(EPOCH + 1), datagram(EPOCH + 2)]);

  it('keeps everything before a cut in the middle of a packet', () => {
    for (const lost of [1, 30, 62 + 16 - 1]) {
      const reading = readCapture(whole.subarray(0, whole.length - lost));
      expect(reading.rejected).toEqual({ 'truncated-capture': 1 });
      expect(reading.read).toBe(3);
      expect(reading.flows.at(-1)).toMatchObject({ record: 'end', packetsSent: 1 });
      expect(reading.notes.join()).toContain(`ends at byte ${whole.length - lost}`);
    }
  });

  it('keeps everything before a cut in a pcapng', () => {
    const capture = pcapng([datagram(EPOCH), datagram(EPOCH + 1)]);
    const reading = readCapture(capture.subarray(0, capture.length - 5));
    expect(reading.rejected).toEqual({ 'truncated-capture': 1 });
    expect(reading.flows[0]!.packetsSent).toBe(1);
  });

  it('stops at a length that cannot be, and says where', () => {
    const damaged = bytesOf(
      whole,
      new Uint8Array(8),
      [0xff, 0xff, 0xff, 0x7f, 0, 0, 0, 0],
      new Uint8Array(99),
    );
    const reading = readCapture(damaged);
    expect(reading.rejected).toEqual({ 'corrupt-capture': 1 });
    expect(reading.details[0]).toContain(`at byte ${whole.length}`);
    expect(reading.notes.join()).toContain('the 115 bytes from there on were not read');
    expect(reading.flows.at(-1)).toMatchObject({ record: 'end', packetsSent: 2 });
  });

  it('stops at a pcapng block whose two lengths differ', () => {
    const capture = pcapng([datagram(EPOCH), datagram(EPOCH + 1)]);
    capture[capture.length - 4]! ^= 0xff;
    const reading = readCapture(capture);
    expect(reading.rejected).toEqual({ 'corrupt-capture': 1 });
    expect(reading.flows[0]!.packetsSent).toBe(1);
  });

  it('skips a packet that is too long, and goes on behind it', () => {
    const monster = datagram(EPOCH + 1, { bytes: new Uint8Array(262_145) });
    const packets = [datagram(EPOCH), monster, datagram(EPOCH + 2)];
    for (const capture of [pcap(packets, { snapLength: 1_000_000 }), pcapng(packets)]) {
      const reading = readCapture(capture, {}, [1000, 70_000]);
      expect(reading.rejected).toEqual({ 'packet-too-long': 1 });
      expect(reading.read).toBe(3);
      expect(reading.flows.map((row) => row.frame)).toEqual([1, 3]);
    }
  });

  it('rejects packets of an interface that was never described', () => {
    const capture = pcapng([datagram(EPOCH, { interface: 1 }), datagram(EPOCH)], { interfaces: [{}, {}] });
    const withoutSecond = bytesOf(capture.subarray(0, 28 + 32), capture.subarray(28 + 64));
    expect(readCapture(withoutSecond).rejected).toEqual({ 'unknown-interface': 1 });
  });

  it('rejects a packet whose fraction of a second is more than one', () => {
    const capture = pcap([datagram(EPOCH), datagram(EPOCH)]);
    capture.set([0x40, 0x42, 0x0f, 0], 24 + 4);
    const reading = readCapture(capture);
    expect(reading.rejected).toEqual({ 'corrupt-time': 1 });
    expect(reading.flows).toHaveLength(2);
  });

  it('refuses what holds nothing usable, naming the place', () => {
    expect(errorOf(new Uint8Array(0)).code).toBe('input-empty');
    expect(errorOf(whole.subarray(0, 10)).code).toBe('input-corrupt');
    expect(errorOf(whole.subarray(0, 20)).message).toContain('byte 20');
    expect(errorOf(new TextEncoder().encode('this is no capture at all')).message).toContain('at byte 0');
    const first = pcap([datagram(EPOCH)]);
    first.set([0xff, 0xff, 0xff, 0xff], 24 + 8);
    expect(errorOf(first).message).toContain('at byte 24');
    expect(errorOf(first).code).toBe('input-corrupt');
  });

  it('leaves out link types that it cannot read, one interface at a time', () => {
    const capture = pcapng([datagram(EPOCH, { interface: 1 }), datagram(EPOCH)], {
      interfaces: [{}, { linkType: 127 }],
    });
    const reading = readCapture(capture);
    expect(reading.ignored).toEqual({ 'link-type 127': 1 });
    expect(reading.notes.join()).toContain('Link type 127');
    expect(reading.flows.map((row) => row.frame)).toEqual([2, 2]);
  });

  it('keeps the number of ignore reasons bounded', () => {
    const packets = Array.from({ length: 200 }, (_, index) => ({
      time: EPOCH,
      bytes: ethernet(new Uint8Array(46), { type: 0x9000 + 7 * index }),
    }));
    const { ignored } = readCapture(pcap(packets));
    expect(Object.keys(ignored).length).toBeLessThanOrEqual(65);
    expect(Object.values(ignored).reduce((sum, count) => sum + count, 0)).toBe(200);
  });
});

describe('recognising captures', () => {
  it('is certain of both formats in any byte order, and of nothing else', () => {
    for (const littleEndian of [true, false]) {
      expect(pcapFormat.sniff(pcap([], { littleEndian }))).toBe(1);
      expect(pcapFormat.sniff(pcap([], { littleEndian, nanoseconds: true }))).toBe(1);
      expect(pcapFormat.sniff(pcapng([], { littleEndian }))).toBe(1);
    }
    for (const text of ['', 'ts,uid', '\n\r\r\n with no byte order', '#separator \\x09']) {
      expect(pcapFormat.sniff(new TextEncoder().encode(text))).toBe(0);
    }
  });

  it('refuses options that it does not know', () => {
    expect(pcapFormat.options.safeParse({ acounting: 'ip' }).success).toBe(false);
    expect(pcapFormat.options.parse({})).toMatchObject({ accounting: 'ip', maxFlows: 1_000_000 });
  });
});

describe('a capture that still goes on', () => {
  it('hands over at each flush what is complete, and nothing twice', () => {
    const rows: string[] = [];
    const parser = pcapFormat.open(
      {
        site: 'test',
        input: 0,
        sink: {
          flows: (batch) => void rows.push(...flowRows(batch).map((row) => `${row.record} ${row.flow}`)),
          facts: (batch) => void rows.push(`${batch.length} facts`),
          read: () => undefined,
          reject: () => undefined,
          ignore: () => undefined,
          note: () => undefined,
        },
      },
      pcapFormat.options.parse({}),
    );
    const question = ethernet(ipv4(udp(5000, 53, dnsQuery('host.example')), { protocol: 17 }));
    const capture = pcap([datagram(EPOCH, { bytes: question }), datagram(EPOCH + 90_000)]);
    const firstEnds = 24 + 16 + question.length;
    parser.push(capture.subarray(0, firstEnds - 1));
    parser.flush();
    expect(rows).toEqual([]);
    parser.push(capture.subarray(firstEnds - 1, firstEnds + 5));
    parser.flush();
    parser.flush();
    expect(rows.splice(0)).toEqual(['start 1', '1 facts']);
    parser.push(capture.subarray(firstEnds + 5));
    parser.flush();
    expect(rows.splice(0)).toEqual(['end 1', 'start 2']);
    parser.end();
    expect(rows).toEqual(['end 2']);
  });
});
