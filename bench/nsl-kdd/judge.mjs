/** Fits the models of this library and their combination, on training rows alone. */
import {
  autoencoder,
  combineRows,
  isolationForest,
  oneClassSvm,
  tailCalibration,
  takeRows,
} from '@strayflow/detectors';
import { INPUTS, MODELS } from './inputs.mjs';

/** Strangest part of the rows that members of the combination are not fitted on. */
const TRIM = 0.1;
/** Rows that agree in every column to a standard deviation, and are kept of each kind. */
const REPEATS = 4;

const DETECTORS = {
  'isolation-forest': (seed) => isolationForest({ trees: 200, seed }),
  'one-class-svm': () => oneClassSvm({ nu: 0.05 }),
  autoencoder: (seed) => autoencoder({ layers: [64, 32, 16, 32, 64], epochs: 50, batch: 32, seed }),
};

/** @returns from a matrix to its scores */
function fitted(model, matrix, seed) {
  const detector = DETECTORS[model](seed).fit(INPUTS[model](matrix));
  return (rows) => detector.score(INPUTS[model](rows));
}

/** Each model by itself, on all rows. @returns from a matrix to its scores, by model */
export function fitModels(fit, seed) {
  return Object.fromEntries(MODELS.map((model) => [model, fitted(model, fit, seed)]));
}

/**
 * Attacks among the rows poison the SVM and the autoencoder, and leaving the strangest rows out costs much where there are
 * none; nobody knows which. So seven members: the forest, on rows without repeats; and the SVM and the autoencoder fitted
 * on all rows, on those that this forest does not find strangest, and on those that it and the latter two together do not.
 * @param own the SVM and the autoencoder on all rows, from `fitModels`
 * @returns from a matrix to its combined surprises
 */
export function fitCombination(own, fit, heldOut, seed) {
  const forest = fitted('isolation-forest', withoutRepeats(fit), seed);
  const pair = (rows) => PAIR.map((model) => fitted(model, rows, seed));
  const once = pair(withoutStrangest(fit, forest(fit)));
  const twice = pair(withoutStrangest(fit, combined([forest, ...once], heldOut)(fit)));
  return combined([forest, ...PAIR.map((model) => own[model]), ...once, ...twice], heldOut);
}

const PAIR = ['one-class-svm', 'autoencoder'];

/**
 * Each score becomes a tail probability against the rows held out; the Cauchy combination of them has equal weights,
 * since training rows give no reason for others (see NSL-KDD.md).
 */
function combined(members, heldOut) {
  const tails = members.map((score) => tailCalibration(score(heldOut)));
  return (rows) => combineRows(members.map((score, m) => tails[m].surprises(score(rows))));
}

function withoutStrangest(matrix, scores) {
  const order = Array.from(scores.keys()).sort((a, b) => scores[a] - scores[b]);
  const kept = order.slice(0, Math.ceil(matrix.rows * (1 - TRIM))).sort((a, b) => a - b);
  return takeRows(matrix, kept);
}

function withoutRepeats(matrix) {
  const { rows, columns, values } = matrix;
  const seen = new Map();
  const kept = Array.from({ length: rows }, (_, row) => row).filter((row) => {
    const likeness = values
      .subarray(row * columns, (row + 1) * columns)
      .map(Math.round)
      .join();
    const count = (seen.get(likeness) ?? 0) + 1;
    seen.set(likeness, count);
    return count <= REPEATS;
  });
  return takeRows(matrix, kept);
}
