/** Everything that the package offers. */

export { type AutoencoderOptions, autoencoder } from './autoencoder.js';
export { FittedAutoencoder } from './autoencoder-fitted.js';
export type { TrainingHistory } from './autoencoder-training.js';
export { combinationShares, combineRows, combineSurprises } from './combine.js';
export { combinedCalibration } from './combined-calibration.js';
export { type Dbscan, type DbscanClusters, type DbscanOptions, dbscan } from './dbscan.js';
export { FittedDbscan } from './dbscan-fitted.js';
export type { Detector, DetectorJson, FittedDetector } from './detector.js';
export {
  type ExtendedIsolationForestOptions,
  extendedIsolationForest,
} from './extended-isolation-forest.js';
export { FittedExtendedIsolationForest } from './extended-isolation-forest-fitted.js';
export { type AnyFittedDetector, fromJSON } from './from-json.js';
export { isolationForest } from './isolation-forest.js';
export { FittedIsolationForest, type ScoringPath } from './isolation-forest-fitted.js';
export type { IsolationForestOptions } from './isolation-options.js';
export type { RefreshOptions } from './isolation-refresh.js';
export { type KDistanceOptions, kDistanceEpsilon, kDistances } from './k-distance.js';
export { kernelsAvailable } from './kernels/available.js';
export { checkFitMatrix, checkMatrix, type Matrix, takeRows } from './matrix.js';
export { type ModelFile, type ModelFileLimits, readModelFileWith, writeModelFile } from './model-file.js';
export { readModelFile } from './model-file-any.js';
export type { ApproximationError } from './one-class-approximation-error.js';
export type { NearestSupportVector } from './one-class-nearest.js';
export { type OneClassSvmOptions, oneClassSvm } from './one-class-svm.js';
export { FittedOneClassSvm, type OneClassSvmMethod } from './one-class-svm-fitted.js';
export type { ParetoTail } from './pareto-tail.js';
export { type PrincipalComponents, principalComponents } from './principal-components.js';
export { auprc, auroc, precisionAtK } from './quality.js';
export type { Gamma } from './radial-kernel.js';
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
export {
  type MeasuredSilhouette,
  type Silhouette,
  type SilhouetteOptions,
  silhouette,
  type UndefinedSilhouette,
} from './silhouette.js';
export {
  type TailCalibration,
  type TailCalibrationJson,
  tailCalibration,
  tailCalibrationFromJSON,
} from './tails.js';
