/** Files of learned models: written by `analyze --save-models`, read by `watch --model`. */
import { createHash } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { FLOW_FEATURES, HOST_FEATURES } from '../features/index.js';
import { loadModels, type ModelsOfFile, saveModels } from '../learned/index.js';
import { StrayflowError } from '../model/errors.js';
import { checkColumns } from './feature-columns.js';

export interface SavedModels extends ModelsOfFile {
  /** Of the file (hex). */
  readonly sha256: string;
}

/** Throws StrayflowError 'output-unwritable', also when there was too little to learn from. */
export function writeModels(path: string, models: ModelsOfFile): void {
  if (models.learned.tooLittle) {
    const why = models.learned.flow.tooLittle ?? 'there is too little to learn from';
    throw new StrayflowError('output-unwritable', `no model is written to ${path}: ${why}`, {
      hint: 'Analyse more traffic at once.',
    });
  }
  const part = join(dirname(path), `.${basename(path)}.part`);
  try {
    writeFileSync(part, saveModels(models), { flush: true });
    renameSync(part, path);
  } catch (cause) {
    rmSync(part, { force: true });
    throw new StrayflowError('output-unwritable', `the models cannot be written to ${path}`, { cause });
  }
}

/** Throws StrayflowError 'model-unreadable', also for models of other features than this version's. */
export function readModels(path: string): SavedModels {
  try {
    const bytes = new Uint8Array(readFileSync(path));
    const models = loadModels(bytes);
    checkColumns(FLOW_FEATURES, models.learned.flow.models?.columns);
    checkColumns(HOST_FEATURES, models.learned.host.models?.columns);
    return { ...models, sha256: createHash('sha256').update(bytes).digest('hex') };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new StrayflowError('model-unreadable', `${path} holds no models to judge by: ${why}`, { cause });
  }
}
