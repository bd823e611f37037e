/** How well scores rank labelled rows, with ties treated as a coin would. */

/**
 * Area under the ROC curve: the probability that a labelled row scores above another, a tie counting half
 * (Hanley and McNeil 1982; Mann and Whitney's U with mid-ranks).
 * @param scores one per row (rows), finite
 * @param labels 1 or true where the row is an anomaly (rows)
 * @throws RangeError on lengths that differ, scores that are not finite, or labels of one class
 */
export function auroc(scores: Float64Array, labels: ArrayLike<number | boolean>): number {
  const groups = tiedGroups(scores, labels);
  let pairs = 0;
  let positivesAbove = 0;
  let negatives = 0;
  for (const { positives, rows } of groups) {
    const others = rows - positives;
    pairs += others * (positivesAbove + positives / 2);
    positivesAbove += positives;
    negatives += others;
  }
  if (negatives === 0) throw new RangeError('expected rows of both labels, received only anomalies');
  return pairs / (positivesAbove * negatives);
}

/**
 * Average precision: the sum over thresholds of recall gained x precision there, as scikit-learn's
 * average_precision_score. Rows of equal score enter together.
 * @param scores one per row (rows), finite
 * @param labels 1 or true where the row is an anomaly (rows)
 * @throws RangeError on lengths that differ, scores that are not finite, or no anomaly
 */
export function auprc(scores: Float64Array, labels: ArrayLike<number | boolean>): number {
  let seen = 0;
  let found = 0;
  let sum = 0;
  for (const { positives, rows } of tiedGroups(scores, labels)) {
    seen += rows;
    found += positives;
    sum += positives * (found / seen);
  }
  return sum / found;
}

/**
 * Share of anomalies among the k highest scores; where a tie crosses k, the mean over every order of the tied
 * rows.
 * @param k a whole number from 1 to the number of rows
 * @throws RangeError on lengths that differ, scores that are not finite, no anomaly, or k out of range
 */
export function precisionAtK(scores: Float64Array, labels: ArrayLike<number | boolean>, k: number): number {
  if (!Number.isInteger(k) || k < 1 || k > scores.length) {
    throw new RangeError(`expected k to be a whole number from 1 to ${scores.length}, received ${k}`);
  }
  let seen = 0;
  let found = 0;
  for (const { positives, rows } of tiedGroups(scores, labels)) {
    const taken = Math.min(rows, k - seen);
    found += (positives * taken) / rows;
    seen += taken;
    if (seen === k) break;
  }
  return found / k;
}

interface TiedGroup {
  readonly positives: number;
  readonly rows: number;
}

/** Rows of equal score, highest score first. */
function tiedGroups(scores: Float64Array, labels: ArrayLike<number | boolean>): readonly TiedGroup[] {
  if (scores.length !== labels.length) {
    throw new RangeError(`expected ${scores.length} labels, received ${labels.length}`);
  }
  const wrong = scores.find((score) => !Number.isFinite(score));
  if (wrong !== undefined) throw new RangeError(`expected finite scores, received ${wrong}`);
  const order = Array.from(scores, (_, row) => row).sort((a, b) => scores[b]! - scores[a]!);
  const groups: TiedGroup[] = [];
  let total = 0;
  for (let from = 0; from < order.length; ) {
    let to = from;
    let positives = 0;
    for (; to < order.length && scores[order[to]!] === scores[order[from]!]; to++) {
      if (labels[order[to]!]) positives++;
    }
    groups.push({ positives, rows: to - from });
    total += positives;
    from = to;
  }
  if (total === 0) throw new RangeError('expected at least 1 anomaly among the labels, received 0');
  return groups;
}
