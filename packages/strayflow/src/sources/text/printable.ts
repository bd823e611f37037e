/** Text of unknown origin, made safe to show: bounded, and without bytes that a terminal would obey. */
import { visible } from '../../model/visible.js';

const LONGEST = 80;

/** As `visible`; at most `longest` characters. */
export function printable(text: string, longest: number = LONGEST): string {
  const shown = visible(text.slice(0, 4 * longest));
  return shown.length > longest || text.length > 4 * longest ? `${shown.slice(0, longest)}…` : shown;
}

/** The same of UTF-8 bytes. */
export function printableBytes(
  bytes: Uint8Array,
  from: number,
  to: number,
  longest: number = LONGEST,
): string {
  const stop = Math.min(to, from + 4 * longest);
  const text = new TextDecoder().decode(bytes.subarray(from, stop));
  return printable(stop < to ? `${text.padEnd(longest + 1)}` : text, longest);
}
