/** What a subject did in each hour of the last four weeks, and what is usual at an hour of the week or day. */
import { countMarks, markBits } from './marks.js';

export const HOUR_MS = 3_600_000;
const WEEK_HOURS = 168;
const WEEKS = 4;
const HOURS = WEEKS * WEEK_HOURS;
/** Values that are kept of each hour. */
export const MEASURE_COUNT = 4;
/** A kept value is 1 + this many times log(1 + value), to within .04 % of 1 + value; 0 = not known. */
const SCALE = 1_400;
const MOST_CODE = 65_534;

export interface History {
  /** By week of four, one measure after the other. A week without a known hour takes no room: most subjects are gone soon. */
  readonly weeks: (Uint16Array | null)[];
  /** Of the hour that is open. */
  flows: number;
  bytes: number;
  /** Words of the two sets that are counted. An array: typed ones take four times as much. */
  readonly marks: number[];
}

/** Bits of each set, a power of two. */
export const HOST_BITS = 256;

/** The sets: who is on the other side, and by which ports. */
export const PEERS = 0;
export const PORTS = 1;
type CountedSet = typeof PEERS | typeof PORTS;

export function openHistory(bits = HOST_BITS): History {
  return { weeks: [null, null, null, null], flows: 0, bytes: 0, marks: new Array<number>(bits / 16).fill(0) };
}

export function mark({ marks }: History, set: CountedSet, hash: number): void {
  const words = marks.length >> 1;
  markBits(marks, set * words, words, hash);
}

function marked({ marks }: History, set: CountedSet): number {
  const words = marks.length >> 1;
  return countMarks(marks, set * words, words);
}

/** The values of the open hour: flows, bytes, and how many are in either set. */
export function openValues(history: History): readonly number[] {
  return [history.flows, history.bytes, marked(history, PEERS), marked(history, PORTS)];
}

const codeOf = (value: number) => 1 + Math.min(MOST_CODE, Math.round(SCALE * Math.log1p(value)));

/** log(1 + value) as it is kept. */
export function keptLogarithm(value: number): number {
  return (codeOf(value) - 1) / SCALE;
}

/** Keeps the open hour's values and opens the next. `hour` counts hours since 1970. */
export function closeHour(history: History, hour: number, values: readonly number[]): void {
  const { weeks } = history;
  const week = weekOf(hour);
  const kept = weeks[week] ?? new Uint16Array(MEASURE_COUNT * WEEK_HOURS);
  weeks[week] = kept;
  for (const [measure, value] of values.entries()) {
    kept[measure * WEEK_HOURS + (hour % WEEK_HOURS)] = codeOf(value);
  }
  openNext(history);
}

/** The hours from `from` on until `until` are not known; whatever is open is forgotten. */
export function forgetHours(history: History, from: number, until: number): void {
  for (let hour = from; hour < Math.min(until, from + HOURS); hour++) {
    const kept = history.weeks[weekOf(hour)]!;
    if (kept === null) continue;
    for (let at = hour % WEEK_HOURS; at < kept.length; at += WEEK_HOURS) kept[at] = 0;
  }
  openNext(history);
}

const weekOf = (hour: number) => Math.floor((hour % HOURS) / WEEK_HOURS);

function openNext(history: History): void {
  history.flows = 0;
  history.bytes = 0;
  history.marks.fill(0);
}

/** log(1 + value) at an hour of the four weeks; NaN where it is not known. */
function keptAt({ weeks }: History, measure: number, hour: number): number {
  const code = weeks[weekOf(hour)]?.[measure * WEEK_HOURS + (hour % WEEK_HOURS)] ?? 0;
  return code === 0 ? Number.NaN : (code - 1) / SCALE;
}

export interface Usual {
  readonly by: 'hour of the week' | 'hour of the day';
  /** Of log(1 + value). */
  readonly median: number;
  /** Median absolute deviation as of a normal distribution (Hampel 1974). */
  readonly spread: number;
  readonly weeksOrDays: number;
  /** Least and most of log(1 + value) at the very same hour: a short rush every Monday is no rise. */
  readonly least: number;
  readonly most: number;
}

function middle(sorted: readonly number[]): number {
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

/** Values of the same hour `step` hours apart, with the hours beside it, and how many of the same hour are known. */
function valuesAt(
  history: History,
  measure: number,
  hour: number,
  step: number,
): { same: number[]; values: number[] } {
  const values: number[] = [];
  const same: number[] = [];
  for (let back = step; back < HOURS; back += step) {
    for (const beside of [-1, 0, 1]) {
      const value = keptAt(history, measure, (hour - back + beside + HOURS) % HOURS);
      if (Number.isNaN(value)) continue;
      values.push(value);
      if (beside === 0) same.push(value);
    }
  }
  return { same, values };
}

/** What is usual at `hour`; null where too little is known. */
export function usualAt(
  history: History,
  measure: number,
  hour: number,
  { minWeeks, minDays }: { readonly minWeeks: number; readonly minDays: number },
): Usual | null {
  const week = valuesAt(history, measure, hour, WEEK_HOURS);
  const isWeek = week.same.length >= minWeeks;
  const { same, values } = isWeek ? week : valuesAt(history, measure, hour, 24);
  if (!isWeek && same.length < minDays) return null;
  values.sort((a, b) => a - b);
  const median = middle(values);
  const away = values.map((value) => Math.abs(value - median)).sort((a, b) => a - b);
  return {
    by: isWeek ? 'hour of the week' : 'hour of the day',
    median,
    spread: 1.4826 * middle(away),
    weeksOrDays: same.length,
    least: Math.min(...same),
    most: Math.max(...same),
  };
}
