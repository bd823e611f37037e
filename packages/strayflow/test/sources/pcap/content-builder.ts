/** Builds what packets carry: DNS, DHCP, neighbour discovery and TLS messages, and connections that hold data. */
import {
  ACK,
  be16,
  be32,
  bytesOf,
  type CapturedPacket,
  CLIENT,
  CLIENT_MAC,
  ethernet,
  ipv4,
  mac,
  PSH,
  SERVER,
  SYN,
  tcp,
} from './capture-builder.js';
import { EPOCH } from './conversations.js';

export function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function dnsName(name: string): Uint8Array {
  const labels = name.split('.').map((label) => bytesOf([label.length], ascii(label)));
  return bytesOf(...labels, [0]);
}

export interface DnsRecord {
  /** Without it a pointer to the name asked for. */
  readonly name?: Uint8Array;
  readonly type: number;
  readonly data: readonly number[] | Uint8Array;
  readonly timeToLive?: number;
}

export function dnsMessage(
  flags: number,
  questions: readonly (readonly [name: string, type: number])[],
  answers: readonly DnsRecord[] = [],
  id = 0x1234,
): Uint8Array {
  const asked = questions.map(([name, type]) => bytesOf(dnsName(name), be16(type), be16(1)));
  const given = answers.map(({ name, type, data, timeToLive = 300 }) =>
    bytesOf(name ?? [0xc0, 12], be16(type), be16(1), be32(timeToLive), be16(data.length), data),
  );
  const counts = [be16(questions.length), be16(answers.length), be16(0), be16(0)].flat();
  return bytesOf(be16(id), be16(flags), counts, ...asked, ...given);
}

export function dnsQuery(name: string, type = 1): Uint8Array {
  return dnsMessage(0x0100, [[name, type]]);
}

export function dnsAnswer(name: string, answers: readonly DnsRecord[], code = 0, type = 1): Uint8Array {
  return dnsMessage(0x8180 | code, [[name, type]], answers);
}

/** A message of the client with the MAC of the builders; options as [number, bytes]. */
export function dhcp(
  type: number,
  options: readonly (readonly [number, readonly number[] | Uint8Array])[] = [],
  given = [0, 0, 0, 0],
): Uint8Array {
  const isReply = type === 2 || type === 5 || type === 6;
  return bytesOf(
    [isReply ? 2 : 1, 1, 6, 0],
    be32(7),
    new Uint8Array(8),
    given,
    new Uint8Array(8),
    mac(CLIENT_MAC),
    new Uint8Array(202),
    be32(0x63825363),
    [53, 1, type],
    ...options.map(([number, value]) => bytesOf([number, value.length], value)),
    [255],
  );
}

/** Options of DHCPv6 as [number, bytes]. */
export function dhcpv6(type: number, options: readonly (readonly [number, Uint8Array])[]): Uint8Array {
  const body = options.map(([number, value]) => bytesOf(be16(number), be16(value.length), value));
  return bytesOf([type, 0, 0, 1], ...body);
}

/** Neighbour discovery: body up to the options, then [option, MAC]. */
export function neighbour(
  type: number,
  target: Uint8Array | null,
  option?: readonly [number, string],
): Uint8Array {
  const body = target === null ? new Uint8Array(12) : bytesOf(new Uint8Array(4), target);
  const link = option === undefined ? [] : [option[0], 1, ...mac(option[1])];
  return bytesOf([type, 0, 0, 0], body, link);
}

const GREASE = 0x0a0a;

export interface HelloFields {
  readonly serverName?: string;
  readonly ciphers?: readonly number[];
  /** In this order; data of server name, ALPN, versions and signature algorithms is filled in. */
  readonly extensions?: readonly number[];
  readonly signatureAlgorithms?: readonly number[];
  readonly versions?: readonly number[];
  readonly protocols?: readonly string[];
  readonly version?: number;
}

function list16(values: readonly number[]): Uint8Array {
  return bytesOf(...values.map(be16));
}

function extensionData(type: number, fields: HelloFields): Uint8Array {
  if (type === 0) {
    const name = ascii(fields.serverName ?? '');
    return bytesOf(be16(name.length + 3), [0], be16(name.length), name);
  }
  if (type === 13) {
    const values = list16(fields.signatureAlgorithms ?? [0x0403]);
    return bytesOf(be16(values.length), values);
  }
  if (type === 16) {
    const names = bytesOf(...(fields.protocols ?? ['h2']).map((name) => bytesOf([name.length], ascii(name))));
    return bytesOf(be16(names.length), names);
  }
  if (type === 43) {
    const values = list16(fields.versions ?? [0x0304]);
    return bytesOf([values.length], values);
  }
  return new Uint8Array(0);
}

function extensions(types: readonly number[], data: (type: number) => Uint8Array): Uint8Array {
  const all = bytesOf(...types.map((type) => bytesOf(be16(type), be16(data(type).length), data(type))));
  return bytesOf(be16(all.length), all);
}

export function handshake(type: number, body: Uint8Array): Uint8Array {
  return bytesOf([type, body.length >> 16], be16(body.length), body);
}

export function tlsRecord(type: number, body: Uint8Array): Uint8Array {
  return bytesOf([type, 3, 3], be16(body.length), body);
}

/** A record with a ClientHello. */
export function clientHello(fields: HelloFields = {}): Uint8Array {
  const ciphers = list16(fields.ciphers ?? [GREASE, 0x1301, 0x1302]);
  const types = fields.extensions ?? [...(fields.serverName === undefined ? [] : [0]), 16, 43, 13];
  const body = bytesOf(
    be16(fields.version ?? 0x0303),
    new Uint8Array(32).fill(5),
    [4, 1, 2, 3, 4],
    be16(ciphers.length),
    ciphers,
    [1, 0],
    extensions(types, (type) => extensionData(type, fields)),
  );
  return tlsRecord(22, handshake(1, body));
}

export interface ServerHelloFields {
  readonly cipher?: number;
  /** 0 = none chosen by an extension: TLS 1.2. */
  readonly chosen?: number;
  readonly protocol?: string;
  readonly random?: Uint8Array;
}

export function serverHello(fields: ServerHelloFields = {}): Uint8Array {
  const { chosen = 0, protocol } = fields;
  const types = [...(chosen === 0 ? [] : [43]), ...(protocol === undefined ? [] : [16])];
  const data = (type: number) =>
    type === 43
      ? Uint8Array.from(be16(chosen))
      : bytesOf(be16(protocol!.length + 1), [protocol!.length], ascii(protocol!));
  const body = bytesOf(
    be16(0x0303),
    fields.random ?? new Uint8Array(32).fill(6),
    [0],
    be16(fields.cipher ?? 0xc02f),
    [0],
    extensions(types, data),
  );
  return tlsRecord(22, handshake(2, body));
}

/** `openssl req -x509 -newkey ec -subj '/C=NL/O=Example, Inc/CN=www.example.org'`, until 2036-11-19T20:50:15Z. */
export const CERTIFICATE = Uint8Array.from(
  atob(
    'MIIBvzCCAWSgAwIBAgIBBTAKBggqhkjOPQQDAjA+MQswCQYDVQQGEwJOTDEVMBMGA1UECgwMRXhhbXBsZSwgSW5jMRgwFgYDVQQD' +
      'DA93d3cuZXhhbXBsZS5vcmcwHhcNMjYxMTIyMjA1MDE1WhcNMzYxMTE5MjA1MDE1WjA+MQswCQYDVQQGEwJOTDEVMBMGA1UECgwM' +
      'RXhhbXBsZSwgSW5jMRgwFgYDVQQDDA93d3cuZXhhbXBsZS5vcmcwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAT3hXF3nGwYRq8Y' +
      '3DHUFJ06SXVfHx7rsckKDbBROsVWT5TqOi+X7p7MnUt3DJJiP0eoKFV9uC99LhbqUa5YKHS4o1MwUTAdBgNVHQ4EFgQUTUNoDdBk' +
      'QQrxnV1ePfdVVDsN7D0wHwYDVR0jBBgwFoAUTUNoDdBkQQrxnV1ePfdVVDsN7D0wDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQD' +
      'AgNJADBGAiEAqWOPstERHu4Ar0zXH5SZO0wgv4mhE5VOJ66nCcLukRsCIQCplPRxoT7pVjlDuIq80hbQjA5Xc5mZ5Fyg8u8Kazgl' +
      'Jg==',
  ),
  (character) => character.charCodeAt(0),
);
export const CERTIFICATE_SHA256 = '5ba38474958dd294dd92ab504e115455a4af342f090ddb277611e6d785e2a101';

export function certificateMessage(certificate: Uint8Array = CERTIFICATE): Uint8Array {
  const entry = bytesOf([certificate.length >> 16], be16(certificate.length), certificate);
  return tlsRecord(22, handshake(11, bytesOf([entry.length >> 16], be16(entry.length), entry)));
}

export interface SessionFields {
  readonly serverPort?: number;
  readonly clientPort?: number;
  /** Without SYN and SYN-ACK. */
  readonly isMidStream?: boolean;
  /** Milliseconds after the epoch. */
  readonly at?: number;
}

/** A connection in which the client (true) and the server (false) send data in turn, a millisecond apart. */
export function session(
  data: readonly (readonly [byClient: boolean, bytes: Uint8Array])[],
  fields: SessionFields = {},
): CapturedPacket[] {
  const { serverPort = 443, clientPort = 40_000, at = 0 } = fields;
  const sent = [0xffff_fff0, 1000];
  const packets: CapturedPacket[] = [];
  const push = (byClient: boolean, flags: number, bytes: Uint8Array) => {
    const [own, other] = byClient ? [0, 1] : [1, 0];
    const segment = tcp(
      {
        sourcePort: byClient ? clientPort : serverPort,
        destinationPort: byClient ? serverPort : clientPort,
        flags,
        sequence: sent[own]! >>> 0,
        acknowledgement: sent[other]! >>> 0,
      },
      bytes,
    );
    const [source, destination] = byClient ? [CLIENT, SERVER] : [SERVER, CLIENT];
    const time = EPOCH + at + packets.length;
    packets.push({ time, bytes: ethernet(ipv4(segment, { source, destination })) });
    sent[own] = sent[own]! + bytes.length + ((flags & SYN) !== 0 ? 1 : 0);
  };
  if (fields.isMidStream !== true) {
    push(true, SYN, new Uint8Array(0));
    push(false, SYN | ACK, new Uint8Array(0));
    push(true, ACK, new Uint8Array(0));
  }
  for (const [byClient, bytes] of data) push(byClient, ACK | PSH, bytes);
  return packets;
}
