/** What is kept by the minute, in steps of a chart. */
import type { CoverageCounts } from '../overview-tables.js';
import type { StateReader } from './state-reader.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const LADDER = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1_440, 2_880, 10_080, 43_200] as const;

export interface Span {
  /** Unix ms, `to` not included; both a multiple of `stepMs`. */
  readonly from: number;
  readonly to: number;
  readonly stepMs: number;
}

/** The narrowest steps of which there are no more than `most`. */
export function stepsOf(from: number, to: number, most: number): Span {
  for (const minutes of LADDER) {
    const stepMs = minutes * MINUTE_MS;
    const span = aligned(from, to, stepMs);
    if ((span.to - span.from) / stepMs <= most) return span;
  }
  return aligned(from, to, Math.ceil((to - from) / (most - 1) / MINUTE_MS) * MINUTE_MS);
}

function aligned(from: number, to: number, stepMs: number): Span {
  const start = Math.floor(from / stepMs) * stepMs;
  return { from: start, to: Math.max(start + stepMs, Math.ceil(to / stepMs) * stepMs), stepMs };
}

interface TrafficStep {
  readonly time: number;
  readonly flows: number;
  readonly bytes: number;
  readonly packets: number;
  readonly evidence: number;
}
export type CoverageStep = CoverageCounts & { readonly time: number };

/** Every step of the span, `empty` where there is nothing. */
export function filled<Step extends { readonly time: number }>(
  { from, to, stepMs }: Span,
  found: readonly Step[],
  empty: Omit<Step, 'time'>,
): readonly Step[] {
  const known = new Map(found.map((step) => [step.time, step]));
  const length = Math.round((to - from) / stepMs);
  return Array.from({ length }, (_, i) => {
    const time = from + i * stepMs;
    return known.get(time) ?? ({ time, ...empty } as Step);
  });
}

function grouped<Step>(reader: StateReader, table: string, columns: readonly string[], span: Span) {
  const [source, unit, unitMs] =
    span.stepMs % HOUR_MS === 0 ? [`${table}_hours`, 'hour', HOUR_MS] : [table, 'minute', MINUTE_MS];
  const sums = columns.map((column) => `sum(${column}) AS ${column}`).join(', ');
  return reader.rows<Step>(
    `SELECT ${unit} / CAST(? AS INTEGER) * ? AS time, ${sums} FROM ${source} WHERE ${unit} >= ? AND ${unit} < ? GROUP BY 1 ORDER BY 1`,
    ...[span.stepMs / unitMs, span.stepMs, span.from / unitMs, span.to / unitMs],
  );
}

const TRAFFIC = ['flows', 'bytes', 'packets', 'evidence'] as const;

export function readTraffic(reader: StateReader, span: Span): readonly TrafficStep[] {
  const empty = { flows: 0, bytes: 0, packets: 0, evidence: 0 };
  return filled(span, grouped<TrafficStep>(reader, 'traffic', TRAFFIC, span), empty);
}

const EMPTY = { received: 0, parsed: 0, rejected: 0, ignored: 0, dropped: 0, late: 0, scored: 0 };

export function readCoverage(reader: StateReader, span: Span): readonly CoverageStep[] {
  return filled(span, grouped<CoverageStep>(reader, 'coverage', Object.keys(EMPTY), span), EMPTY);
}

/** The end of the newest minute that is stored (Unix ms); null before there is one. */
export function newestMinute(reader: StateReader, table: 'traffic' | 'coverage'): number | null {
  const row = reader.row<{ minute: number | null }>(`SELECT max(minute) AS minute FROM ${table}`);
  return row?.minute == null ? null : (row.minute + 1) * MINUTE_MS;
}
