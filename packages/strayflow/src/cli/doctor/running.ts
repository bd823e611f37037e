/** Whether a watch works with a state folder now; nothing is touched for it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Its process number; null where none does. */
export function runningWatch(folder: string): number | null {
  let pid: number;
  try {
    pid = Number(readFileSync(join(folder, 'watch.pid'), 'utf8'));
  } catch {
    // No watch ever worked with it.
    return null;
  }
  try {
    if (!(pid > 0)) return null;
    process.kill(pid, 0);
    return pid;
  } catch (error) {
    // Another user's process may not be asked, but is there.
    return error instanceof Error && 'code' in error && error.code === 'EPERM' ? pid : null;
  }
}
