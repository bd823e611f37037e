/** Detectors as data: what a worker can be asked to fit. */
import { type AutoencoderOptions, autoencoder } from '../autoencoder.js';
import type { FittedAutoencoder } from '../autoencoder-fitted.js';
import { type DbscanOptions, dbscan } from '../dbscan.js';
import type { FittedDbscan } from '../dbscan-fitted.js';
import type { Detector } from '../detector.js';
import {
  type ExtendedIsolationForestOptions,
  extendedIsolationForest,
} from '../extended-isolation-forest.js';
import type { FittedExtendedIsolationForest } from '../extended-isolation-forest-fitted.js';
import type { AnyFittedDetector } from '../from-json.js';
import { isolationForest } from '../isolation-forest.js';
import type { FittedIsolationForest } from '../isolation-forest-fitted.js';
import type { IsolationForestOptions } from '../isolation-options.js';
import type { Matrix } from '../matrix.js';
import { type OneClassSvmOptions, oneClassSvm } from '../one-class-svm.js';
import type { FittedOneClassSvm } from '../one-class-svm-fitted.js';

interface Request<Kind extends string, Options> {
  readonly kind: Kind;
  readonly options?: Options;
  /** What it is fitted on (rows x columns); requests may share one matrix. */
  readonly matrix: Matrix;
}

/** One detector, its options, and the rows to fit it on. */
export type FitRequest =
  | Request<'isolation-forest', IsolationForestOptions>
  | Request<'extended-isolation-forest', ExtendedIsolationForestOptions>
  | Request<'one-class-svm', OneClassSvmOptions>
  | Request<'autoencoder', AutoencoderOptions>
  | Request<'dbscan', DbscanOptions>;

interface FittedByKind {
  readonly 'isolation-forest': FittedIsolationForest;
  readonly 'extended-isolation-forest': FittedExtendedIsolationForest;
  readonly 'one-class-svm': FittedOneClassSvm;
  readonly autoencoder: FittedAutoencoder;
  readonly dbscan: FittedDbscan;
}

/** The fitted detectors of these requests, in their order. */
export type FittedAll<Requests extends readonly FitRequest[]> = {
  -readonly [Index in keyof Requests]: FittedByKind[Requests[Index]['kind']];
};

/** @throws RangeError on an unknown kind, options out of range, or a matrix that breaks its contract */
export function fitRequest(request: FitRequest): AnyFittedDetector {
  return detectorOf(request).fit(request.matrix);
}

function detectorOf(request: FitRequest): Detector<AnyFittedDetector> {
  switch (request.kind) {
    case 'isolation-forest':
      return isolationForest(request.options);
    case 'extended-isolation-forest':
      return extendedIsolationForest(request.options);
    case 'one-class-svm':
      return oneClassSvm(request.options);
    case 'autoencoder':
      return autoencoder(request.options);
    case 'dbscan':
      return dbscan(request.options);
    default:
      throw new RangeError(
        `expected kind isolation-forest, extended-isolation-forest, one-class-svm, autoencoder or dbscan, received ${String((request as { readonly kind: unknown }).kind)}`,
      );
  }
}
