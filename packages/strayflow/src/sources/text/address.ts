/** IP and MAC addresses straight from the bytes of a text. */
import { hexadecimalDigit } from './number.js';

/**
 * Writes the address that `bytes[from..to)` holds as 16 bytes; false when it is none (`out` may then hold part of it).
 * Accepts what `parseAddress` of the model accepts, and spaces around it.
 */
export function readAddress(
  bytes: Uint8Array,
  from: number,
  to: number,
  out: Uint8Array,
  offset: number,
): boolean {
  while (from < to && bytes[from] === 32) from++;
  while (to > from && bytes[to - 1] === 32) to--;
  if (readIpv4(bytes, from, to, out, offset + 12)) {
    for (let i = 0; i < 10; i++) out[offset + i] = 0;
    out[offset + 10] = 0xff;
    out[offset + 11] = 0xff;
    return true;
  }
  return readIpv6(bytes, from, to, out, offset);
}

/** Dotted quad into 4 bytes; no leading zeros, which some systems read as octal. */
function readIpv4(bytes: Uint8Array, from: number, to: number, out: Uint8Array, offset: number): boolean {
  let octets = 0;
  let value = -1;
  for (let at = from; at < to; at++) {
    const digit = bytes[at]! - 48;
    if (digit >= 0 && digit <= 9) {
      if (value === 0) return false;
      value = value < 0 ? digit : value * 10 + digit;
      if (value > 255) return false;
    } else {
      if (digit !== -2 || value < 0 || octets === 3) return false;
      out[offset + octets++] = value;
      value = -1;
    }
  }
  if (octets !== 3 || value < 0) return false;
  out[offset + 3] = value;
  return true;
}

/** RFC 4291 section 2.2, all three forms; zone ids are refused. */
function readIpv6(bytes: Uint8Array, from: number, to: number, out: Uint8Array, offset: number): boolean {
  if (to - from < 2 || to - from > 45) return false;
  let filled = 0;
  let gap = -1;
  let at = from;
  if (bytes[at] === 58) {
    if (bytes[at + 1] !== 58) return false;
    gap = 0;
    at += 2;
  }
  while (at < to) {
    let group = 0;
    let digits = 0;
    let stop = at;
    for (; stop < to && bytes[stop] !== 58; stop++) {
      const digit = hexadecimalDigit(bytes[stop]!);
      if (digit < 0) {
        digits = -1;
        break;
      }
      group = group * 16 + digit;
      if (++digits > 4) return false;
    }
    if (digits < 0) {
      if (filled > 12 || !readIpv4(bytes, at, to, out, offset + filled)) return false;
      filled += 4;
      break;
    }
    if (digits === 0 || filled > 14) return false;
    out[offset + filled++] = group >> 8;
    out[offset + filled++] = group & 0xff;
    at = stop;
    if (at === to) break;
    at++;
    if (bytes[at] === 58 && at < to) {
      if (gap >= 0) return false;
      gap = filled;
      at++;
    } else if (at === to) return false;
  }
  if (gap < 0) return filled === 16;
  if (filled > 14) return false;
  out.copyWithin(offset + 16 - (filled - gap), offset + gap, offset + filled);
  out.fill(0, offset + gap, offset + 16 - (filled - gap));
  return true;
}

/** Writes the 6 bytes of "aa:bb:cc:dd:ee:ff" (or with hyphens); false, and zeros written, when it is none. */
export function readMac(
  bytes: Uint8Array,
  from: number,
  to: number,
  out: Uint8Array,
  offset: number,
): boolean {
  out.fill(0, offset, offset + 6);
  if (to - from !== 17) return false;
  for (let i = 0; i < 6; i++) {
    const at = from + 3 * i;
    const high = hexadecimalDigit(bytes[at]!);
    const low = hexadecimalDigit(bytes[at + 1]!);
    const separator = i === 5 ? 58 : bytes[at + 2];
    if (high < 0 || low < 0 || (separator !== 58 && separator !== 45)) {
      out.fill(0, offset, offset + 6);
      return false;
    }
    out[offset + i] = 16 * high + low;
  }
  return true;
}
