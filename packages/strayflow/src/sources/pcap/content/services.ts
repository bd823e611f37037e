/** Which service speaks, by the first bytes that either side sends: the names of the flow's `service`. */
import { u16, u32 } from '../bytes.js';
import { lineEnd, startsWith } from './text.js';

/** Numbers of services, as the flow store keeps them; 0 = unknown. */
export const SERVICE_NAMES = [
  '',
  'dns',
  'mdns',
  'llmnr',
  'dhcp',
  'dhcpv6',
  'tls',
  'http',
  'ssh',
  'ftp',
  'smtp',
  'pop3',
  'imap',
  'telnet',
  'rdp',
  'smb',
  'dce_rpc',
  'ldap',
  'mysql',
  'postgresql',
  'mssql',
  'vnc',
  'redis',
  'mqtt',
  'modbus',
  's7comm',
  'bittorrent',
  'rtsp',
  'sip',
  'quic',
  'ntp',
  'ssdp',
  'stun',
  'snmp',
  'dtls',
  'wireguard',
] as const;
export type ServiceName = (typeof SERVICE_NAMES)[number];

const NUMBERS: ReadonlyMap<ServiceName, number> = new Map(SERVICE_NAMES.map((name, index) => [name, index]));

export function serviceNumber(name: ServiceName): number {
  return NUMBERS.get(name)!;
}

const HTTP_METHODS: readonly string[] = [
  'GET ',
  'POST ',
  'HEAD ',
  'PUT ',
  'DELETE ',
  'OPTIONS ',
  'PATCH ',
  'CONNECT ',
  'TRACE ',
  'PROPFIND ',
  'REPORT ',
  'NOTIFY ',
  'M-SEARCH ',
];

/** Whether a request line of HTTP, RTSP or the like may begin here. */
export function startsWithMethod(bytes: Uint8Array, at: number, to: number): boolean {
  const first = bytes[at]!;
  if (first < 67 || first > 84) return false;
  for (const method of HTTP_METHODS) if (startsWith(bytes, at, to, method)) return true;
  return false;
}

/** Records of handshake, of a known version. */
export function startsWithTlsHandshake(bytes: Uint8Array, at: number, to: number): boolean {
  if (to - at < 6 || bytes[at] !== 22 || bytes[at + 1] !== 3 || bytes[at + 2]! > 4) return false;
  const length = u16(bytes, at + 3);
  return length >= 4 && length <= 16_384 + 256 && bytes[at + 5]! <= 20;
}

/** The service of a TCP payload, '' when these bytes name none. `server` is the port of the side that was called. */
export function recogniseTcp(bytes: Uint8Array, at: number, to: number, server: number): ServiceName {
  const first = bytes[at]!;
  if (first === 22) return startsWithTlsHandshake(bytes, at, to) ? 'tls' : '';
  if (first >= 0x20 && first < 0x7f) return recogniseText(bytes, at, to, server);
  return recogniseBinary(bytes, at, to, server);
}

function recogniseText(bytes: Uint8Array, at: number, to: number, server: number): ServiceName {
  const starts = (text: string) => startsWith(bytes, at, to, text);
  if (starts('SSH-')) return 'ssh';
  if (startsWithMethod(bytes, at, to) || starts('PRI * HTTP/2')) return methodService(bytes, at, to);
  if (starts('HTTP/1.')) return 'http';
  if (starts('RTSP/1.')) return 'rtsp';
  if (starts('220 ') || starts('220-')) return greeting(bytes, at, to, server);
  if (starts('EHLO ') || starts('HELO ')) return 'smtp';
  if (starts('USER ') && (server === 21 || server === 110)) return server === 21 ? 'ftp' : 'pop3';
  if (starts('+OK')) return 'pop3';
  if (starts('* OK') || starts('* PREAUTH')) return 'imap';
  if (starts('RFB 003.')) return 'vnc';
  if (starts('INVITE sip:') || starts('REGISTER sip:') || starts('SIP/2.0 ')) return 'sip';
  if (starts('0') && recogniseBinary(bytes, at, to, server) === 'ldap') return 'ldap';
  return starts('*') && isRedisArray(bytes, at, to) ? 'redis' : recogniseBinary(bytes, at, to, server);
}

/** The version behind the target tells; until the line is there it is taken for HTTP, as nearly all are. */
function methodService(bytes: Uint8Array, at: number, to: number): ServiceName {
  const feed = lineEnd(bytes, at, to);
  if (feed < 0) return 'http';
  for (let i = feed - 1; i > at; i--) {
    if (bytes[i] !== 32) continue;
    if (startsWith(bytes, i, feed, ' HTTP/')) return 'http';
    if (startsWith(bytes, i, feed, ' RTSP/')) return 'rtsp';
    return startsWith(bytes, i, feed, ' SIP/') ? 'sip' : '';
  }
  return '';
}

/** FTP and SMTP greet with the same number; what they say, or else the port, tells. */
function greeting(bytes: Uint8Array, at: number, to: number, server: number): ServiceName {
  const end = Math.min(to, at + 512);
  for (let i = at + 4; i < end; i++) {
    const letter = bytes[i]! | 0x20;
    if (letter === 115 && isWord(bytes, i, end, 'smtp')) return 'smtp';
    if (letter === 102 && isWord(bytes, i, end, 'ftp')) return 'ftp';
  }
  if (server === 21) return 'ftp';
  return server === 25 || server === 587 || server === 2525 ? 'smtp' : '';
}

function isWord(bytes: Uint8Array, at: number, to: number, word: string): boolean {
  if (to - at < word.length) return false;
  for (let i = 0; i < word.length; i++) if ((bytes[at + i]! | 0x20) !== word.charCodeAt(i)) return false;
  return true;
}

/** `*2\r\n$4\r\n`: a command of RESP. */
function isRedisArray(bytes: Uint8Array, at: number, to: number): boolean {
  const feed = lineEnd(bytes, at, Math.min(to, at + 8));
  if (feed < at + 3 || feed + 1 >= to || bytes[feed + 1] !== 36) return false;
  for (let i = at + 1; i < feed - 1; i++) if (bytes[i]! < 48 || bytes[i]! > 57) return false;
  return true;
}

function recogniseBinary(bytes: Uint8Array, at: number, to: number, server: number): ServiceName {
  const length = to - at;
  const first = bytes[at]!;
  if (first === 0xff && length >= 3 && bytes[at + 1]! >= 0xfb && bytes[at + 1] !== 0xff) return 'telnet';
  if (length < 8) return '';
  if (first === 3 && bytes[at + 1] === 0 && u16(bytes, at + 2) === length)
    return connectionRequest(bytes, at, to, server);
  if (
    first === 0 &&
    (bytes[at + 4] === 0xff || bytes[at + 4] === 0xfe) &&
    startsWith(bytes, at + 5, to, 'SMB')
  ) {
    return 'smb';
  }
  if (first === 5 && bytes[at + 1] === 0 && bytes[at + 2] === 11 && length >= 16) {
    return u16(bytes, at + 8) === length || ((bytes[at + 9]! << 8) | bytes[at + 8]!) === length
      ? 'dce_rpc'
      : '';
  }
  if (first === 0x30) return isLdap(bytes, at, to) ? 'ldap' : '';
  if (isMysqlGreeting(bytes, at, to)) return 'mysql';
  if (isPostgresql(bytes, at, length)) return 'postgresql';
  if (first === 0x12 && bytes[at + 1] === 1 && u16(bytes, at + 2) === length) return 'mssql';
  if (first === 0x13 && startsWith(bytes, at + 1, to, 'BitTorrent protocol')) return 'bittorrent';
  if (first === 0x10 && (startsWith(bytes, at + 4, to, 'MQTT') || startsWith(bytes, at + 4, to, 'MQIsdp')))
    return 'mqtt';
  const isModbus = server === 502 && u16(bytes, at + 2) === 0 && u16(bytes, at + 4) === length - 6;
  return isModbus ? 'modbus' : '';
}

/** TPKT with a connection request or confirm (ITU-T X.224): RDP negotiates or sends a cookie, S7 names its ends. */
function connectionRequest(bytes: Uint8Array, at: number, to: number, server: number): ServiceName {
  const code = bytes[at + 5]! & 0xf0;
  if (code !== 0xe0 && code !== 0xd0) return '';
  const parameter = to - at > 11 ? bytes[at + 11]! : 0;
  if (parameter >= 0xc0 && parameter <= 0xc2) return server === 3389 ? 'rdp' : 's7comm';
  const isRdp =
    parameter === 1 || parameter === 2 || parameter === 3 || startsWith(bytes, at + 11, to, 'Cookie: ');
  return isRdp || server === 3389 ? 'rdp' : '';
}

/** An LDAP message (RFC 4511): a sequence with an id, then a bind, search or extended request or response. */
function isLdap(bytes: Uint8Array, at: number, to: number): boolean {
  const long = bytes[at + 1]! & 0x80 ? bytes[at + 1]! & 0x7f : 0;
  if (long > 4) return false;
  const id = at + 2 + long;
  if (id + 2 >= to || bytes[id] !== 2 || bytes[id + 1]! < 1 || bytes[id + 1]! > 4) return false;
  const operation = bytes[id + 2 + bytes[id + 1]!];
  return (
    operation === 0x60 || operation === 0x61 || operation === 0x63 || operation === 0x77 || operation === 0x78
  );
}

/** Protocol 10 in the first packet of the server, with its version as text. */
function isMysqlGreeting(bytes: Uint8Array, at: number, to: number): boolean {
  const length = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16);
  if (length < 20 || length + 4 !== to - at || bytes[at + 3] !== 0 || bytes[at + 4] !== 10) return false;
  return bytes[at + 5]! >= 48 && bytes[at + 5]! <= 57;
}

/** A start-up message of protocol 3, or the wish for TLS or GSSAPI before it. */
function isPostgresql(bytes: Uint8Array, at: number, length: number): boolean {
  if (u32(bytes, at) !== length) return false;
  const code = u32(bytes, at + 4);
  return (code >>> 16 === 3 && length > 8) || code === 80_877_103 || code === 80_877_104;
}

/** The service of a UDP payload, '' when it names none. */
export function recogniseUdp(
  bytes: Uint8Array,
  at: number,
  to: number,
  from: number,
  server: number,
): ServiceName {
  const length = to - at;
  const first = bytes[at]!;
  if (length < 8) return '';
  if (server === 123 || from === 123)
    return length >= 48 && (first & 7) >= 1 && (first & 7) <= 5 ? 'ntp' : '';
  if (length >= 20 && u32(bytes, at + 4) === 0x2112a442 && first < 0x40) return 'stun';
  if (isQuicLongHeader(bytes, at, length)) return 'quic';
  if (first === 22 && bytes[at + 1] === 0xfe && bytes[at + 2]! >= 0xfd && length > 13) return 'dtls';
  if (startsWith(bytes, at, to, 'M-SEARCH * HTTP/1.1') || startsWith(bytes, at, to, 'NOTIFY * HTTP/1.1'))
    return 'ssdp';
  if (first >= 65 && first <= 83 && recogniseText(bytes, at, to, server) === 'sip') return 'sip';
  if (first === 0x30 && (server === 161 || server === 162)) return 'snmp';
  const isWireguard = (first === 1 && length === 148) || (first === 2 && length === 92);
  return isWireguard && (u32(bytes, at) & 0xffffff) === 0 ? 'wireguard' : '';
}

/** RFC 9000, RFC 9369 and the drafts: the form bits, a known version, connection ids that fit. */
function isQuicLongHeader(bytes: Uint8Array, at: number, length: number): boolean {
  if ((bytes[at]! & 0xc0) !== 0xc0 || length < 24) return false;
  const version = u32(bytes, at + 1);
  const isKnown =
    version === 1 || version === 0x6b3343cf || version >>> 8 === 0xff0000 || version >>> 8 === 0x513034;
  const destination = bytes[at + 5]!;
  return isKnown && destination <= 20 && bytes[at + 6 + destination]! <= 20;
}
