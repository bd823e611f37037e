/** Splits the sample into what each fold's model is fitted and calibrated on. */
import { type Matrix, takeRows } from '@strayflow/detectors';
import { ADDRESS_BYTES, hostName } from '../model/address.js';
import { windowStart } from '../model/window.js';
import { chooseBlockMs, deal, type Fold, type Folds, type Group, GroupHash, groupsOf } from './groups.js';
import type { LearnedOptions } from './options.js';
import { addressesOf, type RowSample, type Selection, selection } from './sample.js';

export interface FoldRows {
  /** Raw units, in the order of the sample's hash. */
  readonly fit: Matrix;
  readonly calibrate: Matrix;
}

export interface SampleSplit {
  readonly folds: Folds;
  /** Rows that the model of fold f learns from: those of the other fold. */
  readonly byFold: readonly [FoldRows, FoldRows];
  /** All rows of both folds, for the picture: raw units, with whose they are. */
  readonly all: Matrix;
  readonly host: Uint8Array;
  readonly time: Float64Array;
  readonly excluded: number;
  /** Of the rows that entered the sample: repeats, and more rows of one host than it may fill. */
  readonly collapsed: number;
  readonly crowded: number;
}

/** Whose rows, and of when, are not learned from. */
export interface Exclusions {
  readonly excludedHosts: ReadonlySet<string>;
  /** Starts of five-minute windows (Unix ms). */
  readonly excludedWindows?: ReadonlySet<number>;
}

const NO_WINDOWS: ReadonlySet<number> = new Set();

export function splitSample(
  sample: RowSample,
  options: LearnedOptions,
  seed: number,
  exclusions: Exclusions,
): SampleSplit {
  const { rows, collapsed, crowded } = selection(sample);
  const kept = admitted(sample, rows, exclusions);
  const grouped = { host: sample.host, time: sample.time, rows: kept };
  const blockMs = chooseBlockMs(grouped, seed, options.blockMinutes);
  const groups = groupsOf(grouped, new GroupHash({ seed, blockMs }));
  const foldOfGroup = new Map<number, Fold>();
  const dealt = deal(groups, [1, 1]);
  groups.forEach((group, g) => {
    foldOfGroup.set(group.hash, dealt[g] as Fold);
  });
  const rank = ranks(kept, sample.length);
  const foldRows = (fold: Fold): FoldRows => {
    const learned = groups.filter((_, g) => dealt[g] !== fold);
    const parts = deal(learned, [1 - options.calibrationShare, options.calibrationShare]);
    const part = (wanted: number) =>
      rowsOf(
        sample,
        learned.filter((_, g) => parts[g] === wanted),
        rank,
      );
    return { fit: part(0), calibrate: part(1) };
  };
  return {
    folds: { seed, blockMs, foldOfGroup },
    byFold: [foldRows(0), foldRows(1)],
    all: takeRows(matrixOf(sample), kept),
    host: addressesOf(sample.host, kept),
    time: Float64Array.from(kept, (row) => sample.time[row]!),
    excluded: rows.length - kept.length,
    collapsed: sample.collapsed + collapsed,
    crowded: sample.crowded + crowded,
  };
}

/** Of the rows that a sample keeps, those that models may learn from; order kept. */
export function admitted(
  sample: RowSample,
  rows: Selection['rows'],
  { excludedHosts, excludedWindows = NO_WINDOWS }: Exclusions,
): Uint32Array {
  return rows.filter(
    (row) =>
      !isExcludedRow(sample.host, row, excludedHosts) && !excludedWindows.has(windowStart(sample.time[row]!)),
  );
}

/** Behaviours accuse an address, or the /64 of an external one. */
export function isExcludedRow(host: Uint8Array, row: number, excluded: ReadonlySet<string>): boolean {
  if (excluded.size === 0) return false;
  const at = row * ADDRESS_BYTES;
  return excluded.has(hostName(host, at, true)) || excluded.has(hostName(host, at, false));
}

function ranks(rows: Uint32Array, length: number): Uint32Array {
  const rank = new Uint32Array(length);
  rows.forEach((row, i) => {
    rank[row] = i;
  });
  return rank;
}

function rowsOf(sample: RowSample, groups: readonly Group[], rank: Uint32Array): Matrix {
  const rows = groups.flatMap((group) => group.rows).sort((a, b) => rank[a]! - rank[b]!);
  return takeRows(matrixOf(sample), rows);
}

export function matrixOf(sample: RowSample): Matrix {
  const columns = sample.columns?.length ?? 0;
  return { rows: sample.length, columns, values: sample.values.subarray(0, sample.length * columns) };
}
