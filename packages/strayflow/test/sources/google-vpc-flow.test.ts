/** Entries have the shape of "About VPC Flow Logs records": cloud.google.com/vpc/docs/about-flow-logs-records */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SourceFormat } from '../../src/model/source.js';
import { googleVpcFlowFormat } from '../../src/sources/google-vpc-flow.js';
import { readText, unaccounted } from './text/reading.js';

const read = (input: string, cuts: readonly number[] = [], restartAfter = -1, options = {}) =>
  readText(googleVpcFlowFormat as SourceFormat, input, options, cuts, restartAfter);

const START = Date.UTC(2026, 0, 2, 3, 4, 5, 250);
const vm = (name: string) => ({
  project_id: 'p',
  region: 'europe-west3',
  vm_name: name,
  zone: 'europe-west3-a',
});
const vpc = (subnet: string) => ({ project_id: 'p', subnetwork_name: subnet, vpc_name: 'prod' });
const payload = {
  connection: { src_ip: '10.10.0.2', src_port: 51234, dest_ip: '203.0.113.9', dest_port: 53, protocol: 17 },
  start_time: '2026-01-02T03:04:05.250123456Z',
  end_time: '2026-01-02T03:04:06.750Z',
  bytes_sent: '1500',
  packets_sent: '30',
  reporter: 'SRC',
  src_instance: vm('web-1'),
  src_vpc: vpc('front'),
};
const entry = (more: object = {}) => ({
  insertId: 'abc',
  jsonPayload: { ...payload, ...more },
  logName: 'projects/p/logs/compute.googleapis.com%2Fvpc_flows',
  resource: { type: 'gce_subnetwork', labels: { subnetwork_name: 'front' } },
  timestamp: '2026-01-02T03:04:10Z',
});
const lines = (...entries: readonly object[]) => entries.map((each) => `${JSON.stringify(each)}\n`).join('');
const back = {
  connection: { src_ip: '203.0.113.9', src_port: 53, dest_ip: '10.10.0.2', dest_port: 51234, protocol: 17 },
  bytes_sent: '9000',
  packets_sent: '60',
  reporter: 'DEST',
  src_instance: undefined,
  src_vpc: undefined,
  dest_instance: vm('web-1'),
  dest_vpc: vpc('front'),
};

describe('entries', () => {
  it('of both directions are one flow, with estimated counters', () => {
    const reading = read(lines(entry(), entry(back)));
    expect(reading.rows).toEqual([
      expect.objectContaining({
        line: 1,
        start: START + 0.123456,
        time: START + 1500,
        source: '10.10.0.2',
        sourcePort: 51234,
        destination: '203.0.113.9',
        destinationPort: 53,
        protocol: 17,
        tcpFlags: null,
        state: 'SF',
        // Which packets are sampled says nothing of who spoke first.
        initiatorKnown: false,
        packetsSent: 30,
        bytesSent: 1500,
        packetsReceived: 60,
        bytesReceived: 9000,
      }),
    ]);
    expect(reading.notes).toEqual([
      'Google samples packets: counters are its estimates, and small flows are missing',
    ]);
  });

  it('are read from arrays, from BigQuery and from Log Analytics', () => {
    const whole = read(lines(entry(), entry(back))).rows;
    expect(read(JSON.stringify([entry(), entry(back)], null, 2)).rows).toEqual(whole);
    const { jsonPayload, ...rest } = entry();
    const query = {
      ...rest,
      timestamp: '2026-01-02 03:04:10 UTC',
      json_payload: {
        ...jsonPayload,
        connection: { ...payload.connection, src_port: 51234.0, dest_port: '53', protocol: '17.0' },
      },
    };
    expect(read(lines(query, entry(back))).rows).toEqual(whole);
  });

  it('without end or start have the other, or the time of the entry', () => {
    const time = (more: object) => read(lines(entry(more))).rows[0]!;
    expect(time({ start_time: undefined })).toMatchObject({ start: START + 1500, durationMs: 0 });
    expect(time({ start_time: undefined, end_time: null }).start).toBe(START + 4750);
  });

  it('are refused without addresses or times; other values may be missing', () => {
    const { connection } = payload;
    const reading = read(
      `${lines(
        entry({ connection: { ...connection, src_ip: 'x' } }),
        entry({ connection: { ...connection, dest_ip: undefined } }),
        { jsonPayload: { connection } },
        { jsonPayload: { message: 'started' } },
        entry({
          connection: { src_ip: '10.0.0.1', dest_ip: '10.0.0.2' },
          bytes_sent: 'x',
          packets_sent: undefined,
        }),
      )}{"a"\n`,
    );
    expect(reading.rejected).toEqual({
      'bad-source': [1],
      'bad-destination': [2],
      'bad-time': [3],
      'not-google-flow': [4],
      'bad-json': [6],
    });
    expect(reading.rows[0]).toMatchObject({
      sourcePort: null,
      protocol: null,
      bytesSent: null,
      packetsSent: null,
    });
    expect(reading.notes.join()).toContain('bytes_sent');
    expect(unaccounted(reading)).toBe(0);
  });
});

describe('a flow between two machines', () => {
  const both = {
    connection: { src_ip: '10.10.0.2', src_port: 40000, dest_ip: '10.20.0.2', dest_port: 5432, protocol: 6 },
    dest_instance: vm('db-1'),
    dest_vpc: vpc('back'),
  };
  const asDestination = { ...both, reporter: 'DEST' };

  it('that both report is counted once', () => {
    const reading = read(lines(entry(both), entry(asDestination)));
    expect(reading.ignored).toEqual({ 'reported by the other side, too': 1 });
    expect(reading.rows.map(({ bytesSent }) => bytesSent)).toEqual([1500]);
  });

  it('that only its destination reports is counted, when the logs of the source are off', () => {
    const reading = read(lines(entry(asDestination)));
    expect(reading.ignored).toEqual({});
    expect(reading.rows).toHaveLength(1);
  });

  it('without metadata of the network is counted by its source', () => {
    const bare = { ...asDestination, src_vpc: undefined, dest_vpc: undefined };
    expect(read(lines(entry(bare))).ignored).toEqual({ 'reported by the other side, too': 1 });
  });

  it('and a place behind a gateway is counted by the machine', () => {
    const reading = read(lines(entry(), entry({ reporter: 'DEST_GATEWAY' })));
    expect(reading.ignored).toEqual({ 'reported by the other side, too': 1 });
    const gateways = { src_instance: undefined, reporter: 'SRC_GATEWAY' };
    expect(read(lines(entry(gateways))).rows).toHaveLength(1);
  });
});

const drawn = fc
  .record({
    host: fc.integer({ min: 1, max: 3 }),
    answer: fc.boolean(),
    protocol: fc.constantFrom(6, 17, 1),
    packets: fc.nat(1000),
    bytes: fc.nat(100_000),
    second: fc.integer({ min: 10, max: 59 }),
  })
  .map(({ host, answer, protocol, packets, bytes, second }) => {
    const [from, to] = answer ? ['203.0.113.9', `10.10.0.${host}`] : [`10.10.0.${host}`, '203.0.113.9'];
    const [source, destination] = answer ? [443, 4000] : [4000, 443];
    return entry({
      connection: { src_ip: from, src_port: source, dest_ip: to, dest_port: destination, protocol },
      packets_sent: String(packets),
      bytes_sent: String(bytes),
      start_time: `2026-01-02T03:04:${second}Z`,
      end_time: `2026-01-02T03:05:${second}Z`,
    });
  });

it('loses and adds no byte', () => {
  fc.assert(
    fc.property(fc.array(drawn, { maxLength: 30 }), (entries) => {
      const { rows } = read(lines(...entries));
      const told = entries.reduce((sum, { jsonPayload }) => sum + Number(jsonPayload.bytes_sent), 0);
      expect(rows.reduce((sum, row) => sum + (row.bytesSent ?? 0) + (row.bytesReceived ?? 0), 0)).toBe(told);
    }),
    { numRuns: 30 },
  );
});

it('gives the same rows however it is cut, and across a restart', () => {
  fc.assert(
    fc.property(
      fc.array(drawn, { maxLength: 6 }),
      fc.boolean(),
      fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 6 }),
      fc.nat(20),
      (entries, inLines, cuts, restart) => {
        const all = [...entries, entry({ bytes_sent: 'x' }), entry({ reporter: 'DEST_GATEWAY' }), { é: 1 }];
        const text = inLines ? lines(...all) : JSON.stringify(all, null, 1);
        expect(read(text, cuts, restart)).toEqual(read(text));
      },
    ),
    { numRuns: 40 },
  );
});

it('throws at no damage', () => {
  const text = lines(entry(), entry(back));
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(text.length - 1), fc.nat(255)), { minLength: 1, maxLength: 20 }),
      (damage) => {
        const bytes = new TextEncoder().encode(text);
        for (const [at, byte] of damage) bytes[at] = byte;
        expect(readText(googleVpcFlowFormat as SourceFormat, bytes).rows.length).toBeLessThanOrEqual(4);
      },
    ),
    { numRuns: 30 },
  );
});
