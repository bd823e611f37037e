import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SourceFormat } from '../../src/model/source.js';
import { ndjsonFormat } from '../../src/sources/ndjson.js';
import { readText, unaccounted } from './text/reading.js';

const format = ndjsonFormat as SourceFormat;
const lines = (...objects: readonly object[]) => objects.map((each) => `${JSON.stringify(each)}\n`).join('');
const read = (input: string, options: object = {}, cuts: readonly number[] = [], restartAfter = -1) =>
  readText(format, input, options, cuts, restartAfter);

describe('JSON lines of', () => {
  it("Elastic's ECS: nested, nanoseconds, both directions", () => {
    const { rows, rejected } = read(
      lines({
        '@timestamp': '2024-05-01T10:00:00.250Z',
        event: { start: '2024-05-01T10:00:00.250Z', duration: 1_500_000_000 },
        source: { ip: '10.0.0.1', port: 40000, bytes: 100, packets: 2, mac: '00-0D-3A-4D-42-F2' },
        destination: { ip: '10.0.0.2', port: 443, bytes: 300, packets: 3 },
        network: { transport: 'tcp', protocol: 'tls' },
        geo: { source: 'none' },
      }),
    );
    expect(rejected).toEqual({});
    expect(rows[0]).toMatchObject({
      source: '10.0.0.1',
      sourcePort: 40000,
      destination: '10.0.0.2',
      destinationPort: 443,
      protocol: 6,
      start: Date.UTC(2024, 4, 1, 10) + 250,
      durationMs: 1500,
      bytesSent: 100,
      bytesReceived: 300,
      service: 'tls',
    });
  });

  it('goflow2: one way, nanoseconds of the epoch', () => {
    const start = '1700000000123456789';
    const record = (from: object) => ({
      type: 'NETFLOW_V9',
      time_flow_start_ns: Number(start),
      time_flow_end_ns: Number(start) + 2e9,
      sampler_address: '192.0.2.1',
      proto: 'UDP',
      tcp_flags: 0,
      ...from,
    });
    const { rows } = read(
      lines(
        record({
          src_addr: '10.0.0.1',
          dst_addr: '10.0.0.2',
          src_port: 5000,
          dst_port: 53,
          bytes: 60,
          packets: 1,
        }),
        record({
          src_addr: '10.0.0.2',
          dst_addr: '10.0.0.1',
          src_port: 53,
          dst_port: 5000,
          bytes: 90,
          packets: 1,
        }),
      ),
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ source: '10.0.0.1', bytesSent: 60, bytesReceived: 90, state: 'SF' });
    expect(rows[0]!.start).toBeCloseTo(1_700_000_000_123.4568, 3);
  });

  it('pmacct', () => {
    const { rows } = read(
      lines({
        ip_src: '10.0.0.1',
        ip_dst: '2001:db8::2',
        port_src: 1,
        port_dst: 2,
        ip_proto: 'tcp',
        tcp_flags: '2',
        timestamp_start: '2024-01-02 03:04:05.000000',
        timestamp_end: '2024-01-02 03:04:06.000000',
        packets: 1,
        bytes: 40,
      }),
    );
    expect(rows[0]).toMatchObject({
      destination: '2001:db8::2',
      durationMs: 1000,
      tcpFlags: 2,
      bytesSent: 40,
    });
  });

  it('anybody, with a mapping to nested names', () => {
    const { rows, notes } = read(lines({ a: { from: '10.0.0.1' }, b: { to: '10.0.0.2' }, when: 1.7e9 }), {
      map: { source: 'a.from', destination: 'b.to', time: 'when' },
    });
    expect(rows[0]).toMatchObject({ source: '10.0.0.1', destination: '10.0.0.2', start: 1.7e12 });
    expect(notes.join()).toContain('source from "a.from"');
  });
});

it('reads texts with escapes, numbers as texts, null and missing values', () => {
  const { rows, notes } = read(
    '{"src":"10.0.0.1","dst":"10.0.0.2","time":"13\\/07\\/2017 03:30:00","sport":"80","user":"J\\u00fcrgen","dport":null}\n' +
      '{"src":"10.0.0.1","dst":"10.0.0.2","time":"13\\/07\\/2017 03:30:00","sport":true,"user":{"a":1}}\n',
  );
  expect(rows[0]).toMatchObject({ sourcePort: 80, destinationPort: null, identity: 'Jürgen' });
  expect(rows[0]!.start).toBe(Date.UTC(2017, 6, 13, 3, 30));
  expect(rows[1]).toMatchObject({ sourcePort: null });
  expect(notes.join()).toContain('"sport" could not be read once (such as "true")');
});

it('rejects and ignores line by line', () => {
  const reading = read(
    '{"src":"10.0.0.1","dst":"10.0.0.2","time":1}\n\n{broken\n{"src":"x","dst":"10.0.0.2","time":1}\n[1]\n{"dst":"10.0.0.2","time":1}\n',
  );
  expect(reading.rejected).toEqual({ 'bad-json': [3, 5], 'bad-source': [4, 6] });
  expect(reading.ignored).toEqual({ 'blank-line': 1 });
  expect(unaccounted(reading)).toBe(0);
});

it('says which names there are when none is known', () => {
  expect(() => read('{"a":{"b":"10.0.0.1"},"c":1}\n')).toThrow(/the NDJSON has no column .*"a\.b", "c"/);
  expect(() => read('no json\n')).toThrow(/no line within/);
});

it('names of columns are only names', () => {
  const { rows } = read(
    '{"__proto__":{"x":1},"constructor":"10.9.9.9","src":"10.0.0.1","dst":"10.0.0.2","":5,"a.b":1,"a":{"b":2},"time":5}\n',
  );
  expect(rows[0]).toMatchObject({ source: '10.0.0.1' });
});

it('gives the same however it is cut, and when it is brought back in between', () => {
  const flow = (i: number) => ({
    net: { src_ip: `10.0.${i >> 8}.${i & 255}`, dst_ip: '10.1.0.1' },
    time: 1_700_000_000 + i,
    duration: 0.5,
    bytes_sent: i,
    bytes_received: 2 * i,
    filler: 'x'.repeat(180),
  });
  const text = lines(...Array.from({ length: 400 }, (_, i) => flow(i)));
  const whole = read(text);
  expect(whole.rows).toHaveLength(400);
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 40_000 }), { minLength: 1, maxLength: 8 }),
      fc.integer({ min: 0, max: 6 }),
      (cuts, restartAfter) => {
        // A short first cut with a restart asks for the head that is not surveyed yet.
        const { notes, ...rest } = read(text, {}, [...cuts, 997], restartAfter);
        expect({ ...rest, notes: notes.filter((note) => !note.includes('no more had come')) }).toEqual(whole);
      },
    ),
    { numRuns: 25 },
  );
});

it('brings back what waits for its other direction', () => {
  const one = {
    src: '10.0.0.1',
    dst: '10.0.0.2',
    sport: 1,
    dport: 2,
    proto: 'udp',
    tcp_flags: 0,
    time: 5,
    bytes: 10,
  };
  const other = { ...one, src: '10.0.0.2', dst: '10.0.0.1', sport: 2, dport: 1, time: 5.5, bytes: 20 };
  const filler = Array.from({ length: 800 }, (_, i) => ({
    ...one,
    sport: 1000 + i,
    dport: 9,
    pad: 'y'.repeat(40),
  }));
  const text = lines(...filler, one, other);
  const cut = text.indexOf(JSON.stringify(other));
  expect(cut).toBeGreaterThan(65_536);
  const { rows } = read(text, {}, [cut, text.length], 0);
  expect(rows.filter((row) => row.destinationPort === 2)).toMatchObject([
    { bytesSent: 10, bytesReceived: 20 },
  ]);
});
