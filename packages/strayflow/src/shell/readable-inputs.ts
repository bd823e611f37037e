/** Files as an analysis takes them: each knows how it is read, and what the others tell of its records. */
import type { Config } from '../config.js';
import type { InputSummary } from '../model/coverage.js';
import type { InputFile } from './inputs.js';
import type { ReadHandlers } from './parse-input.js';
import { readInput } from './read-input.js';
import { sharedLayouts } from './shared-layouts.js';

export interface ReadableInput {
  readonly name: string;
  /** The user named this very file: it must be readable. */
  readonly explicit: boolean;
  /** As `readInput`. */
  read(handlers: ReadHandlers): Promise<InputSummary>;
}

/** @param format the name of their format; told by the first bytes of each unless given. Throws StrayflowError 'usage'. */
export async function readableInputs(
  files: readonly InputFile[],
  config: Pick<Config, 'site' | 'sources'>,
  format?: string,
): Promise<readonly ReadableInput[]> {
  const told = {
    site: config.site,
    sourceOptions: config.sources,
    ...(format === undefined ? {} : { format }),
  };
  const how = { ...told, layouts: await sharedLayouts(files, told) };
  return files.map((file, index) => ({
    name: file.name,
    explicit: file.explicit,
    read: (handlers) => readInput(file, index, how, handlers),
  }));
}
