/** A file of models that may be replaced while a watch runs: read when it is another one, and only taken if it is sound. */
import { statSync } from 'node:fs';
import { StrayflowError } from '../../model/errors.js';
import { readModels, type SavedModels } from '../model-file.js';

export class FollowedModels {
  private readonly path: string;
  private readonly warning: (text: string) => void;
  /** Of the file as it was looked at last; empty where there was none. */
  private seen = '';
  /** SHA-256 of the models in force (hex). */
  private inForce: string;

  /** @param inForce SHA-256 of what judges now (hex); empty for nothing */
  constructor(path: string, inForce: string, warning: (text: string) => void) {
    this.path = path;
    this.inForce = inForce;
    this.warning = warning;
  }

  /** Models that are to judge from now on; null where nothing changed, or nothing that can be used. */
  look(): SavedModels | null {
    const signature = signatureOf(this.path);
    if (signature === this.seen) return null;
    this.seen = signature;
    if (signature === '') return null;
    try {
      const models = readModels(this.path);
      if (models.sha256 === this.inForce) return null;
      this.inForce = models.sha256;
      return models;
    } catch (error) {
      if (!(error instanceof StrayflowError)) throw error;
      this.warning(`New models are not used, those before go on: ${error.message}. ${error.hint}`);
      return null;
    }
  }
}

function signatureOf(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? '' : `${found.ino} ${found.size} ${found.mtimeMs}`;
}
