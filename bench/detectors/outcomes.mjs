/** What came out of a job, in the same words on every side, so that a reader sees that all did the same work. */
import { auroc } from '@strayflow/detectors';

/** @param {ArrayLike<number>} scores greater is stranger @param {Uint8Array} outliers 1 where one was planted */
export function ranking(scores, outliers) {
  return `AUROC ${auroc(Float64Array.from(scores), outliers).toFixed(4)}`;
}

/** @param {ArrayLike<boolean>} outside */
export function outside(outside) {
  return `${Array.from(outside).filter(Boolean).length} outside`;
}

export function supportVectors(count) {
  return `${count} support vectors`;
}

export function clusters(count, noise) {
  return `${count} clusters, ${noise} noise`;
}

export function silhouetteMean(mean) {
  return mean.toFixed(6);
}
