import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SourceFormat } from '../../src/model/source.js';
import { suricataFormat } from '../../src/sources/suricata.js';
import { readText, unaccounted } from './text/reading.js';

const read = (input: string, cuts: readonly number[] = [], restartAfter = -1) =>
  readText(suricataFormat as SourceFormat, input, {}, cuts, restartAfter);
const lines = (...events: readonly object[]) => events.map((event) => `${JSON.stringify(event)}\n`).join('');

const PARTIES = {
  src_ip: '10.0.0.5',
  src_port: 51234,
  dest_ip: '93.184.216.34',
  dest_port: 443,
  proto: 'TCP',
};
const AT = { timestamp: '2026-11-22T10:00:10.000000+0000', flow_id: 1_874_930_551_239_481 };
const FLOW = {
  ...AT,
  in_iface: 'eth0',
  event_type: 'flow',
  vlan: [100],
  ...PARTIES,
  app_proto: 'tls',
  flow: {
    pkts_toserver: 12,
    pkts_toclient: 14,
    bytes_toserver: 1834,
    bytes_toclient: 9340,
    start: '2026-11-22T12:00:00.250000+0200',
    end: '2026-11-22T10:00:01.500000+0000',
    age: 1,
    state: 'closed',
    reason: 'timeout',
  },
  ether: { src_mac: '02:00:00:00:00:05', dest_mac: '02:00:00:00:00:01' },
  tcp: { tcp_flags: '1b', tcp_flags_ts: '1b', tcp_flags_tc: '1b', state: 'closed' },
};
const START = Date.UTC(2026, 10, 22, 10, 0, 0, 250);

describe('flow events', () => {
  it('become flows with every value in its place', () => {
    expect(read(lines(FLOW)).rows).toEqual([
      {
        line: 1,
        start: START,
        time: START + 1250,
        durationMs: 1250,
        source: '10.0.0.5',
        sourcePort: 51234,
        destination: '93.184.216.34',
        destinationPort: 443,
        protocol: 6,
        icmpType: null,
        icmpCode: null,
        tcpFlags: 0x1b,
        state: 'SF',
        initiatorKnown: true,
        bytesSent: 1834,
        bytesReceived: 9340,
        packetsSent: 12,
        packetsReceived: 14,
        service: 'tls',
        uid: '1874930551239481',
        identity: '',
        ttl: 0,
        vlan: 100,
        mac: '02:00:00:00:00:05',
      },
    ]);
  });

  it('say what became of a connection by the flags of each side', () => {
    const state = (sent: string, received: string, counters = {}) => {
      const flow = { ...FLOW.flow, ...counters };
      const event = { ...FLOW, flow, tcp: { tcp_flags_ts: sent, tcp_flags_tc: received } };
      const row = read(lines(event)).rows[0]!;
      return [row.state, row.initiatorKnown];
    };
    expect(state('02', '00', { pkts_toclient: 0 })).toEqual(['S0', true]);
    expect(state('02', '14')).toEqual(['REJ', true]);
    expect(state('1a', '12')).toEqual(['S1', true]);
    expect(state('10', '10')).toEqual(['OTH', false]);
  });

  it('judge UDP and ICMP by who spoke', () => {
    const state = (more: object, packets: number) =>
      read(lines({ ...FLOW, tcp: undefined, ...more, flow: { ...FLOW.flow, pkts_toclient: packets } }))
        .rows[0]!.state;
    expect(state({ proto: 'UDP' }, 0)).toBe('S0');
    expect(state({ proto: 'UDP' }, 3)).toBe('SF');
    expect(state({ proto: 'ICMP', icmp_type: 8, icmp_code: 0 }, 0)).toBe('S0');
    expect(state({ proto: 'IPv6-ICMP', icmp_type: 128, icmp_code: 0 }, 1)).toBe('SF');
    expect(state({ proto: 'ICMP', icmp_type: 3, icmp_code: 1 }, 0)).toBe(null);
  });

  it('survive single values that cannot be used', () => {
    const reading = read(lines({ ...FLOW, src_port: 'many', proto: 'nonsense', vlan: 'x' }));
    expect(reading.rows[0]).toMatchObject({ sourcePort: null, protocol: null, vlan: 0, state: null });
    expect(reading.notes.join()).toContain('src_port');
    expect(reading.notes.join()).toContain('nonsense');
  });

  it('end at their start when they say that they ended before it', () => {
    const start = '2026-11-22T10:00:05.000000+0000';
    const { rows, notes } = read(lines({ ...FLOW, flow: { ...FLOW.flow, start } }));
    expect(rows).toMatchObject([{ start: Date.parse(start), time: Date.parse(start), durationMs: null }]);
    expect(notes.join()).toContain('"flow.end" could not be read once');
  });

  it('are refused without addresses or time', () => {
    const reading = read(
      `${lines({ ...FLOW, src_ip: 'x' }, { ...FLOW, dest_ip: undefined }, { ...FLOW, timestamp: 1, flow: {} }, FLOW)}{"a":\n\nnull\n{"a":1}\n`,
    );
    expect(reading.rejected).toEqual({
      'bad-source': [1],
      'bad-destination': [2],
      'bad-time': [3],
      'bad-json': [5, 7],
      'not-suricata': [8],
    });
    expect(reading.rows).toHaveLength(1);
    expect(unaccounted(reading)).toBe(0);
  });
});

describe('netflow events', () => {
  const half = (more: object) => ({
    ...AT,
    event_type: 'netflow',
    ...PARTIES,
    netflow: { pkts: 5, bytes: 500, start: FLOW.flow.start, end: FLOW.flow.end, min_ttl: 63 },
    tcp: { tcp_flags: '1b' },
    ...more,
  });
  const back = {
    src_ip: PARTIES.dest_ip,
    src_port: 443,
    dest_ip: PARTIES.src_ip,
    dest_port: 51234,
    netflow: { pkts: 7, bytes: 7000, start: FLOW.flow.start, end: '2026-11-22T10:00:02.250000+0000' },
  };

  it('of both directions are one flow', () => {
    const reading = read(lines(half({}), half(back)));
    expect(reading.rows).toHaveLength(1);
    expect(reading.rows[0]).toMatchObject({
      line: 1,
      source: '10.0.0.5',
      destinationPort: 443,
      packetsSent: 5,
      packetsReceived: 7,
      bytesReceived: 7000,
      durationMs: 2000,
      state: 'SF',
      ttl: 63,
    });
  });

  it('without an answer are a flow that nobody answered, also before the input ends', () => {
    const later = { timestamp: '2026-11-22T10:00:30.000000+0000', flow_id: 5 };
    const reading = read(lines(half({ tcp: { tcp_flags: '02' } }), half(later)));
    expect(reading.rows.map(({ state, packetsReceived }) => [state, packetsReceived])).toEqual([
      ['S0', 0],
      [null, 0],
    ]);
  });

  it('of a flow that a flow event tells are not counted twice, in either order', () => {
    for (const order of [
      [half({}), half(back), FLOW],
      [FLOW, half({}), half(back)],
      [half({}), FLOW, half(back)],
    ]) {
      const reading = read(lines(...order));
      expect(reading.rows.map(({ uid, packetsSent }) => [uid, packetsSent])).toEqual([
        ['1874930551239481', 12],
      ]);
      expect(reading.ignored).toEqual({ 'netflow event of a flow that a flow event tells': 2 });
    }
  });
});

describe('other events', () => {
  it('of DNS are questions, answers and addresses, in every version of the format', () => {
    const query = { ...AT, event_type: 'dns', ...PARTIES, dest_port: 53, proto: 'UDP' };
    const record = { rrname: 'example.org', rrtype: 'A', ttl: 60, rdata: '192.0.2.7' };
    const facts = (dns: object) => read(lines({ ...query, dns })).facts;
    expect(facts({ type: 'query', id: 7, rrname: 'example.org', rrtype: 'A' })[0]).toMatchObject({
      kind: 'dnsQuery',
      address: '10.0.0.5',
      peer: '93.184.216.34',
      peerPort: 53,
      name: 'example.org',
      text: 'A',
      number: 7,
      uid: '1874930551239481',
    });
    expect(
      facts({ version: 3, type: 'request', id: 7, queries: [{ rrname: 'example.org', rrtype: 'A' }] })[0],
    ).toMatchObject({
      kind: 'dnsQuery',
      name: 'example.org',
    });
    for (const dns of [
      { version: 2, type: 'answer', rrname: 'example.org', rrtype: 'A', rcode: 'NOERROR', answers: [record] },
      { version: 3, type: 'response', queries: [record], rcode: 'NOERROR', answers: [record] },
      { type: 'answer', ...record, rcode: 'NOERROR' },
    ]) {
      expect(facts(dns).map(({ kind, name, value, number }) => [kind, name, value, number])).toEqual([
        ['dnsAnswer', 'example.org', '192.0.2.7', 0],
        ['dnsAddress', 'example.org', '192.0.2.7', 60],
      ]);
    }
    expect(facts({ type: 'answer', rrname: 'nowhere', rrtype: 'A', rcode: 'NXDOMAIN' })[0]).toMatchObject({
      kind: 'dnsAnswer',
      number: 3,
      value: '',
    });
  });

  it('of TLS, HTTP, DHCP, ARP and alerts are facts', () => {
    const event = (type: string, more: object) => ({ ...AT, event_type: type, ...PARTIES, ...more });
    const { facts } = read(
      lines(
        event('tls', {
          tls: {
            sni: 'example.org',
            version: 'TLS 1.3',
            ja4: 't13d1516h2_8daaf6152771_b186095e22b6',
            subject: 'CN=example.org',
            issuerdn: 'CN=CA',
            fingerprint: 'aa:bb',
            notafter: '2027-01-01T00:00:00',
          },
        }),
        event('http', {
          http: {
            hostname: 'h',
            url: '/x?<script>',
            http_method: 'GET',
            http_user_agent: 'curl/8',
            status: 404,
          },
        }),
        event('dhcp', {
          src_ip: '10.0.0.1',
          dhcp: {
            type: 'reply',
            client_mac: '02:00:00:00:00:09',
            assigned_ip: '10.0.0.9',
            dhcp_type: 'offer',
            routers: ['10.0.0.1'],
            dns_servers: ['10.0.0.2', '10.0.0.3'],
            lease_time: 3600,
          },
        }),
        event('arp', {
          arp: { src_mac: '02:00:00:00:00:07', src_ip: '10.0.0.7', dest_ip: '10.0.0.1', opcode: 'reply' },
        }),
        event('alert', {
          alert: { signature_id: 2_024_897, signature: 'ET SCAN', category: 'Attempted Recon', severity: 2 },
        }),
      ),
    );
    expect(
      facts.map(({ kind, address, name, value, text, number, mac }) => [
        kind,
        address,
        name,
        value,
        text,
        number,
        mac,
      ]),
    ).toEqual([
      [
        'tlsClient',
        '10.0.0.5',
        'example.org',
        't13d1516h2_8daaf6152771_b186095e22b6',
        'TLS 1.3',
        0,
        '000000000000',
      ],
      [
        'tlsCertificate',
        '93.184.216.34',
        'CN=example.org',
        'aabb',
        'CN=CA',
        Date.UTC(2027, 0, 1),
        '000000000000',
      ],
      ['httpRequest', '10.0.0.5', 'h', '/x?<script>', 'GET curl/8', 404, '000000000000'],
      [
        'dhcpOffer',
        '10.0.0.9',
        '',
        'router 10.0.0.1; resolver 10.0.0.2,10.0.0.3',
        'offer',
        3600,
        '020000000009',
      ],
      ['arpBinding', '10.0.0.7', '', '', 'reply', 0, '020000000007'],
      ['sensorAlert', '10.0.0.5', 'ET SCAN', 'Attempted Recon', '2024897', 2, '000000000000'],
    ]);
  });

  it('are counted by type, and packets that the sensor lost are told', () => {
    const stats = (drops: number) => ({
      ...AT,
      event_type: 'stats',
      stats: { capture: { kernel_drops: drops } },
    });
    const reading = read(lines(stats(3), stats(17), { ...AT, event_type: 'fileinfo' }));
    expect(reading.ignored).toEqual({ 'event stats': 2, 'event fileinfo': 1 });
    expect(reading.notes).toEqual(['Suricata says that the kernel dropped 17 packets before it saw them']);
  });
});

it('gives the same rows and facts however it is cut, and across a restart', () => {
  const text = lines(
    FLOW,
    { ...AT, event_type: 'netflow', flow_id: 9, ...PARTIES, netflow: { pkts: 1, bytes: 60 } },
    { ...AT, event_type: 'dns', ...PARTIES, dns: { type: 'query', rrname: 'é.example', rrtype: 'A' } },
    { ...AT, event_type: 'stats', stats: { capture: { kernel_drops: 4 } } },
    { ...FLOW, flow_id: 10, src_ip: '2001:db8::1' },
    { ...AT, event_type: 'netflow', flow_id: 11, ...PARTIES, netflow: { pkts: 1, bytes: 60 } },
  );
  const whole = read(text);
  expect(whole.rows).toHaveLength(4);
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 6 }),
      fc.nat(12),
      (cuts, restart) => {
        expect(read(text, cuts, restart)).toEqual(whole);
      },
    ),
    { numRuns: 100 },
  );
});
