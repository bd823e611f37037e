/** The values of one data record, as its template names them: a scratch object that is filled again and again. */
import { ADDRESS_BYTES, writeIpv4 } from '../../model/address.js';
import { TextCache } from '../text/cache.js';
import { printable } from '../text/printable.js';
import { ADDRESS_FIELDS, FIELDS, placeOf, Reading, readingOf, TEXT_FIELDS } from './information-elements.js';

const MAC_BYTES = 6;
const LONGEST_NAME = 64;
const NTP_EPOCH_SECONDS = 2_208_988_800;
const TWO_32 = 2 ** 32;

export class RecordValues {
  /** By `Field`; NaN where the record has no such value. */
  readonly numbers = new Float64Array(FIELDS);
  /** 16 bytes each by `AddressField`, IPv4 mapped into IPv6. */
  readonly addresses = new Uint8Array(ADDRESS_FIELDS * ADDRESS_BYTES);
  /** 1 where the record has the address. */
  readonly hasAddress = new Uint8Array(ADDRESS_FIELDS);
  readonly mac = new Uint8Array(MAC_BYTES);
  /** By `TextField`; empty where the record has none. */
  readonly texts: string[] = new Array<string>(TEXT_FIELDS).fill('');
  private readonly names = new TextCache((text) => printable(text.split('\0', 1)[0]!.trim(), LONGEST_NAME));

  /** Before records of another template. */
  clear(): void {
    this.numbers.fill(Number.NaN);
    this.hasAddress.fill(0);
    this.mac.fill(0);
    this.texts.fill('');
  }

  /** Reads the element with `code` from `bytes[at..at + length)`; a length that it cannot have makes it unknown. */
  read(code: number, bytes: Uint8Array, at: number, length: number): void {
    const place = placeOf(code);
    switch (readingOf(code)) {
      case Reading.unsigned:
        this.numbers[place] = unsigned(bytes, at, length);
        return;
      case Reading.seconds:
        this.numbers[place] = 1000 * unsigned(bytes, at, length);
        return;
      case Reading.microseconds:
        this.numbers[place] = unsigned(bytes, at, length) / 1000;
        return;
      case Reading.identifier:
        this.numbers[place] = unsigned(bytes, at + Math.max(0, length - 6), Math.min(6, length));
        return;
      case Reading.ntp:
        this.numbers[place] = length === 8 ? ntpTime(bytes, at) : Number.NaN;
        return;
      case Reading.float:
        this.numbers[place] = float(bytes, at, length);
        return;
      case Reading.text:
        this.texts[place] = this.names.read(bytes, at, at + length);
        return;
      default:
        this.readBytes(code, place, bytes, at, length);
    }
  }

  private readBytes(code: number, place: number, bytes: Uint8Array, at: number, length: number): void {
    const reading = readingOf(code);
    if (reading === Reading.ipv4) {
      this.hasAddress[place] = length === 4 ? 1 : 0;
      if (length !== 4) return;
      writeIpv4(
        this.addresses,
        place * ADDRESS_BYTES,
        bytes[at]!,
        bytes[at + 1]!,
        bytes[at + 2]!,
        bytes[at + 3]!,
      );
    } else if (reading === Reading.ipv6) {
      this.hasAddress[place] = length === ADDRESS_BYTES ? 1 : 0;
      if (length !== ADDRESS_BYTES) return;
      const to = place * ADDRESS_BYTES;
      for (let i = 0; i < ADDRESS_BYTES; i++) this.addresses[to + i] = bytes[at + i]!;
    } else {
      for (let i = 0; i < MAC_BYTES; i++) this.mac[i] = length === MAC_BYTES ? bytes[at + i]! : 0;
    }
  }
}

function float(bytes: Uint8Array, at: number, length: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, length);
  if (length === 4) return view.getFloat32(0);
  return length === 8 ? view.getFloat64(0) : Number.NaN;
}

/** Of any size up to 8 bytes: exporters may send fewer than the element's own (RFC 7011 section 6.2). */
function unsigned(bytes: Uint8Array, at: number, length: number): number {
  switch (length) {
    case 1:
      return bytes[at]!;
    case 2:
      return (bytes[at]! << 8) | bytes[at + 1]!;
    case 4:
      return unsigned32(bytes, at);
    case 8:
      return unsigned32(bytes, at) * TWO_32 + unsigned32(bytes, at + 4);
    default: {
      if (length < 1 || length > 8) return Number.NaN;
      let value = 0;
      for (let i = 0; i < length; i++) value = value * 256 + bytes[at + i]!;
      return value;
    }
  }
}

export function unsigned32(bytes: Uint8Array, at: number): number {
  return ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0;
}

export function unsigned16(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 8) | bytes[at + 1]!;
}

/** Seconds below 2^31 are those of the era that begins in 2036. */
function ntpTime(bytes: Uint8Array, at: number): number {
  const seconds = unsigned32(bytes, at);
  const era = seconds < 0x8000_0000 ? TWO_32 : 0;
  return 1000 * (seconds + era - NTP_EPOCH_SECONDS) + (1000 * unsigned32(bytes, at + 4)) / TWO_32;
}
