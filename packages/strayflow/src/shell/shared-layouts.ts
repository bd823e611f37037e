/** How records of exporters are laid out may stand in another file of the run: all are asked before any is read. */
import type { SharedLayouts } from '../model/source.js';
import { openInput } from './input-reader.js';
import type { InputFile } from './inputs.js';
import type { ReadOptions } from './parse-input.js';
import { toldLayouts } from './told-layouts.js';

/** As `toldLayouts`. Throws StrayflowError 'usage'. */
export async function sharedLayouts(
  files: readonly InputFile[],
  options: ReadOptions,
): Promise<SharedLayouts> {
  // Standard input and pipes can be read once.
  const stored = files.filter(({ path, bytes }) => path !== null && bytes !== null);
  return toldLayouts(stored, openInput, options);
}
