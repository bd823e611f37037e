/** Turns a model's explanation of a row into contributions and a sentence. */
import type { Contribution } from '../model/evidence.js';
import type { FeatureRows } from '../model/feature-rows.js';
import { isScaledUnit, quantity, range } from './plain-words.js';
import type { RowScores, Scorer } from './scorer.js';

const MOST_CONTRIBUTIONS = 5;
const MOST_IN_SENTENCE = 3;

/** The features that moved row `row` most, at most five; their shares add up to 1. */
export function explainRow(
  scorer: Scorer,
  rows: Pick<FeatureRows, 'columns' | 'values'>,
  scores: RowScores,
  row: number,
): readonly Contribution[] {
  const columns = rows.columns.length;
  return explainValues(
    scorer,
    rows.values.slice(row * columns, (row + 1) * columns),
    scores.folds[row] as 0 | 1,
    scores.members.map((member) => member.surprises[row]!),
  );
}

/**
 * The same for a row that was kept.
 * @param values raw units (columns)
 * @param surprises one a member
 */
export function explainValues(
  scorer: Scorer,
  values: Float64Array,
  fold: 0 | 1,
  surprises: readonly number[],
): readonly Contribution[] {
  const { columns } = scorer.models;
  const { usualLow, usualHigh } = scorer.models.byFold[fold];
  const shares = scorer.explain(values, fold, surprises);
  const order = Array.from(shares.keys())
    .filter((c) => shares[c]! > 0)
    .sort((a, b) => shares[b]! - shares[a]! || a - b)
    .slice(0, MOST_CONTRIBUTIONS);
  let total = 0;
  for (const c of order) total += shares[c]!;
  return order.map((c) => ({
    feature: columns[c]!.title,
    value: values[c]!,
    unit: columns[c]!.unit,
    usual: { low: usualLow[c]!, high: usualHigh[c]! },
    share: shares[c]! / total,
  }));
}

/** "bytes sent 40 MB (usually 1 kB to 300 kB), ..." */
export function sayContributions(contributions: readonly Contribution[]): string {
  const outside = contributions.filter(isUnusual).slice(0, MOST_IN_SENTENCE);
  if (outside.length > 0) return outside.map(sayContribution).join(', ');
  const named = contributions.slice(0, MOST_IN_SENTENCE).map((one) => one.feature);
  if (named.length === 0) return 'no one feature stands out';
  return `a combination that is rare here, of ${named.join(', ')}`;
}

/** "bytes sent 40 MB (usually 1 kB to 300 kB)"; a unit that the feature's own name holds is not said again. */
export function sayContribution({ feature, value, unit, usual }: Contribution): string {
  const said = feature.split(' ').includes(unit) && !isScaledUnit(unit) ? '' : unit;
  const told = `${feature} ${quantity(value, said)}`;
  return usual === null ? told : `${told} (usually ${range(usual.low, usual.high, said)})`;
}

function isUnusual({ value, usual }: Contribution): boolean {
  return usual !== null && (value < usual.low || value > usual.high);
}
