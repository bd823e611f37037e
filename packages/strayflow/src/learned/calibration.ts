/** What models hold their scores against: the ordinary rows that they were calibrated on. */
import type { TailCalibrationJson } from '@strayflow/detectors';
import type { KindModels, MemberName, RowKind } from './models.js';
import { SPREAD_POINTS } from './spread.js';

/** Shares of calibration rows that score less (0..1). */
const SHARES = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 0.9999] as const;

export interface MemberCalibration {
  readonly rows: RowKind;
  readonly member: MemberName;
  /** Of both folds. */
  readonly calibrationRows: number;
  /** In the combination, 0..1; mean of the folds. */
  readonly weight: number;
  /** The score that the share `p` of calibration rows stays under: mean of the folds, in the member's own unit. */
  readonly quantiles: readonly { readonly p: number; readonly score: number }[];
}

export interface ColumnSpread {
  readonly rows: RowKind;
  readonly name: string;
  /** Quantiles of the rows that were learned from, every 2.5 %, raw units. */
  readonly spread: readonly number[];
}

/** One a member; none where nothing can judge. */
export function memberCalibrations({ kind, models }: KindModels): readonly MemberCalibration[] {
  if (models === null) return [];
  const [first, second] = models.byFold;
  return first.members.flatMap((member) => {
    const other = second.members.find(({ name }) => name === member.name);
    if (other === undefined) return [];
    return [
      {
        rows: kind,
        member: member.name,
        calibrationRows: member.tail.count + other.tail.count,
        weight: (member.weight + other.weight) / 2,
        quantiles: SHARES.map((p) => ({
          p,
          score: quantileOf(member.tail, p) / 2 + quantileOf(other.tail, p) / 2,
        })),
      },
    ];
  });
}

/** One a column; none where nothing can judge. */
export function columnSpreads({ kind, models, spread }: KindModels): readonly ColumnSpread[] {
  const columns = models?.columns ?? [];
  if (spread.length !== columns.length * SPREAD_POINTS) return [];
  return columns.map(({ name }, c) => ({
    rows: kind,
    name,
    spread: [...spread.subarray(c * SPREAD_POINTS, (c + 1) * SPREAD_POINTS)],
  }));
}

/** The greatest of the kept scores that at least the rest of the rows reach. */
function quantileOf({ count, values, atLeast }: TailCalibrationJson, p: number): number {
  const rest = (1 - p) * count;
  let [low, high] = [0, values.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (atLeast[middle]! >= rest) low = middle;
    else high = middle - 1;
  }
  return values[low]!;
}
