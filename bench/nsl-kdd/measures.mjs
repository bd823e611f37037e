/** What the table shows of one model on the test rows. */
import { auprc, auroc } from '@strayflow/detectors';

/** Linear interpolation between ranks, as numpy's. */
export function quantile(values, share) {
  const sorted = values.slice().sort();
  const at = (sorted.length - 1) * share;
  const below = Math.floor(at);
  const low = sorted[below];
  return low + ((sorted[below + 1] ?? low) - low) * (at - below);
}

/** @param attacks true where the row is one */
export function measure(scores, attacks, threshold) {
  let flagged = 0;
  let found = 0;
  scores.forEach((score, row) => {
    if (score <= threshold) return;
    flagged++;
    if (attacks[row]) found++;
  });
  const all = attacks.filter(Boolean).length;
  return {
    auroc: auroc(scores, attacks),
    auprc: auprc(scores, attacks),
    f1: (2 * found) / (flagged + all),
    fpr: (flagged - found) / (attacks.length - all),
  };
}
