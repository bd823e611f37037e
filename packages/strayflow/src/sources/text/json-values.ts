/** Typed values of a record whose slots were found, without strings in between. */
import type { UnusableCells } from '../record/unusable-cells.js';
import { readAddress } from './address.js';
import { readNumber, readWhole } from './number.js';
import { printableBytes } from './printable.js';
import { JsonKind, type Slots } from './slots.js';
import { readTime, type TimeFormat } from './time.js';

/** ISO 8601 and its relatives. */
export const CALENDAR: TimeFormat = { kind: 'calendar', order: 'year-month-day' };

/** Absent, or null. */
export function isMissingValue(scanner: Slots, slot: number): boolean {
  return scanner.kind[slot]! <= JsonKind.null;
}

/** A number, also one written as a string, times 10^`shift`; NaN when there is none. */
export function numberAt(scanner: Slots, slot: number, shift = 0): number {
  const kind = scanner.kind[slot]!;
  if (kind !== JsonKind.number && kind !== JsonKind.string) return Number.NaN;
  const value = shift === 0 ? knownWhole(scanner, slot) : Number.NaN;
  return value >= 0 ? value : readNumber(scanner.bytes, scanner.from[slot]!, scanner.to[slot]!, shift);
}

/** The whole number at a slot that was read when it was found; else NaN. */
function knownWhole({ kind, whole }: Slots, slot: number): number {
  return whole !== undefined && kind[slot] === JsonKind.number ? whole[slot]! : Number.NaN;
}

/** A whole number from 0 to `largest`, also one written as a string; NaN when there is none. */
export function wholeAt(scanner: Slots, slot: number, largest: number): number {
  const kind = scanner.kind[slot]!;
  if (kind !== JsonKind.number && kind !== JsonKind.string) return Number.NaN;
  const value = knownWhole(scanner, slot);
  if (value >= 0) return value <= largest ? value : Number.NaN;
  return readWhole(scanner.bytes, scanner.from[slot]!, scanner.to[slot]!, largest);
}

/** `wholeAt`, with a value that is there and cannot be used counted under `name`. */
export function countedWholeAt(
  scanner: Slots,
  slot: number,
  largest: number,
  unusable: UnusableCells,
  name: string,
): number {
  const value = wholeAt(scanner, slot, largest);
  if (Number.isNaN(value) && !isMissingValue(scanner, slot)) unusable.add(name, printableAt(scanner, slot));
  return value;
}

/** Writes the address that a string holds as 16 bytes; false when it holds none. */
export function addressAt(scanner: Slots, slot: number, out: Uint8Array, offset: number): boolean {
  if (scanner.kind[slot] !== JsonKind.string) return false;
  return readAddress(scanner.bytes, scanner.from[slot]!, scanner.to[slot]!, out, offset);
}

/** Unix ms of a calendar time in a string, or of a number in the format's unit; NaN when there is none. */
export function timeAt(scanner: Slots, slot: number, format: TimeFormat = CALENDAR): number {
  const kind = scanner.kind[slot]!;
  if (kind !== JsonKind.number && kind !== JsonKind.string) return Number.NaN;
  return readTime(scanner.bytes, scanner.from[slot]!, scanner.to[slot]!, format);
}

/** A value of any kind as it is written, safe to show; "missing" when there is none. */
export function printableAt(scanner: Slots, slot: number): string {
  if (scanner.kind[slot] === JsonKind.absent) return 'missing';
  return printableBytes(scanner.bytes, scanner.from[slot]!, scanner.to[slot]!);
}

const decoder = new TextDecoder();
/** Longer arrays and objects are not built. */
const LONGEST_STRUCTURE = 65_536;

/** The array or object at a slot, built; undefined when it is neither, or longer than 64 KiB. */
export function structureAt(scanner: Slots, slot: number): unknown {
  const kind = scanner.kind[slot]!;
  if (kind !== JsonKind.array && kind !== JsonKind.object) return undefined;
  const from = scanner.from[slot]!;
  const to = scanner.to[slot]!;
  if (to - from > LONGEST_STRUCTURE) return undefined;
  return JSON.parse(decoder.decode(scanner.bytes.subarray(from, to)));
}
