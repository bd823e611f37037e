import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openInflater } from '../../analyse/inflater.js';

/** All that it gives of data that come in such slices, and the fault. */
function inflated(data: Uint8Array, slice: number): { bytes: Buffer; fault: string | null } {
  const inflater = openInflater();
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < data.length; at += slice) {
    const { pieces: some, fault } = inflater.push(data.subarray(at, at + slice));
    pieces.push(...some);
    if (fault !== null) return { bytes: Buffer.concat(pieces), fault: fault.message };
  }
  const { pieces: rest, fault } = inflater.end();
  return { bytes: Buffer.concat([...pieces, ...rest]), fault: fault?.message ?? null };
}

describe('the inflater of the page', () => {
  it('gives what zlib gives of any members, however they are cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 3_000 }), { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 4_000 }),
        (members, slice) => {
          const data = Buffer.concat(members.map((member) => gzipSync(member)));
          const { bytes, fault } = inflated(data, slice);
          expect(fault).toBe(null);
          expect(bytes.equals(gunzipSync(data))).toBe(true);
        },
      ),
    );
  });

  it('reads past zeros behind the last member', () => {
    const data = Buffer.concat([gzipSync('some text'), Buffer.alloc(100)]);
    for (const slice of [1, 7, 29, 1_000]) {
      expect(inflated(data, slice)).toEqual({ bytes: Buffer.from('some text'), fault: null });
    }
  });

  it.each([1, 50, 16_384])('gives what stands before data break off, in slices of %i', (slice) => {
    const text = Buffer.from(Array.from({ length: 20_000 }, (_, i) => `line ${i}\n`).join(''));
    const { bytes, fault } = inflated(gzipSync(text).subarray(0, 20_000), slice);
    expect(fault).toBe('unexpected end');
    expect(bytes.length).toBeGreaterThan(10_000);
    expect(text.subarray(0, bytes.length).equals(bytes)).toBe(true);
  });

  it('notices a wrong checksum', () => {
    const data = gzipSync('some text');
    data[data.length - 8]! ^= 1;
    expect(inflated(data, 1_000)).toEqual({ bytes: Buffer.from('some text'), fault: 'incorrect data check' });
  });
});
