import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc32 } from '../../../src/model/crc32.js';
import {
  DATAGRAM_HEADER_BYTES,
  LONGEST_DATAGRAM,
  readDatagram,
  writeDatagram,
} from '../../../src/sources/exports/datagram-file.js';

describe('crc32', () => {
  it('has the check value of the standard', () => {
    expect(crc32(new TextEncoder().encode('123456789'), 0, 9)).toBe(0xcbf43926);
  });

  it('agrees with a bitwise sum at every length and offset', () => {
    const bitwise = (bytes: Uint8Array) => {
      let crc = ~0;
      for (const byte of bytes) {
        crc ^= byte;
        for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
      }
      return ~crc >>> 0;
    };
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.nat(8), (bytes, from) => {
        const start = Math.min(from, bytes.length);
        expect(crc32(bytes, start, bytes.length)).toBe(bitwise(bytes.subarray(start)));
      }),
    );
  });
});

const meta = fc.record({
  time: fc.double({ min: 0, max: 4e12, noNaN: true }),
  address: fc.uint8Array({ minLength: 16, maxLength: 16 }),
  port: fc.nat(65_535),
  localPort: fc.nat(65_535),
});

describe('datagrams in a file', () => {
  it('come back as they were', () => {
    fc.assert(
      fc.property(meta, fc.uint8Array({ maxLength: 200 }), fc.nat(5), (about, payload, at) => {
        const out = new Uint8Array(at + DATAGRAM_HEADER_BYTES + payload.length + 3);
        const end = writeDatagram(out, at, about, payload);
        const read = readDatagram(out, at, end);
        if (read === null || typeof read === 'number') throw new Error('expected a datagram');
        expect({ time: read.time, port: read.port, localPort: read.localPort }).toEqual({
          time: about.time,
          port: about.port,
          localPort: about.localPort,
        });
        expect(out.subarray(read.from, read.to)).toEqual(payload);
        expect(out.subarray(read.addressAt, read.addressAt + 16)).toEqual(about.address);
        expect(readDatagram(out, at, end - 1)).toBeLessThan(0);
      }),
    );
  });

  it('are refused when a bit has changed', () => {
    const payload = Uint8Array.from({ length: 50 }, (_, i) => i);
    const out = new Uint8Array(DATAGRAM_HEADER_BYTES + 50);
    writeDatagram(out, 0, { time: 1e12, address: new Uint8Array(16), port: 1, localPort: 2 }, payload);
    for (let bit = 0; bit < 8 * out.length; bit++) {
      const damaged = out.slice();
      damaged[bit >> 3] = damaged[bit >> 3]! ^ (1 << (bit & 7));
      const read = readDatagram(damaged, 0, damaged.length);
      expect(read === null || typeof read === 'number', `bit ${bit}`).toBe(true);
    }
    const long = new Uint8Array(LONGEST_DATAGRAM + 1);
    expect(() =>
      writeDatagram(
        new Uint8Array(1e5),
        0,
        { time: 0, address: new Uint8Array(16), port: 0, localPort: 0 },
        long,
      ),
    ).toThrow(RangeError);
  });
});
