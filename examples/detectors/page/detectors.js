/** The detectors that the page offers, and what each expects of the columns. */
import {
  autoencoder,
  dbscan,
  isolationForest,
  minMaxScaler,
  oneClassSvm,
  standardScaler,
} from '../../../packages/detectors/dist/index.js';

/** By name in the page; `make` gives an unfitted detector, `scaler` what comes before it. */
export const DETECTORS = {
  forest: {
    title: 'Isolation forest',
    says: 'Sets rows apart by random splits; takes any columns.',
    score: 'near 1 is strange, 0.5 is average',
    make: () => isolationForest({ seed: 1 }),
  },
  svm: {
    title: 'One-class SVM',
    says: 'Draws a smooth boundary around most rows.',
    score: 'above 0 is outside of the boundary',
    scaler: standardScaler,
    make: () => oneClassSvm({ nu: 0.05, maxRows: 20_000 }),
  },
  autoencoder: {
    title: 'Autoencoder',
    says: 'Learns how columns depend on each other.',
    score: 'mean error of the reproduction; each column counts from 0 to 1',
    scaler: minMaxScaler,
    make: () => autoencoder({ seed: 1, layers: [32, 2, 32], epochs: 30, learningRate: 0.005, patience: 5 }),
  },
  dbscan: {
    title: 'DBSCAN',
    says: 'Finds groups; what is far from all of them is strange.',
    score: 'distance to the nearest group; 1 is its edge',
    scaler: standardScaler,
    make: () => dbscan({ minSamples: 5, maxRows: 20_000 }),
  },
};
