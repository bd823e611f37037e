/** Autoencoder: rows that a narrow network cannot reproduce are strange. */
import { FittedAutoencoder } from './autoencoder-fitted.js';
import { trainAutoencoder, withinReach } from './autoencoder-training.js';
import type { Detector } from './detector.js';
import { checkFitMatrix, type Matrix } from './matrix.js';
import { glorotLayers } from './network.js';
import { checkShare, checkWhole } from './options.js';
import { random } from './random.js';

/** How the network is built and trained; the defaults are those of Keras. */
export interface AutoencoderOptions {
  /** Widths of the hidden layers; default 64, 32, 16, 32, 64. The output is as wide as the input. */
  readonly layers?: readonly number[];
  /** Passes over the rows; default 50. */
  readonly epochs?: number;
  /** Rows per gradient step; default 32. */
  readonly batch?: number;
  /** Above 0 and at most 1e9; default .001. */
  readonly learningRate?: number;
  /** Default 0. */
  readonly seed?: number;
  /**
   * Stops after so many epochs without a better loss on held-out rows and keeps the best; default: trains all
   * epochs on all rows.
   */
  readonly patience?: number;
  /** Share of rows held out for `patience`, above 0 and at most .5; default .1. */
  readonly validationShare?: number;
}

/** Beyond it weights would not stay finite. */
const GREATEST_RATE = 1e9;

/**
 * Autoencoder with the defaults of Keras: rectified linear hidden layers, logistic output, mean squared
 * error, Adam, Glorot's uniform initial weights, rows in a new random order each epoch.
 *
 * Expects columns scaled to 0..1 (see `minMaxScaler`): the logistic output reaches nothing else, so values
 * outside are accepted and score by how far outside they are.
 * @throws RangeError on options out of range; `fit` on a matrix that is empty, ragged or not finite
 */
export function autoencoder(options: AutoencoderOptions = {}): Detector<FittedAutoencoder> {
  const hidden = options.layers ?? [64, 32, 16, 32, 64];
  for (const width of hidden) checkWhole('layers', width, 1, 65_536);
  const { seed = 0, patience } = options;
  random(seed);
  if (patience !== undefined) checkWhole('patience', patience, 0);
  const settings = {
    epochs: checkWhole('epochs', options.epochs ?? 50, 1),
    batch: checkWhole('batch', options.batch ?? 32, 1),
    learningRate: checkShare('learningRate', options.learningRate ?? 1e-3, 0, GREATEST_RATE),
    patience,
    validationShare: checkShare('validationShare', options.validationShare ?? 0.1, 0, 0.5),
  };
  return {
    kind: 'autoencoder',
    fit(matrix: Matrix): FittedAutoencoder {
      checkFitMatrix(matrix);
      const layers = glorotLayers([matrix.columns, ...hidden, matrix.columns], random(seed));
      const history = trainAutoencoder(layers, withinReach(matrix), settings, () => random(seed, 1));
      return new FittedAutoencoder(layers, history);
    },
  };
}
