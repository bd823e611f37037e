/** Drift while traffic comes: flows of a window of event time beside those that the models learned from, column by column. */
import type { FeatureRows, FeatureSpec } from '../model/feature-rows.js';
import { counted, utc } from '../model/format.js';
import { windowStart } from '../model/window.js';
import { chosenProfile } from './baseline/alone.js';
import type { Baseline } from './baseline/baseline.js';
import type { FlowKnowledge } from './collector.js';
import type { KindModels } from './models.js';
import { driftBetween, sayDrift, spreadOf } from './spread.js';

/** What flows are compared with. */
export interface DriftReference {
  readonly columns: readonly FeatureSpec[];
  /** As `spreadOf` gives it, of these columns. */
  readonly spread: Float64Array;
  /** Names of the columns that count. */
  readonly named: ReadonlySet<string>;
  /** Kolmogorov-Smirnov distance from which a column is named. */
  readonly line: number;
  /** "those that the models learned from" */
  readonly of: string;
}

/** A third of the flows of one's own network would have to change, and half of those of others. */
const OWN_LINE = 0.3;
const BASELINE_LINE = 0.5;

/** Null where the models do not know what they learned from. */
export function ownReference({ models, spread, kept }: KindModels): DriftReference | null {
  if (models === null || kept === 0) return null;
  const { columns } = models;
  const named = new Set(columns.map(({ name }) => name));
  return { columns, spread, named, line: OWN_LINE, of: 'those that the models learned from' };
}

/** @param knowledge of the first flows: of what they do not know nothing can be said */
export function baselineReference(baseline: Baseline, knowledge: FlowKnowledge): DriftReference {
  const { columns, spread } = baseline;
  const named = new Set(chosenProfile(baseline, knowledge).profile.columns);
  return { columns, spread, named, line: BASELINE_LINE, of: 'the ordinary traffic that the baseline knows' };
}

/** Plain data. */
export interface DriftState {
  /** Start of the open window (Unix ms); -Infinity before the first flow. */
  start: number;
  /** Flows of the window, and of how many one is kept. */
  seen: number;
  stride: number;
  /** Rows kept, one after the other. */
  values: Float64Array;
  kept: number;
  /** What was found of the last window that was closed. */
  found: DriftFound | null;
}

export interface DriftFound {
  readonly start: number;
  readonly end: number;
  readonly flows: number;
  /** One sentence a column, most drifted first; empty where none drifted. */
  readonly columns: readonly string[];
}

/** Rows kept: a column's distance is known to within about .04 by half as many (Massey 1951). */
const MOST_ROWS = 2_048;
/** Fewer tell nothing. */
const LEAST_FLOWS = 500;
const MOST_NAMED = 5;

export function openDrift(): DriftState {
  return {
    start: Number.NEGATIVE_INFINITY,
    seen: 0,
    stride: 1,
    values: new Float64Array(0),
    kept: 0,
    found: null,
  };
}

/** Takes flows in event-time order. @returns what was found of the windows that ended before one of them */
export function addToDrift(
  state: DriftState,
  rows: FeatureRows,
  reference: DriftReference,
  windowMs: number,
): readonly DriftFound[] {
  if (rows.kind !== 'flow' || rows.columns.length !== reference.columns.length) return [];
  const closed: DriftFound[] = [];
  for (let row = 0; row < rows.length; row++) {
    const start = windowStart(rows.flows.time[row]!, windowMs);
    if (start > state.start) {
      const found = closeWindow(state, reference, windowMs);
      if (found !== null) closed.push(found);
      state.start = start;
    }
    if (state.seen++ % state.stride === 0) keep(state, rows.values, row, rows.columns.length);
  }
  return closed;
}

/** Keeps a row; when there are too many, every second one stays. */
function keep(state: DriftState, values: Float64Array, row: number, columns: number): void {
  if (state.values.length === 0) state.values = new Float64Array(MOST_ROWS * columns);
  if (state.kept === MOST_ROWS) {
    for (let i = 1; i < MOST_ROWS / 2; i++) {
      state.values.copyWithin(i * columns, 2 * i * columns, (2 * i + 1) * columns);
    }
    state.kept = MOST_ROWS / 2;
    state.stride *= 2;
  }
  state.values.set(values.subarray(row * columns, (row + 1) * columns), state.kept * columns);
  state.kept++;
}

function closeWindow(state: DriftState, reference: DriftReference, windowMs: number): DriftFound | null {
  const { start, seen, kept, values } = state;
  const isEnough = seen >= LEAST_FLOWS;
  if (isEnough) {
    const { columns, spread, named, line } = reference;
    const width = columns.length;
    const now = spreadOf({ rows: kept, columns: width, values: values.subarray(0, kept * width) });
    const drifted = driftBetween(columns, spread, now).filter(
      ({ column, ks }) => ks >= line && named.has(column.name),
    );
    const said = drifted.slice(0, MOST_NAMED).map(sayDrift);
    state.found = { start, end: start + windowMs, flows: seen, columns: said };
  }
  state.seen = 0;
  state.stride = 1;
  state.kept = 0;
  return isEnough ? state.found : null;
}

/** One sentence for the operator; null where nothing drifted. */
export function driftSentence({ start, end, flows, columns }: DriftFound, of: string): string | null {
  if (columns.length === 0) return null;
  return `Drift: ${counted(flows, 'flow')} from ${utc(start)} to ${utc(end)} differ from ${of}: ${columns.join('; ')}. What the models do not know looks strange to them; where the network stays so, train them again (strayflow train).`;
}
