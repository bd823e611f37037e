/** How often reports are made, as the configuration file has it. */
import type { Config } from '../config.js';
import { StrayflowError } from '../model/errors.js';
import { editConfig } from '../shell/config-edit.js';
import { parseConfig } from '../shell/config-file.js';
import { hindranceOf, readText, replaceText } from '../shell/config-replace.js';
import { Problem } from './problem.js';

type Schedule = Config['watch']['reports'];

/** @param otherwise where the file cannot be read */
export function scheduleOfFile(path: string | null, otherwise: Schedule): Schedule {
  if (path === null) return otherwise;
  try {
    const result = parseConfig(readText(path));
    return 'config' in result ? result.config.watch.reports : otherwise;
  } catch (error) {
    if (error instanceof StrayflowError) return otherwise;
    throw error;
  }
}

/** Throws Problem 409, StrayflowError 'config-invalid' and 'output-unwritable'. @param noted writes the audit log */
export function replaceSchedule(
  path: string | null,
  wanted: Schedule,
  noted: (before: Schedule) => void,
): Schedule {
  const hindrance =
    path === null ? 'The service was started without --config: there is no file to edit.' : hindranceOf(path);
  if (path === null || hindrance !== null) throw new Problem(409, hindrance!);
  const text = readText(path);
  const before = parseConfig(text);
  if (!('config' in before))
    throw new Problem(409, 'The configuration file is faulty: mend it by hand first.');
  const changes = (['everyHours', 'keep'] as const).map((name) => ({
    path: ['watch', 'reports', name],
    value: wanted[name],
  }));
  replaceText(path, editConfig(text, changes, 'the configuration'));
  try {
    noted(before.config.watch.reports);
  } catch (error) {
    // What the audit log cannot say is not done.
    replaceText(path, text);
    throw error;
  }
  return wanted;
}
