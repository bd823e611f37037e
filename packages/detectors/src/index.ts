export type { Detector, DetectorJson, FittedDetector } from './detector.js';
export { type IsolationForestOptions, isolationForest } from './isolation-forest.js';
export { FittedIsolationForest } from './isolation-forest-fitted.js';
export { checkFitMatrix, checkMatrix, type Matrix, takeRows } from './matrix.js';
export { type Random, random, sampleAscending, shuffled } from './random.js';
export {
  chainScalers,
  type FittedScaler,
  log1p,
  minMaxScaler,
  robustScaler,
  type Scaler,
  type ScalerJson,
  type ScalingOptions,
  scalerFromJSON,
  standardScaler,
} from './scaling.js';
