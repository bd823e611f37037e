/** The laws of detectors where there is no WebAssembly: plain TypeScript serves. */
import { afterAll, expect, it } from 'vitest';
import {
  autoencoder,
  dbscan,
  extendedIsolationForest,
  isolationForest,
  kernelsAvailable,
  oneClassSvm,
} from '../src/index.js';
import { keepsTheContract } from './contract.js';

// Before anything is fitted: kernels are compiled at their first use.
const engine = Object.getOwnPropertyDescriptor(globalThis, 'WebAssembly')!;
Reflect.deleteProperty(globalThis, 'WebAssembly');
afterAll(() => {
  Object.defineProperty(globalThis, 'WebAssembly', engine);
});

keepsTheContract('isolation-forest', () => isolationForest({ trees: 25, seed: 5 }));
keepsTheContract('extended-isolation-forest', () => extendedIsolationForest({ trees: 25, seed: 5 }));
keepsTheContract('one-class-svm', () => oneClassSvm());
keepsTheContract('one-class-svm', () => oneClassSvm({ method: 'nystroem', landmarks: 100 }));
keepsTheContract('autoencoder', () =>
  autoencoder({ layers: [8, 3, 8], epochs: 12, learningRate: 0.01, patience: 5 }),
);
keepsTheContract('dbscan', () => dbscan({ minSamples: 5 }));

it('says that kernels do not run', () => {
  expect(kernelsAvailable()).toBe(false);
});
