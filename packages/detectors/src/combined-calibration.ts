/** Calibrates a combination of models on the rows that its members' tails are calibrated on. */
import { combineRows } from './combine.js';
import { type TailCalibration, tailCalibration } from './tails.js';

const FOLDS = 10;

/**
 * What makes a combined surprise a tail probability of its own, as `tailCalibration` does for one model's scores. Each
 * calibration row is judged by tails that it was left out of: the greatest score of a member would else mark the end
 * of what that member can say of a calibration row, and fresh rows, which can lie beyond it, would raise too many alarms.
 * @param scores of held-out ordinary rows, one Float64Array per model (models, each rows), at least 2 rows in random order
 * @param weights as for `combineRows`
 * @returns calibration of `combineRows` over the `tailCalibration` of each model's scores
 * @throws RangeError on lengths that differ, no model, fewer than 2 rows, or weights out of range
 */
export function combinedCalibration(
  scores: readonly Float64Array[],
  weights?: ArrayLike<number>,
): TailCalibration {
  if (scores.length === 0) throw new RangeError('expected at least 1 model to combine, received 0');
  const rows = scores[0]!.length;
  const wrong = scores.find((list) => list.length !== rows);
  if (wrong) throw new RangeError(`expected ${rows} scores of each model, received ${wrong.length}`);
  if (rows < 2) throw new RangeError(`expected at least 2 rows, received ${rows}`);
  const folds = Math.min(FOLDS, rows);
  const combined = new Float64Array(rows);
  for (let fold = 0; fold < folds; fold++) {
    const surprises = scores.map((list) =>
      tailCalibration(list.filter((_, row) => row % folds !== fold)).surprises(
        list.filter((_, row) => row % folds === fold),
      ),
    );
    combineRows(surprises, weights).forEach((surprise, i) => {
      combined[fold + i * folds] = surprise;
    });
  }
  return tailCalibration(combined);
}
