/** Loads a fitted detector of any kind from untrusted data. */
import { FittedAutoencoder } from './autoencoder-fitted.js';
import { FittedDbscan } from './dbscan-fitted.js';
import { FittedExtendedIsolationForest } from './extended-isolation-forest-fitted.js';
import { FittedIsolationForest } from './isolation-forest-fitted.js';
import { FittedOneClassSvm } from './one-class-svm-fitted.js';

/** Any fitted detector of this library. */
export type AnyFittedDetector =
  | FittedIsolationForest
  | FittedExtendedIsolationForest
  | FittedOneClassSvm
  | FittedAutoencoder
  | FittedDbscan;

/**
 * The detector whose `toJSON` gave this data, with the same scores, bit for bit. Every length and number is
 * checked first; memory and time are in proportion to the data. To load one kind only, and bundle only its
 * code, use its class's `fromJSON`.
 * @throws RangeError that names what was expected and what was received
 */
export function fromJSON(json: unknown): AnyFittedDetector {
  const kind = typeof json === 'object' && json !== null ? (json as { kind?: unknown }).kind : undefined;
  switch (kind) {
    case 'isolation-forest':
      return FittedIsolationForest.fromJSON(json);
    case 'extended-isolation-forest':
      return FittedExtendedIsolationForest.fromJSON(json);
    case 'one-class-svm':
      return FittedOneClassSvm.fromJSON(json);
    case 'autoencoder':
      return FittedAutoencoder.fromJSON(json);
    case 'dbscan':
      return FittedDbscan.fromJSON(json);
    default:
      throw new RangeError(
        `expected kind isolation-forest, extended-isolation-forest, one-class-svm, autoencoder or dbscan, received ${typeof kind === 'string' ? JSON.stringify(kind.slice(0, 40)) : typeof kind}`,
      );
  }
}
