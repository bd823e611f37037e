/** What a text could be, by itself. */
import { readAddress } from '../text/address.js';
import { readNumber } from '../text/number.js';

const encoder = new TextEncoder();

export function isAddress(text: string): boolean {
  const bytes = encoder.encode(text);
  return readAddress(bytes, 0, bytes.length, new Uint8Array(16), 0);
}

/** NaN when it is none. */
export function numberOfText(text: string): number {
  const bytes = encoder.encode(text);
  return readNumber(bytes, 0, bytes.length);
}
