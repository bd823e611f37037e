import * as fc from 'fast-check';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import type { SourceFormat } from '../../src/model/source.js';
import { parquetFormat } from '../../src/sources/parquet.js';
import { readText, unaccounted } from './text/reading.js';

const format = parquetFormat as SourceFormat;
const read = (bytes: Uint8Array, options: object = {}, cuts: readonly number[] = []) =>
  readText(format, bytes, options, cuts);

type Column = Parameters<typeof parquetWriteBuffer>[0]['columnData'][number];
const parquet = (columnData: Column[], more: object = {}) =>
  new Uint8Array(parquetWriteBuffer({ columnData, ...more }));

const vpc = () =>
  parquet([
    { name: 'version', data: [5, 5, 5], type: 'INT32' },
    { name: 'interface_id', data: ['eni-1', 'eni-1', 'eni-1'], type: 'STRING' },
    { name: 'srcaddr', data: ['10.0.0.1', '10.0.0.2', '-'], type: 'STRING' },
    { name: 'dstaddr', data: ['10.0.0.2', '10.0.0.1', '-'], type: 'STRING' },
    { name: 'srcport', data: [40000, 443, null], type: 'INT32' },
    { name: 'dstport', data: [443, 40000, null], type: 'INT32' },
    { name: 'protocol', data: [6, 6, null], type: 'INT32' },
    { name: 'packets', data: [10n, 12n, null], type: 'INT64' },
    { name: 'bytes', data: [800n, 9000n, null], type: 'INT64' },
    { name: 'start', data: [1600000000n, 1600000000n, 1600000000n], type: 'INT64' },
    { name: 'end', data: [1600000060n, 1600000060n, 1600000060n], type: 'INT64' },
    { name: 'action', data: ['ACCEPT', 'ACCEPT', '-'], type: 'STRING' },
    { name: 'log_status', data: ['OK', 'OK', 'NODATA'], type: 'STRING' },
    { name: 'tcp_flags', data: [3, 19, null], type: 'INT32' },
  ]);

describe('a Parquet file of', () => {
  it('AWS VPC flow logs: one way, in seconds, with rows without data', () => {
    const reading = read(vpc());
    expect(reading.rejected).toEqual({});
    expect(reading.ignored).toEqual({ NODATA: 1 });
    expect(reading.rows).toHaveLength(1);
    expect(reading.rows[0]).toMatchObject({
      source: '10.0.0.1',
      destinationPort: 443,
      start: 1.6e12,
      durationMs: 60_000,
      bytesSent: 800,
      bytesReceived: 9000,
      state: 'SF',
    });
  });

  it('any tool: timestamps of its own type, addresses in binary, nulls, row groups', () => {
    const rows = 2500;
    const bytes = parquet(
      [
        {
          name: 'StartTime',
          data: Array.from({ length: rows }, (_, i) => new Date(1_700_000_000_000 + i)),
          type: 'TIMESTAMP',
        },
        {
          name: 'src_ip',
          data: Array.from({ length: rows }, (_, i) => `10.0.${i >> 8}.${i & 255}`),
          type: 'STRING',
        },
        { name: 'dst_ip', data: Array.from({ length: rows }, () => '2001:db8::1'), type: 'STRING' },
        {
          name: 'bytes_sent',
          data: Array.from({ length: rows }, (_, i) => (i % 3 === 0 ? null : i / 2)),
          type: 'DOUBLE',
        },
        { name: 'bytes_received', data: Array.from({ length: rows }, (_, i) => i), type: 'INT32' },
      ],
      { rowGroupSize: 1000 },
    );
    const reading = read(bytes);
    expect(unaccounted(reading)).toBe(0);
    expect(reading.rows).toHaveLength(rows);
    expect(reading.rows[2321]).toMatchObject({
      line: 2322,
      start: 1_700_000_002_321,
      source: '10.0.9.17',
      destination: '2001:db8::1',
      bytesSent: 1160.5,
      bytesReceived: 2321,
    });
    expect(reading.rows[3]!.bytesSent).toBe(null);
  });

  it('nobody known, with a mapping', () => {
    const bytes = parquet([
      { name: 'a', data: ['10.0.0.1'], type: 'STRING' },
      { name: 'b', data: ['10.0.0.2'], type: 'STRING' },
    ]);
    expect(() => read(bytes)).toThrow(/the Parquet file has no column .*"a", "b"/);
    expect(read(bytes, { map: { source: 'a', destination: 'b' } }).rows).toHaveLength(1);
  });
});

it('gives the same however it is cut', () => {
  const whole = read(vpc());
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 6 }), (cuts) => {
      expect(read(vpc(), {}, cuts)).toEqual(whole);
    }),
    { numRuns: 20 },
  );
});

it('holds no more than it may', () => {
  expect(() => read(vpc(), { maxBytes: 1024 })).toThrow(/larger than 1024 bytes/);
});

it('refuses what is damaged with its declared error, whatever byte it is', () => {
  const good = vpc();
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 }),
      fc.nat(good.length),
      (changes, cut) => {
        const bytes = good.slice(0, cut % 3 === 0 ? cut : good.length);
        for (const [at, byte] of changes) if (at < bytes.length) bytes[at] = byte;
        try {
          read(bytes);
        } catch (error) {
          expect(error).toMatchObject({ name: 'StrayflowError' });
        }
      },
    ),
    { numRuns: 150 },
  );
});
