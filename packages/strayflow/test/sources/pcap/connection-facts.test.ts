import { describe, expect, it } from 'vitest';
import { be16, bytesOf, type CapturedPacket, CLIENT, pcap, SERVER } from './capture-builder.js';
import { type CaptureReading, type FactRow, readCapture } from './capture-reading.js';
import {
  ascii,
  CERTIFICATE_SHA256,
  certificateMessage,
  clientHello,
  dnsAnswer,
  dnsQuery,
  handshake,
  serverHello,
  session,
  tlsRecord,
} from './content-builder.js';

const read = (packets: readonly CapturedPacket[], snapLength = 262_144): CaptureReading =>
  readCapture(pcap(packets, { snapLength }), {});
const short = ({ kind, address, name, value, text, number }: FactRow) => [
  kind,
  address,
  name,
  value,
  text,
  number,
];

/** Cut in pieces, as segments of their own. */
function pieces(byClient: boolean, bytes: Uint8Array, size: number): [boolean, Uint8Array][] {
  const count = Math.ceil(bytes.length / size);
  return Array.from({ length: count }, (_, index) => [
    byClient,
    bytes.subarray(index * size, (index + 1) * size),
  ]);
}

describe('TLS', () => {
  const hello = clientHello({
    serverName: 'www.example.org',
    ciphers: [
      0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc013, 0xc014, 0x009c, 0x009d,
      0x002f, 0x0035, 0x2a2a,
    ],
    extensions: [
      0x1a1a, 0x001b, 0, 0x0033, 16, 0x4469, 0x0017, 0x002d, 13, 5, 0x0023, 0x0012, 43, 0xff01, 11, 10, 0x15,
    ],
    signatureAlgorithms: [0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601],
    versions: [0x5a5a, 0x0304, 0x0303],
  });
  const answer = serverHello({ protocol: 'h2' });
  // The example of the specification of JA4.
  const client = [
    'tlsClient',
    CLIENT,
    'www.example.org',
    't13d1516h2_8daaf6152771_e5627efa2ab1',
    'TLS 1.3',
    0,
  ];
  const certificate = [
    'tlsCertificate',
    SERVER,
    'CN=www.example.org,O=Example\\, Inc,C=NL',
    CERTIFICATE_SHA256,
    'CN=www.example.org,O=Example\\, Inc,C=NL',
    Date.UTC(2036, 10, 19, 20, 50, 15),
  ];
  const whole: [boolean, Uint8Array][] = [
    [true, hello],
    [false, bytesOf(answer, certificateMessage())],
  ];

  it('gives hellos and the certificate', () => {
    const { facts, flows, notes } = read(session(whole));
    expect(facts.map(short)).toEqual([
      client,
      ['tlsServer', SERVER, 'h2', expect.stringMatching(/^[0-9a-f]{32}$/), 'TLS 1.2', 0xc02f],
      certificate,
    ]);
    expect(facts[0]).toMatchObject({ peer: SERVER, peerPort: 443, frame: 4, uid: '1' });
    expect(flows.at(-1)!.service).toBe('tls');
    expect(notes).toEqual([]);
  });

  it('computes JA3S as its authors do', () => {
    // md5 of "771,49199,".
    const { facts } = read(
      session([
        [true, hello],
        [false, serverHello()],
      ]),
    );
    expect(facts[1]!.value).toBe('174e7e4992a63f6d419626d97363adb8');
  });

  it.each([1, 7, 100, 700])('reads the same of segments of %d bytes', (size) => {
    const cut = whole.flatMap(([byClient, bytes]) => pieces(byClient, bytes, size));
    expect(read(session(cut)).facts.map(short)).toEqual(read(session(whole)).facts.map(short));
  });

  it('reads messages that go on in the next record', () => {
    const message = certificateMessage().subarray(5);
    const cut = bytesOf(tlsRecord(22, message.subarray(0, 100)), tlsRecord(22, message.subarray(100)));
    expect(
      read(
        session([
          [true, hello],
          [false, bytesOf(answer, cut)],
        ]),
      ).facts.at(-1),
    ).toMatchObject({
      kind: 'tlsCertificate',
      value: CERTIFICATE_SHA256,
    });
  });

  it('puts segments that overtook each other in order, and ignores repeated ones', () => {
    const packets = session([[true, hello], ...pieces(false, bytesOf(answer, certificateMessage()), 100)]);
    const [first, second, third, ...rest] = packets.slice(4);
    const shuffled = [...packets.slice(0, 4), second!, first!, first!, third!, ...rest].map(
      ({ bytes }, index) => ({ bytes, time: packets[0]!.time + index }),
    );
    expect(read(shuffled).facts.map(short)).toContainEqual(certificate);
  });

  it('reads on in the middle of a connection whose beginning was not captured', () => {
    expect(read(session([[true, hello]], { isMidStream: true })).facts.map(short)).toEqual([client]);
  });

  it('stops at what is encrypted, and waits for the second hello after a retry', () => {
    const retry = serverHello({
      chosen: 0x0304,
      random: Uint8Array.from(
        'cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c'.match(/../g)!,
        (byte) => Number.parseInt(byte, 16),
      ),
    });
    const encrypted = tlsRecord(23, new Uint8Array(40));
    const change = tlsRecord(20, Uint8Array.of(1));
    const { facts } = read(
      session([
        [true, hello],
        [false, bytesOf(retry, change)],
        [true, hello],
        [false, bytesOf(serverHello({ chosen: 0x0304, cipher: 0x1301 }), encrypted)],
      ]),
    );
    expect(facts.map(({ kind, text, number }) => [kind, text, number])).toEqual([
      ['tlsClient', 'TLS 1.3', 0],
      ['tlsServer', 'TLS 1.3', 0x1301],
    ]);
  });

  it('counts hellos and certificates that cannot be read', () => {
    const broken = tlsRecord(22, handshake(1, new Uint8Array(20)));
    const { facts, notes } = read([
      ...session([[true, broken]]),
      ...session(
        [
          [true, hello],
          [false, certificateMessage(new Uint8Array(30))],
        ],
        { clientPort: 41_000, at: 50 },
      ),
    ]);
    expect(facts).toHaveLength(1);
    expect(notes).toEqual(['1 TLS hello could not be read.', '1 certificate could not be read.']);
  });

  it('keeps nothing of a side that promises more than it may', () => {
    const endless = bytesOf([22, 3, 3], be16(16_384), handshake(11, new Uint8Array(0)).subarray(0, 1));
    const data = [[true, hello], [false, endless], ...pieces(false, new Uint8Array(60_000), 1400)] as const;
    expect(read(session(data)).facts).toHaveLength(1);
  });
});

describe('HTTP', () => {
  const request = (method: string, target: string) =>
    ascii(`${method} ${target} HTTP/1.1\r\nHost: www.example.org\r\nUser-Agent: curl/8.5\r\n\r\n`);
  const answer = (status: string) => ascii(`HTTP/1.1 ${status}\r\nContent-Length: 4\r\n\r\nbody`);

  it('gives every request of a connection, with the status of its answer', () => {
    const { facts, flows } = read(
      session(
        [
          [true, request('GET', '/a')],
          [false, answer('200 OK')],
          [false, new Uint8Array(500).fill(120)],
          [true, request('POST', '/b?c')],
          [false, ascii('HTTP/1.1 100 Continue\r\n\r\n')],
          [true, ascii('name=value')],
          [false, answer('404 Not Found')],
        ],
        { serverPort: 8080 },
      ),
    );
    expect(facts.map(short)).toEqual([
      ['httpRequest', CLIENT, 'www.example.org', '/a', 'GET curl/8.5', 200],
      ['httpRequest', CLIENT, 'www.example.org', '/b?c', 'POST curl/8.5', 404],
    ]);
    expect(facts[0]).toMatchObject({ peer: SERVER, peerPort: 8080, frame: 5 });
    expect(flows.at(-1)!.service).toBe('http');
  });

  it('gives logins that are in requests, without their passwords', () => {
    const login = (credentials: string) =>
      ascii(`GET / HTTP/1.1\r\nauthorization: Basic ${credentials}\r\nHost: h\r\n\r\n`);
    const { facts } = read(
      session([
        [true, login('YWxpY2U6c2VjcmV0')],
        [false, answer('401 Unauthorized')],
        [true, login('?')],
        [false, answer('200 OK')],
        [true, login('YWxpY2U6c2VjcmV0')],
        [false, answer('500 Internal Server Error')],
      ]),
    );
    const logins = facts.filter(({ kind }) => kind === 'login');
    expect(logins.map(({ address, peer, name, value, text }) => [address, peer, name, value, text])).toEqual([
      [CLIENT, SERVER, 'alice', 'http basic', 'failure'],
      [CLIENT, SERVER, '', 'http basic', 'success'],
    ]);
    expect(JSON.stringify(facts)).not.toContain('secret');
  });

  it('gives requests that nobody answered when the connection ends', () => {
    const { facts } = read(session([[true, request('GET', '/a')]], { serverPort: 80 }));
    expect(facts.map(short)).toEqual([['httpRequest', CLIENT, 'www.example.org', '/a', 'GET curl/8.5', 0]]);
  });

  it('reads heads in pieces, two in one segment, and goes on behind a gap', () => {
    const cut = pieces(true, request('GET', '/a'), 9);
    const lost = session([...cut, [false, answer('200 OK')]]);
    expect(read(lost).facts).toHaveLength(1);
    const two = bytesOf(request('GET', '/a'), request('GET', '/b'));
    const { facts } = read(
      session([
        [true, two],
        [false, answer('200 OK')],
        [false, answer('204 No')],
      ]),
    );
    expect(facts.map(({ value, number }) => [value, number])).toEqual([
      ['/a', 200],
      ['/b', 204],
    ]);
    const packets = session([
      [true, request('GET', '/a')],
      [false, answer('200 OK')],
      [true, request('GET', '/lost')],
      [true, request('GET', '/b')],
    ]);
    const gap = packets.filter((_, index) => index !== 5);
    expect(read(gap).facts.map(({ value }) => value)).toEqual(['/a', '/b']);
  });

  it('takes from a head that the snap length cut what is there', () => {
    const long = session([
      [true, request('GET', '/a/long/path')],
      [false, answer('200 OK')],
    ]);
    const at = (snapLength: number) =>
      read(long, snapLength).facts.map(({ name, value, number }) => [name, value, number]);
    expect(at(54 + 10)).toEqual([['', '/a/lon…', 200]].map(([name, value]) => [name, value, 0]));
    expect(at(54 + 17)).toEqual([['', '/a/long/path', 200]]);
  });

  it('leaves what follows a change of protocol alone', () => {
    const { facts } = read(
      session([
        [true, request('GET', '/socket')],
        [false, answer('101 Switching Protocols')],
        [true, request('GET', '/inside')],
        [false, answer('200 OK')],
      ]),
    );
    expect(facts.map(({ value, number }) => [value, number])).toEqual([['/socket', 101]]);
  });
});

describe('software that names itself', () => {
  it('is told for both sides of SSH, on any port', () => {
    const { facts, flows } = read(
      session(
        [
          [false, ascii('SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n')],
          [true, ascii('SSH-2.0-libssh2_1.10\r\n')],
        ],
        { serverPort: 902 },
      ),
    );
    expect(facts.map(({ kind, address, name, text }) => [kind, address, name, text])).toEqual([
      ['software', SERVER, 'OpenSSH_9.2p1 Debian-2', 'ssh server'],
      ['software', CLIENT, 'libssh2_1.10', 'ssh client'],
    ]);
    expect(flows.at(-1)).toMatchObject({ service: 'ssh', destinationPort: 902 });
  });

  it('is told of servers that greet', () => {
    const { facts } = read(
      session([[false, ascii('220 mail.example ESMTP Postfix\r\n')]], { serverPort: 2525 }),
    );
    expect(facts.map(({ name, text }) => [name, text])).toEqual([
      ['mail.example ESMTP Postfix', 'smtp server'],
    ]);
  });
});

describe('DNS over TCP', () => {
  const framed = (message: Uint8Array) => bytesOf(be16(message.length), message);

  it('is read in whatever pieces it comes', () => {
    const answer = framed(dnsAnswer('host.example', [{ type: 1, data: [192, 0, 2, 7] }]));
    const { facts, flows } = read(
      session(
        [
          [true, framed(dnsQuery('host.example'))],
          [false, answer.subarray(0, 20)],
          [false, answer.subarray(20)],
          [true, framed(dnsQuery('other.example'))],
        ],
        { serverPort: 53 },
      ),
    );
    expect(facts.map(({ kind, address, name }) => [kind, address, name])).toEqual([
      ['dnsQuery', CLIENT, 'host.example'],
      ['dnsAnswer', CLIENT, 'host.example'],
      ['dnsAddress', CLIENT, 'host.example'],
      ['dnsQuery', CLIENT, 'other.example'],
    ]);
    expect(flows.at(-1)!.service).toBe('dns');
  });
});

describe('what is not to be read', () => {
  it('gives no facts when told so, and no service', () => {
    const packets = session([[true, clientHello()]]);
    const { facts, flows } = readCapture(pcap(packets), { contents: false });
    expect(facts).toEqual([]);
    expect(flows.every((row) => row.service === '')).toBe(true);
  });

  it('what the snap length cut', () => {
    const { facts, flows } = read(
      session([
        [true, clientHello()],
        [false, serverHello()],
      ]),
      70,
    );
    expect(facts).toEqual([]);
    expect(flows.at(-1)!.service).toBe('tls');
  });
});
