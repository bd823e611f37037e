/** The spool of Node: its file is a temporary one. */
import { tmpdir } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { RunSpool, type Spool } from './run-spool.js';
import { TemporaryFile } from './temporary-file.js';

export interface SpoolOptions {
  /** Folder of the temporary file; the system's own by default. Inputs below one run need no file. */
  readonly directory?: string | undefined;
  /** Most bytes that the temporary file may take. */
  readonly maxBytes?: number | undefined;
  /** Rows that are sorted in memory at a time. */
  readonly runRows?: number | undefined;
}

const DEFAULT_MAX_BYTES = 64 * 2 ** 30;

export function openSpool(options: SpoolOptions = {}): Spool {
  const { directory = tmpdir(), maxBytes = DEFAULT_MAX_BYTES, runRows } = options;
  return new RunSpool({
    openFile: () => new TemporaryFile(directory, maxBytes),
    nextTurn: () => setImmediate(),
    runRows,
  });
}
