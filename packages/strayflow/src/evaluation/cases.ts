/** From labelled folders to cases: each input, or the inputs that belong together, with what is known of it. */
import { join } from 'node:path';
import { escapePath, isDynamicPattern } from 'tinyglobby';
import { StrayflowError } from '../model/errors.js';
import { type InputFile, resolveInputs } from '../shell/inputs.js';
import type { LabelledFolder } from './truth/file.js';
import type { Knowledge } from './truth/schema.js';

export interface Case {
  /** Of the labelled folder. */
  readonly folder: string;
  /** As `truth.json` names it: a file or a glob. */
  readonly input: string;
  readonly files: readonly InputFile[];
  readonly truth: Knowledge;
}

/** In order of folder and input. Throws StrayflowError: input-not-found, truth-invalid. */
export async function casesOf(folder: LabelledFolder): Promise<readonly Case[]> {
  const { inputs, score, ...top } = folder.truth;
  if (score === false) return [];
  if (inputs === undefined || Object.keys(inputs).length === 0) {
    throw new StrayflowError('truth-invalid', `${folder.name}/truth.json: inputs: no input is named`, {
      hint: 'Name each file under inputs, or write "score": false.',
    });
  }
  const names = Object.keys(inputs).sort();
  const cases: Case[] = [];
  for (const input of names) {
    const pattern = isDynamicPattern(input)
      ? `${escapePath(folder.path)}/${input}`
      : join(folder.path, input);
    const files = await resolveInputs([pattern]).catch((error: unknown) => {
      if (!(error instanceof StrayflowError)) throw error;
      throw new StrayflowError(error.code, `${folder.name}/truth.json: inputs: ${input}: ${error.message}`, {
        cause: error,
      });
    });
    cases.push({ folder: folder.name, input, files, truth: { ...top, ...inputs[input] } });
  }
  return cases;
}
