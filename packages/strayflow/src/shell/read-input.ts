/** Reads one input of this machine from its first byte to its summary. */
import type { InputSummary } from '../model/coverage.js';
import { openInput } from './input-reader.js';
import type { InputFile } from './inputs.js';
import { parseInput, type ReadHandlers, type ReadOptions } from './parse-input.js';

/**
 * `index` is the input's place in the run. Throws StrayflowError: input-empty, input-unknown, input-unreadable,
 * input-corrupt (when nothing could be read before the fault), input-rejected (when most records cannot be used), and
 * usage for wrong options. Batches that were handed on before stay handed on.
 */
export async function readInput(
  file: InputFile,
  index: number,
  options: ReadOptions,
  handlers: ReadHandlers,
): Promise<InputSummary> {
  const input = await openInput(file);
  try {
    return await parseInput(input, file, index, options, handlers);
  } finally {
    await input.close();
  }
}
