/** Text out of packets: of unknown origin, so never longer than what a fact holds. */
import { FACT_TEXT_LIMIT } from '../../../model/fact-batch.js';

const decoder = new TextDecoder();

/** Bytes as UTF-8; what is none becomes U+FFFD. */
export function textOf(bytes: Uint8Array, from: number, to: number): string {
  return to <= from ? '' : decoder.decode(bytes.subarray(from, Math.min(to, from + FACT_TEXT_LIMIT)));
}

/** Each byte as one character, for what is compared with ASCII. */
export function asciiOf(bytes: Uint8Array, from: number, to: number): string {
  let text = '';
  for (let at = from; at < to; at++) text += String.fromCharCode(bytes[at]!);
  return text;
}

/** Whether `bytes[at, to)` begins with `text` (ASCII). */
export function startsWith(bytes: Uint8Array, at: number, to: number, text: string): boolean {
  if (to - at < text.length) return false;
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false;
  return true;
}

/** Where the line that begins at `at` ends (its line feed), or -1 while that is not there. */
export function lineEnd(bytes: Uint8Array, at: number, to: number): number {
  for (; at < to; at++) if (bytes[at] === 10) return at;
  return -1;
}

/** The line without its end. */
export function lineText(bytes: Uint8Array, at: number, feed: number): string {
  return textOf(bytes, at, feed > at && bytes[feed - 1] === 13 ? feed - 1 : feed);
}
