/** Records have the fields of developers.cloudflare.com/logs/logpush/logpush-job/datasets/ */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SourceFormat } from '../../src/model/source.js';
import { cloudflareFormat } from '../../src/sources/cloudflare.js';
import { readText } from './text/reading.js';

const read = (input: string, cuts: readonly number[] = [], restartAfter = -1) =>
  readText(cloudflareFormat as SourceFormat, input, {}, cuts, restartAfter);
const lines = (...records: readonly object[]) => records.map((each) => `${JSON.stringify(each)}\n`).join('');

const START = Date.UTC(2026, 0, 2, 3, 4, 5);
const REQUEST = {
  ClientIP: '198.51.100.7',
  ClientSrcPort: 51234,
  ClientRequestBytes: 812,
  ClientRequestHost: 'shop.example',
  ClientRequestMethod: 'GET',
  ClientRequestProtocol: 'HTTP/2',
  ClientRequestScheme: 'https',
  ClientRequestURI: '/cart?id=1',
  ClientRequestUserAgent: 'curl/8.5',
  ClientSSLProtocol: 'TLSv1.3',
  EdgeEndTimestamp: '2026-01-02T03:04:06Z',
  EdgeResponseBytes: 5120,
  EdgeResponseStatus: 200,
  EdgeStartTimestamp: '2026-01-02T03:04:05Z',
  OriginIP: '203.0.113.80',
  RayID: '3a6050bcbe121a87',
};
const PACKET = {
  ColoCode: 'FRA',
  Datetime: '2026-01-02T03:04:05Z',
  DestinationPort: 443,
  Direction: 'ingress',
  IPDestinationAddress: '203.0.113.5',
  IPProtocol: 6,
  IPSourceAddress: '198.51.100.9',
  IPTTL: 57,
  IPTotalLength: 60,
  Outcome: 'pass',
  SampleInterval: 1000,
  SourcePort: 40000,
  TCPFlags: 2,
};
const SESSION = {
  BytesReceived: 9000,
  BytesSent: 1200,
  ConnectionCloseReason: 'CLIENT_CLOSED',
  DetectedProtocol: 'TLS',
  Email: 'user@example.com',
  OriginIP: '203.0.113.20',
  OriginPort: 443,
  Protocol: 'TCP',
  SNI: 'intranet.example',
  SessionEndTime: '2026-01-02T03:05:05.5Z',
  SessionID: 's-1',
  SessionStartTime: '2026-01-02T03:04:05Z',
  SourceIP: '100.96.0.4',
  SourcePort: 50000,
  UserID: 'u-1',
};

describe('http_requests', () => {
  it('become flows and facts', () => {
    const { rows, facts, notes } = read(lines({ ...REQUEST, JA4: 't13d1516h2_8daaf6152771_b186095e22b6' }));
    expect(rows).toEqual([
      expect.objectContaining({
        line: 1,
        start: START,
        time: START + 1000,
        durationMs: 1000,
        source: '198.51.100.7',
        sourcePort: 51234,
        destination: '203.0.113.80',
        destinationPort: 443,
        protocol: 6,
        bytesSent: 812,
        bytesReceived: 5120,
        packetsSent: null,
        state: 'SF',
        service: 'http',
        uid: '3a6050bcbe121a87',
        initiatorKnown: true,
      }),
    ]);
    expect(
      facts.map(({ kind, address, peer, peerPort, name, value, text, number }) => [
        kind,
        address,
        peer,
        peerPort,
        name,
        value,
        text,
        number,
      ]),
    ).toEqual([
      ['httpRequest', '198.51.100.7', '203.0.113.80', 443, 'shop.example', '/cart?id=1', 'GET curl/8.5', 200],
      [
        'tlsClient',
        '198.51.100.7',
        '203.0.113.80',
        443,
        '',
        't13d1516h2_8daaf6152771_b186095e22b6',
        'TLSv1.3',
        0,
      ],
    ]);
    expect(notes).toEqual([]);
  });

  it('have times in every format of Logpush', () => {
    for (const [start, end] of [
      [START / 1000, START / 1000 + 1],
      [`${START}000000`, `${START + 1000}000000`],
      [START * 1e6, (START + 1000) * 1e6],
      ['2026-01-02T03:04:05Z', '2026-01-02T03:04:06Z'],
    ]) {
      const row = read(lines({ ...REQUEST, EdgeStartTimestamp: start, EdgeEndTimestamp: end })).rows[0]!;
      expect([row.start, row.time]).toEqual([START, START + 1000]);
    }
  });

  it('that the edge answered itself go to an address that is not known, and the report says so', () => {
    const { rows, notes } = read(
      lines({ ...REQUEST, OriginIP: '' }, REQUEST, { ...REQUEST, OriginIP: undefined }),
    );
    expect(rows.map(({ destination }) => destination)).toEqual(['::', '203.0.113.80', '::']);
    expect(notes.join()).toContain('requests of which the log names no origin (OriginIP): 2');
  });

  it('tell protocol and port by what was asked', () => {
    const asked = (more: object) => {
      const { protocol, destinationPort } = read(lines({ ...REQUEST, ...more })).rows[0]!;
      return [protocol, destinationPort];
    };
    expect(asked({ ClientRequestProtocol: 'HTTP/3' })).toEqual([17, 443]);
    expect(asked({ ClientRequestHost: 'shop.example:8443' })).toEqual([6, 8443]);
    expect(asked({ ClientRequestScheme: 'http' })).toEqual([6, 80]);
    expect(asked({ ClientRequestScheme: undefined, ClientSSLProtocol: 'none' })).toEqual([6, 80]);
    expect(
      asked({
        ClientRequestScheme: undefined,
        ClientSSLProtocol: undefined,
        ClientRequestProtocol: undefined,
      }),
    ).toEqual([null, null]);
  });

  it('may have the fewest fields', () => {
    const [row] = read(lines({ ClientIP: '2001:db8::1', EdgeStartTimestamp: START * 1e6 })).rows;
    expect(row).toMatchObject({ source: '2001:db8::1', durationMs: null, bytesSent: null, state: null });
  });
});

describe('network_analytics_logs', () => {
  it('stand for as many packets as the sample interval says', () => {
    const answer = {
      IPSourceAddress: '203.0.113.5',
      IPDestinationAddress: '198.51.100.9',
      SourcePort: 443,
      DestinationPort: 40000,
      TCPFlags: 18,
      SampleInterval: 100,
    };
    const { rows } = read(lines(PACKET, { ...PACKET, ...answer }));
    expect(rows[0]).toMatchObject({
      source: '198.51.100.9',
      packetsSent: 1000,
      bytesSent: 60_000,
      packetsReceived: 100,
      bytesReceived: 6000,
      tcpFlags: 18,
      ttl: 57,
      // Of a sampled connection most packets were not seen.
      state: null,
      initiatorKnown: true,
    });
  });

  it('that were dropped are refused flows', () => {
    const { rows } = read(
      lines({ ...PACKET, Outcome: 'drop' }, { ...PACKET, Outcome: 'drop', TCPFlags: 16 }),
    );
    expect(rows.map(({ state, initiatorKnown }) => [state, initiatorKnown])).toEqual([
      ['REJ', true],
      ['REJ', false],
    ]);
  });

  it('without a sample interval have no counters', () => {
    const { rows, notes } = read(lines({ ...PACKET, SampleInterval: undefined }));
    expect(rows[0]).toMatchObject({ packetsSent: null, bytesSent: null });
    expect(notes.join()).toContain('without SampleInterval: 1');
  });
});

describe('zero_trust_network_sessions', () => {
  it('become flows of a user', () => {
    const { rows, facts } = read(lines(SESSION));
    expect(rows).toEqual([
      expect.objectContaining({
        start: START,
        durationMs: 60_500,
        source: '100.96.0.4',
        destination: '203.0.113.20',
        destinationPort: 443,
        bytesSent: 1200,
        bytesReceived: 9000,
        protocol: 6,
        state: 'SF',
        identity: 'user@example.com',
        service: 'tls',
        uid: 's-1',
      }),
    ]);
    expect(facts).toEqual([
      expect.objectContaining({ kind: 'tlsClient', name: 'intranet.example', uid: 's-1' }),
    ]);
    expect(read(lines({ ...SESSION, Email: '' })).rows[0]).toMatchObject({ identity: 'u-1' });
  });

  it('say why they ended where that tells whether they were made', () => {
    const state = (more: object) => read(lines({ ...SESSION, ...more })).rows[0]!.state;
    expect(state({ ConnectionCloseReason: 'ORIGIN_UNREACHABLE' })).toBe('S0');
    expect(state({ ConnectionCloseReason: 'PROXY_CONN_REFUSED' })).toBe('REJ');
    expect(state({ ConnectionCloseReason: 'UNKNOWN' })).toBe(null);
    expect(state({ Protocol: 'UDP', ConnectionCloseReason: undefined })).toBe('SF');
    expect(state({ Protocol: 'UDP', BytesReceived: 0 })).toBe('S0');
    expect(state({ Protocol: 'ICMPV6' })).toBe(null);
  });
});

it('tells datasets apart line by line, and rejects what is none of them', () => {
  const { rows, rejected, ignored } = read(
    `${lines(REQUEST, PACKET, SESSION, { content: 'tests' }, { Action: 'block', ClientIP: '192.0.2.1' })}{\n${lines(
      { ...REQUEST, ClientIP: 'x' },
      { ...REQUEST, EdgeStartTimestamp: 'x', EdgeEndTimestamp: 0 },
      { ...SESSION, OriginIP: '' },
      { ...PACKET, Datetime: 'x' },
      { ...PACKET, IPDestinationAddress: 'x' },
      { ...PACKET, IPSourceAddress: 'x' },
    )}`,
  );
  expect(rows).toHaveLength(3);
  expect(ignored).toEqual({ 'test of the destination': 1 });
  expect(rejected).toEqual({
    'not-logpush': [5],
    'bad-json': [6],
    'bad-source': [7, 12],
    'bad-time': [8, 10],
    'bad-destination': [9, 11],
  });
});

const packet = fc.record({
  ...Object.fromEntries(Object.entries(PACKET).map(([name, value]) => [name, fc.constant(value)])),
  SourcePort: fc.integer({ min: 40_000, max: 40_003 }),
  IPTotalLength: fc.integer({ min: 20, max: 1500 }),
  SampleInterval: fc.constantFrom(1, 10, 1000),
  Outcome: fc.constantFrom('pass', 'pass', 'drop'),
  TCPFlags: fc.nat(31),
  Datetime: fc.integer({ min: START / 1000, max: START / 1000 + 900 }),
});

it('loses and adds no sampled byte', () => {
  fc.assert(
    fc.property(fc.array(packet, { maxLength: 30 }), (packets) => {
      const { rows } = read(lines(...packets));
      expect(rows.reduce((sum, row) => sum + (row.bytesSent ?? 0) + (row.bytesReceived ?? 0), 0)).toBe(
        packets.reduce((sum, each) => sum + each.IPTotalLength * each.SampleInterval, 0),
      );
    }),
    { numRuns: 30 },
  );
});

it('gives the same rows and facts however it is cut, and across a restart', () => {
  const order = (text: string, cuts: readonly number[], restart: number) => {
    const reading = read(text, cuts, restart);
    const key = (row: { readonly line: number }) => JSON.stringify(row);
    return { ...reading, rows: [...reading.rows].sort((a, b) => (key(a) < key(b) ? -1 : 1)) };
  };
  fc.assert(
    fc.property(
      fc.array(packet, { maxLength: 6 }),
      fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 6 }),
      fc.nat(20),
      (packets, cuts, restart) => {
        const text = lines(
          REQUEST,
          ...packets,
          { ...SESSION, SNI: 'é.example' },
          { ...REQUEST, OriginIP: '' },
          PACKET,
        );
        expect(order(text, cuts, restart)).toEqual(order(text, [], -1));
      },
    ),
    { numRuns: 40 },
  );
});

it('throws at no damage', () => {
  const text = lines(REQUEST, PACKET, SESSION);
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(text.length - 1), fc.nat(255)), { minLength: 1, maxLength: 20 }),
      (damage) => {
        const bytes = new TextEncoder().encode(text);
        for (const [at, byte] of damage) bytes[at] = byte;
        expect(readText(cloudflareFormat as SourceFormat, bytes).rows.length).toBeLessThanOrEqual(4);
      },
    ),
    { numRuns: 30 },
  );
});
