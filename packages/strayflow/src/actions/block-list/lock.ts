/** One process at a time changes a block list: watch, undo and the expirer take turns. */
import { randomUUID } from 'node:crypto';
import { linkSync, lstatSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { blockListFault, fileFault } from './files.js';

const TURN_MS = 20;
/** A turn takes milliseconds: who is gone, or has held it for so long, has lost it. */
const GONE_MS = 2_000;
const LONGEST_MS = 30_000;

/** Throws StrayflowError 'enforce-failed' when the others do not end in time. */
export async function withLock<Result>(list: string, timeoutMs: number, work: () => Result): Promise<Result> {
  const path = `${list}.lock`;
  const mark = `${process.pid} ${randomUUID()}\n`;
  const end = Date.now() + timeoutMs;
  while (!taken(path, mark)) {
    if (Date.now() > end) {
      throw blockListFault(
        `another process holds ${path}`,
        'It is tried again; if none changes the list, remove the file.',
      );
    }
    breakStale(path);
    await pause(TURN_MS);
  }
  try {
    return work();
  } finally {
    if (markOf(path) === mark) rmSync(path, { force: true });
  }
}

function taken(path: string, mark: string): boolean {
  try {
    writeFileSync(path, mark, { flag: 'wx', mode: 0o644 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw fileFault(error, path);
  }
}

function markOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function breakStale(path: string): void {
  const mark = markOf(path);
  if (mark === null || !isStale(path, mark)) return;
  // Of two that break the same lock, one could take away the other's new one: it looks at what it took, and gives it back.
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
    if (markOf(aside) !== mark) linkSync(aside, path);
  } catch {
    // Somebody else was faster: the next turn tells.
  } finally {
    rmSync(aside, { force: true });
  }
}

function isStale(path: string, mark: string): boolean {
  const age = ageOf(path);
  return age > LONGEST_MS || (age > GONE_MS && !isAlive(Number.parseInt(mark, 10)));
}

function ageOf(path: string): number {
  try {
    return Math.abs(Date.now() - lstatSync(path).mtimeMs);
  } catch {
    return 0;
  }
}

function isAlive(pid: number): boolean {
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
