/** Deals rows into folds and parts by host and time block, so that rows that know each other stay together. */
import { ADDRESS_BYTES } from '../model/address.js';
import { RowHash } from './row-hash.js';

export const FOLDS = 2;
/** Index of a fold: the model of fold f judges the rows of fold f, and is fitted and calibrated on the other's. */
export type Fold = 0 | 1;

/** Which rows a fold's model must not judge by chance alone: plain data, kept with the models. */
export interface Folds {
  readonly seed: number;
  readonly blockMs: number;
  /** Fold of every group of the sample, by the group's hash; groups that are not here were learned from by nobody. */
  readonly foldOfGroup: ReadonlyMap<number, Fold>;
}

const MINUTE_MS = 60_000;
const BLOCK_MINUTES = [60, 30, 15, 10, 5] as const;
/** A split into fewer groups than this goes by luck. */
const WANTED_GROUPS = 40;

/** For models that learned from no row that they judge. */
export function foldsOfNobody(seed: number, minutes: number | null): Folds {
  return { seed, blockMs: (minutes ?? BLOCK_MINUTES[0]) * MINUTE_MS, foldOfGroup: new Map() };
}

/** Hash of (host, time block). */
export class GroupHash {
  private readonly hash: RowHash;
  private readonly blockMs: number;

  constructor(folds: Pick<Folds, 'seed' | 'blockMs'>) {
    this.hash = new RowHash(folds.seed ^ 0x67726f75);
    this.blockMs = folds.blockMs;
  }

  of(hosts: Uint8Array, row: number, time: number): number {
    return this.hash
      .reset()
      .bytes(hosts, row * ADDRESS_BYTES, ADDRESS_BYTES)
      .number(Math.floor(time / this.blockMs))
      .value();
  }
}

/** The fold whose model judges a row of this group. */
export function foldOf(folds: Folds, group: number): Fold {
  return folds.foldOfGroup.get(group) ?? ((group % FOLDS) as Fold);
}

export interface GroupedRows {
  /** 16 bytes a row. */
  readonly host: Uint8Array;
  readonly time: Float64Array;
  /** Rows to deal out, in any order. */
  readonly rows: Uint32Array;
}

/** The longest block that still gives enough groups; the shortest when none does. */
export function chooseBlockMs(grouped: GroupedRows, seed: number, minutes: number | null): number {
  if (minutes !== null) return minutes * MINUTE_MS;
  for (const candidate of BLOCK_MINUTES) {
    const hash = new GroupHash({ seed, blockMs: candidate * MINUTE_MS });
    const groups = new Set<number>();
    for (const row of grouped.rows) {
      groups.add(hash.of(grouped.host, row, grouped.time[row]!));
      if (groups.size >= WANTED_GROUPS) return candidate * MINUTE_MS;
    }
  }
  return BLOCK_MINUTES.at(-1)! * MINUTE_MS;
}

export interface Group {
  readonly hash: number;
  readonly rows: number[];
}

/** Groups of the rows, most rows first; equals by hash. */
export function groupsOf(grouped: GroupedRows, hash: GroupHash): readonly Group[] {
  const groups = new Map<number, number[]>();
  for (const row of grouped.rows) {
    const key = hash.of(grouped.host, row, grouped.time[row]!);
    const rows = groups.get(key);
    if (rows === undefined) groups.set(key, [row]);
    else rows.push(row);
  }
  return [...groups]
    .map(([key, rows]) => ({ hash: key, rows }))
    .sort((a, b) => b.rows.length - a.rows.length || a.hash - b.hash);
}

/**
 * Deals groups, largest first, each to the part that is furthest below its share of the rows.
 * @param shares what part of the rows each part should get (parts)
 * @returns the part of each group (groups)
 */
export function deal(groups: readonly Group[], shares: readonly number[]): readonly number[] {
  const filled = shares.map(() => 0);
  return groups.map((group) => {
    let part = 0;
    for (let p = 1; p < shares.length; p++) {
      if (filled[p]! / shares[p]! < filled[part]! / shares[part]!) part = p;
    }
    filled[part]! += group.rows.length;
    return part;
  });
}
