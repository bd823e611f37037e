/** The laws of detectors, on each of them. */
import { describe, expect, it } from 'vitest';
import {
  autoencoder,
  dbscan,
  extendedIsolationForest,
  fromJSON,
  isolationForest,
  oneClassSvm,
} from '../src/index.js';
import { keepsTheContract } from './contract.js';

keepsTheContract('isolation-forest', () => isolationForest({ trees: 25, seed: 5 }));
keepsTheContract('extended-isolation-forest', () => extendedIsolationForest({ trees: 25, seed: 5 }));
keepsTheContract('one-class-svm', () => oneClassSvm());
keepsTheContract('one-class-svm', () => oneClassSvm({ method: 'nystroem', landmarks: 100 }));
keepsTheContract('autoencoder', () =>
  autoencoder({ layers: [8, 3, 8], epochs: 12, learningRate: 0.01, patience: 5 }),
);
keepsTheContract('dbscan', () => dbscan({ minSamples: 5 }));

describe('loading a detector', () => {
  it.each([[null], [undefined], [7], ['dbscan'], [[]], [{}], [{ kind: 'forest' }], [{ kind: 4 }]])(
    'says which kinds there are when it gets %j',
    (json) => {
      expect(() => fromJSON(json)).toThrow(/expected kind isolation-forest, .*received/);
      expect(() => fromJSON(json)).toThrow(RangeError);
    },
  );
});
