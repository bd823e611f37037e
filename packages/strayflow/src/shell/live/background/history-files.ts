/** The files of a state's history, for what reads it as its input. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

export interface HistoryHour {
  readonly path: string;
  /** When its hour begins (Unix ms). */
  readonly time: number;
}

const KINDS = ['flows', 'facts'] as const;
const HOUR = /^(\d{4}-\d\d-\d\dT\d\d)Z-\d+\.parquet$/;

/** The oldest first. */
export function historyHours(state: string): readonly HistoryHour[] {
  const files = KINDS.flatMap((kind) => {
    const folder = join(state, 'history', kind);
    return namesIn(folder).flatMap((name) => {
      const hour = HOUR.exec(name)?.[1];
      return hour === undefined ? [] : [{ path: join(folder, name), time: Date.parse(`${hour}:00Z`) }];
    });
  });
  return files.sort((a, b) => a.time - b.time || (a.path < b.path ? -1 : 1));
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
