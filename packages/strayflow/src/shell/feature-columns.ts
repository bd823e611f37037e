/** Whether models were made of the features that this version has. No Node API. */
import type { FeatureSpec } from '../model/feature-rows.js';

/** Throws RangeError where the names differ. */
export function checkColumns(
  expected: readonly FeatureSpec[],
  received: readonly FeatureSpec[] | undefined,
): void {
  if (received === undefined) return;
  const names = (columns: readonly FeatureSpec[]) => columns.map(({ name }) => name).join(', ');
  if (names(expected) === names(received)) return;
  throw new RangeError(`expected models of the features ${names(expected)}; received ${names(received)}`);
}
