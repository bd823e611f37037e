/**
 * Where the tokens of JSON end (RFC 8259). Nothing here looks for the end of the bytes: a byte below 32 must stand behind them.
 */
import { hexadecimalDigit } from './number.js';

const SPACE = 32;
const QUOTE = 34;
const MINUS = 45;
const POINT = 46;
const ZERO = 48;
const NINE = 57;
const BACKSLASH = 92;

/** `at` is the opening quote; gives the place after the closing one, or -1. */
export function stringEnd(bytes: Uint8Array, at: number): number {
  for (at++; ; at++) {
    const byte = bytes[at]!;
    if (byte === QUOTE) return at + 1;
    if (byte < SPACE) return -1;
    if (byte !== BACKSLASH) continue;
    at = escapeEnd(bytes, at + 1);
    if (at < 0) return -1;
  }
}

/** `at` stands after the backslash; gives the last byte of the escape, or -1. */
export function escapeEnd(bytes: Uint8Array, at: number): number {
  switch (bytes[at]) {
    case QUOTE:
    case BACKSLASH:
    case 47:
    case 98:
    case 102:
    case 110:
    case 114:
    case 116:
      return at;
    case 117:
      break;
    default:
      return -1;
  }
  for (let i = 1; i <= 4; i++) if (hexadecimalDigit(bytes[at + i]!) < 0) return -1;
  return at + 4;
}

/** `at` is the word's first letter, which is known; gives the place after it, or -1. */
export function wordEnd(bytes: Uint8Array, at: number, word: string): number {
  for (let i = 1; i < word.length; i++) if (bytes[at + i] !== word.charCodeAt(i)) return -1;
  return at + word.length;
}

/** `at` is its first byte; gives the place after the number, or -1. */
export function numberEnd(bytes: Uint8Array, at: number): number {
  let byte = bytes[at]!;
  if (byte === MINUS) byte = bytes[++at]!;
  if (byte === ZERO) byte = bytes[++at]!;
  else {
    if (byte < ZERO || byte > NINE) return -1;
    while (byte >= ZERO && byte <= NINE) byte = bytes[++at]!;
  }
  if (byte === POINT) {
    at = digitsEnd(bytes, at + 1);
    if (at < 0) return -1;
    byte = bytes[at]!;
  }
  if ((byte | 32) !== 101) return at;
  const sign = bytes[at + 1];
  return digitsEnd(bytes, sign === 43 || sign === MINUS ? at + 2 : at + 1);
}

/** At least one digit; gives the place after the last, or -1. */
function digitsEnd(bytes: Uint8Array, at: number): number {
  const first = at;
  while (bytes[at]! >= ZERO && bytes[at]! <= NINE) at++;
  return at > first ? at : -1;
}
