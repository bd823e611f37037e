/** What one host or service did in each hour of the last four weeks, and what is usual at an hour of the week or day. */

export const HOUR_MS = 3_600_000;
const WEEK_HOURS = 168;
const WEEKS = 4;
const HOURS = WEEKS * WEEK_HOURS;
/** Bits of linear counting (Whang et al. 1990): counts to about 1,000 within a tenth. */
const BITS = 256;
const WORDS = BITS / 32;

export const MEASURES = ['flows', 'bytes', 'peers', 'ports'] as const;

export interface History {
  /** log(1 + value) by measure and hour, modulo four weeks; NaN where it is not known. Empty while no hour is. */
  hours: Float32Array;
  /** Of the hour that is open. */
  flows: number;
  bytes: number;
  /** Words of peers, then of ports. An array: three typed ones take four times as much, and most hosts are gone soon. */
  readonly marks: number[];
}

/** Where the words of each begin. */
export const PEERS = 0;
export const PORTS = WORDS;

export function openHistory(): History {
  return {
    hours: new Float32Array(0),
    flows: 0,
    bytes: 0,
    marks: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
  };
}

export function mark({ marks }: History, from: typeof PEERS | typeof PORTS, hash: number): void {
  const bit = Math.imul(hash | 0, 0x9e3779b1) >>> 24;
  marks[from + (bit >> 5)] = marks[from + (bit >> 5)]! | (1 << (bit & 31));
}

function marked({ marks }: History, from: typeof PEERS | typeof PORTS): number {
  let ones = 0;
  for (let i = from; i < from + WORDS; i++) for (let rest = marks[i]!; rest !== 0; rest &= rest - 1) ones++;
  return Math.round(-BITS * Math.log(Math.max(0.5, BITS - ones) / BITS));
}

/** The values of the open hour, by measure. */
export function openValues(history: History): readonly number[] {
  return [history.flows, history.bytes, marked(history, PEERS), marked(history, PORTS)];
}

/** Keeps the open hour's values (null: not known) and opens the next. `hour` counts hours since 1970. */
export function closeHour(history: History, hour: number, values: readonly number[] | null): void {
  // Most hosts are gone before their first hour is over: they never need room for four weeks.
  if (values !== null && history.hours.length === 0) {
    history.hours = new Float32Array(MEASURES.length * HOURS).fill(Number.NaN);
  }
  const { hours } = history;
  for (let at = hour % HOURS, measure = 0; at < hours.length; at += HOURS, measure++) {
    hours[at] = values === null ? Number.NaN : Math.log1p(values[measure]!);
  }
  history.flows = 0;
  history.bytes = 0;
  history.marks.fill(0);
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
  { hours }: History,
  measure: number,
  hour: number,
  step: number,
): { same: number[]; values: number[] } {
  const values: number[] = [];
  const same: number[] = [];
  if (hours.length === 0) return { same, values };
  for (let back = step; back < HOURS; back += step) {
    for (const beside of [-1, 0, 1]) {
      const value = hours[measure * HOURS + ((hour - back + beside + HOURS) % HOURS)]!;
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
