/** Reads model files of every kind of detector. */
import { type AnyFittedDetector, fromJSON } from './from-json.js';
import { type ModelFile, type ModelFileLimits, readModelFileWith } from './model-file.js';

/**
 * The detectors and notes of a file from `writeModelFile`, with the same scores, bit for bit. Nothing in the file is
 * run; every length and number is checked, and time and memory are in proportion to the bytes, at most `maxBytes`.
 * @throws RangeError that names what was expected and what was received: another kind of file, a newer version (and
 * what to do), a file that was cut off or damaged, or one beyond the limits
 */
export function readModelFile(bytes: Uint8Array, limits: ModelFileLimits = {}): ModelFile<AnyFittedDetector> {
  return readModelFileWith(fromJSON, bytes, limits);
}
