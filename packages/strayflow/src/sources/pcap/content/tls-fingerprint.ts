/** Fingerprints of TLS hellos: JA4 of clients (FoxIO, BSD 3-Clause), JA3S of servers (Salesforce, BSD 3-Clause). */
import { md5 } from '@noble/hashes/legacy.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Hello } from './tls-hello.js';

/** Hashes of what hosts say again and again; forgotten all at once when there are too many. */
const MAX_REMEMBERED = 4096;

const VERSIONS: ReadonlyMap<number, string> = new Map([
  [0x0304, '13'],
  [0x0303, '12'],
  [0x0302, '11'],
  [0x0301, '10'],
  [0x0300, 's3'],
]);
const SERVER_NAME = 0;
const ALPN = 16;

/** Values that mean nothing, sent so that servers stay tolerant (RFC 8701): 0x0a0a, 0x1a1a ... */
export function isGrease(value: number): boolean {
  return (value & 0x0f0f) === 0x0a0a && value >>> 8 === (value & 0xff);
}

const hex = (value: number) => value.toString(16).padStart(4, '0');
const count = (number: number) => String(Math.min(99, number)).padStart(2, '0');
const isAlphanumeric = (code: number) =>
  (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);

/** First and last character of the first protocol; of its hexadecimal form where they are no letters or digits. */
function alpnMark(protocol: Uint8Array): string {
  const first = protocol[0];
  const last = protocol.at(-1);
  if (first === undefined || last === undefined) return '00';
  if (isAlphanumeric(first) && isAlphanumeric(last)) return String.fromCharCode(first, last);
  return bytesToHex(Uint8Array.of(first))[0]! + bytesToHex(Uint8Array.of(last))[1]!;
}

export class Fingerprints {
  private readonly hashes = new Map<string, string>();

  /** https://github.com/FoxIO-LLC/ja4/blob/main/technical_details/JA4.md, over TCP. */
  ja4(hello: Hello): string {
    const ciphers = hello.ciphers.filter((value) => !isGrease(value));
    const extensions = hello.extensions.filter((value) => !isGrease(value));
    const versions = hello.supportedVersions.filter((value) => !isGrease(value));
    const version = versions.length > 0 ? Math.max(...versions) : hello.version;
    const mark = extensions.includes(SERVER_NAME) ? 'd' : 'i';
    const head = `t${VERSIONS.get(version) ?? '00'}${mark}${count(ciphers.length)}${count(extensions.length)}`;
    const sortedCiphers = ciphers.map(hex).sort().join();
    const sortedExtensions = extensions
      .filter((value) => value !== SERVER_NAME && value !== ALPN)
      .map(hex)
      .sort()
      .join();
    const algorithms = hello.signatureAlgorithms.filter((value) => !isGrease(value)).map(hex);
    const signed = algorithms.length > 0 ? `${sortedExtensions}_${algorithms.join()}` : sortedExtensions;
    const third = extensions.length === 0 ? '' : signed;
    return `${head}${alpnMark(hello.protocol)}_${this.short(sortedCiphers)}_${this.short(third)}`;
  }

  /** https://github.com/salesforce/ja3: version, cipher suite and extensions in decimal. */
  ja3s(hello: Hello): string {
    const said = `${hello.version},${hello.ciphers[0] ?? ''},${hello.extensions.join('-')}`;
    return this.hash(`s${said}`, () => bytesToHex(md5(utf8ToBytes(said))));
  }

  private short(text: string): string {
    if (text === '') return '000000000000';
    return this.hash(`c${text}`, () => bytesToHex(sha256(utf8ToBytes(text))).slice(0, 12));
  }

  private hash(key: string, compute: () => string): string {
    let known = this.hashes.get(key);
    if (known === undefined) {
      known = compute();
      if (this.hashes.size >= MAX_REMEMBERED) this.hashes.clear();
      this.hashes.set(key, known);
    }
    return known;
  }
}
