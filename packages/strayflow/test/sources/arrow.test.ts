import { dictionary, int64, tableFromArrays, tableToIPC, timestamp, utf8 } from '@uwdata/flechette';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { SourceFormat } from '../../src/model/source.js';
import { arrowFormat } from '../../src/sources/arrow.js';
import { sniffFormat } from '../../src/sources/index.js';
import { readText, unaccounted } from './text/reading.js';

const format = arrowFormat as SourceFormat;
const read = (bytes: Uint8Array, options: object = {}, cuts: readonly number[] = []) =>
  readText(format, bytes, options, cuts);

const ROWS = 300;
const table = tableFromArrays(
  {
    start_time: Array.from({ length: ROWS }, (_, i) => new Date(1_700_000_000_000 + i)),
    src_ip: Array.from({ length: ROWS }, (_, i) => `10.0.0.${i % 250}`),
    dst_ip: Array.from({ length: ROWS }, () => '2001:db8::1'),
    dst_port: Array.from({ length: ROWS }, (_, i) => (i % 3 === 0 ? null : i)),
    bytes_sent: Array.from({ length: ROWS }, (_, i) => BigInt(i) * 1000n),
    bytes_received: Array.from({ length: ROWS }, (_, i) => i / 2),
  },
  { types: { start_time: timestamp(2), src_ip: utf8(), dst_ip: dictionary(utf8()), bytes_sent: int64() } },
);
const stream = tableToIPC(table, { format: 'stream' })!;
const file = tableToIPC(table, { format: 'file' })!;

it('reads streams and files alike: timestamps, dictionaries, nulls, 64-bit numbers', () => {
  const reading = read(stream);
  expect(unaccounted(reading)).toBe(0);
  expect(reading.rows).toHaveLength(ROWS);
  expect(reading.rows[100]).toMatchObject({
    line: 101,
    start: 1_700_000_000_100,
    source: '10.0.0.100',
    destination: '2001:db8::1',
    destinationPort: 100,
    bytesSent: 100_000,
    bytesReceived: 50,
  });
  expect(reading.rows[3]!.destinationPort).toBe(null);
  expect(read(file)).toEqual(reading);
});

it('is told by its first bytes', () => {
  expect(sniffFormat(stream)?.name).toBe('arrow');
  expect(sniffFormat(file)?.name).toBe('arrow');
});

it('gives the same however it is cut', () => {
  const whole = read(file);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 6 }), (cuts) => {
      expect(read(file, {}, cuts)).toEqual(whole);
    }),
    { numRuns: 10 },
  );
});

it('says what is cut off, and which columns there are when none is known', () => {
  const cut = read(stream.subarray(0, stream.length - 200)).notes.join();
  expect(cut).toContain('cut off');
  expect(cut).toContain('no whole record batch');
  const other = tableToIPC(tableFromArrays({ a: ['10.0.0.1'], b: ['x'] }), { format: 'stream' })!;
  expect(() => read(other)).toThrow(/the Arrow data has no column .*"a", "b"/);
  expect(read(other, { map: { source: 'a' } }).rows).toHaveLength(1);
});

it('refuses what is damaged with its declared error, whatever byte it is', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(1500), fc.nat(255)), { minLength: 1, maxLength: 6 }), (changes) => {
      const bytes = stream.slice();
      for (const [at, byte] of changes) bytes[at] = byte;
      try {
        read(bytes);
      } catch (error) {
        expect(error).toMatchObject({ name: 'StrayflowError' });
      }
    }),
    { numRuns: 120 },
  );
});
