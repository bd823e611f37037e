/** ClientHello and ServerHello (RFC 8446 section 4.1, RFC 5246 section 7.4.1): what fingerprints and facts need. */
import { u16 } from '../bytes.js';
import { NO_BYTES } from './stream.js';
import { startsWith, textOf } from './text.js';

const MAX_VALUES = 512;
const Extension = { serverName: 0, signatureAlgorithms: 13, alpn: 16, supportedVersions: 43 } as const;

export interface Hello {
  /** Of the message itself: at most TLS 1.2. */
  readonly version: number;
  /** Offered, or the one chosen. */
  readonly ciphers: readonly number[];
  /** Types, in the order sent. */
  readonly extensions: readonly number[];
  readonly supportedVersions: readonly number[];
  readonly signatureAlgorithms: readonly number[];
  /** The first application protocol (RFC 7301). */
  readonly protocol: Uint8Array;
  readonly serverName: string;
  /** A ServerHello that asks for another ClientHello. */
  readonly isRetry: boolean;
}

/** "SHA-256 of HelloRetryRequest" begins with it. */
const RETRY = String.fromCharCode(0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11);
const VERSION_NAMES: ReadonlyMap<number, string> = new Map([
  [0x0300, 'SSL 3.0'],
  [0x0301, 'TLS 1.0'],
  [0x0302, 'TLS 1.1'],
  [0x0303, 'TLS 1.2'],
  [0x0304, 'TLS 1.3'],
]);

export function versionName(version: number): string {
  return VERSION_NAMES.get(version) ?? `0x${version.toString(16).padStart(4, '0')}`;
}

function values(bytes: Uint8Array, from: number, to: number): number[] {
  const read: number[] = [];
  for (let at = from; at + 2 <= to && read.length < MAX_VALUES; at += 2) read.push(u16(bytes, at));
  return read;
}

/** The body `bytes[at, to)` of the message; null when it is malformed. */
export function readHello(bytes: Uint8Array, at: number, to: number, isClient: boolean): Hello | null {
  if (to - at < 35) return null;
  const version = u16(bytes, at);
  const isRetry = !isClient && startsWith(bytes, at + 2, to, RETRY);
  at += 35 + bytes[at + 34]!;
  const ciphersBytes = isClient ? (at + 2 <= to ? u16(bytes, at) : 0) : 2;
  const ciphersAt = isClient ? at + 2 : at;
  at = ciphersAt + ciphersBytes;
  if (at + 1 > to) return null;
  const ciphers = values(bytes, ciphersAt, at);
  at += isClient ? 1 + bytes[at]! : 1;
  if (at > to) return null;
  const draft = new HelloDraft(isClient);
  if (at < to) {
    if (to - at < 2 || at + 2 + u16(bytes, at) > to || !draft.read(bytes, at + 2, at + 2 + u16(bytes, at))) {
      return null;
    }
  }
  const { extensions, supportedVersions, signatureAlgorithms, protocol, serverName } = draft;
  return {
    version,
    ciphers,
    extensions,
    supportedVersions,
    signatureAlgorithms,
    protocol,
    serverName,
    isRetry,
  };
}

class HelloDraft {
  readonly extensions: number[] = [];
  supportedVersions: number[] = [];
  signatureAlgorithms: number[] = [];
  protocol = NO_BYTES;
  serverName = '';
  private readonly isClient: boolean;

  constructor(isClient: boolean) {
    this.isClient = isClient;
  }

  read(bytes: Uint8Array, at: number, to: number): boolean {
    while (at < to) {
      if (to - at < 4 || at + 4 + u16(bytes, at + 2) > to) return false;
      const end = at + 4 + u16(bytes, at + 2);
      if (this.extensions.length < MAX_VALUES) this.extensions.push(u16(bytes, at));
      this.extension(u16(bytes, at), bytes, at + 4, end);
      at = end;
    }
    return true;
  }

  private extension(type: number, bytes: Uint8Array, at: number, end: number): void {
    const length = end - at;
    if (type === Extension.supportedVersions && length >= 2) {
      this.supportedVersions = this.isClient ? values(bytes, at + 1, end) : [u16(bytes, at)];
    } else if (type === Extension.signatureAlgorithms && length >= 2) {
      this.signatureAlgorithms = values(bytes, at + 2, end);
    } else if (type === Extension.alpn && length >= 3) {
      this.protocol = bytes.slice(at + 3, Math.min(end, at + 3 + bytes[at + 2]!));
    } else if (type === Extension.serverName && length >= 5 && bytes[at + 2] === 0) {
      this.serverName = textOf(bytes, at + 5, Math.min(end, at + 5 + u16(bytes, at + 3)));
    }
  }
}
