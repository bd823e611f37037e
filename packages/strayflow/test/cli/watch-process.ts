/** `strayflow watch` in processes of their own, that can be killed while they work. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LiveState } from '../../src/store/live-state.js';
import { historyRows } from '../store/history-rows.js';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

export interface Watching {
  readonly child: ChildProcess;
  readonly pid: number;
  stdout(): string;
  stderr(): string;
  /** Exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
}

export function startWatch(state: string, args: readonly string[]): Watching {
  const child = spawn(process.execPath, [MAIN, 'watch', '--state', state, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.on('close', (code, signal) => resolve(signal ?? code));
  });
  return { child, pid: child.pid!, stdout: () => stdout, stderr: () => stderr, ended };
}

const LOOK_MS = 5;

/** Resolves when `holds` does, or when the process has ended. */
export function until(watching: Watching, holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      if (holds()) done();
    }, LOOK_MS);
    const done = () => {
      clearInterval(timer);
      resolve();
    };
    watching.ended.then(done, done);
  });
}

/** The process has taken the lock and begun to keep what it reads. */
export function isAtWork(state: string, pid: number): boolean {
  try {
    return (
      readFileSync(join(state, 'watch.pid'), 'utf8').trim() === String(pid) &&
      readdirSync(join(state, 'segments')).length > 0
    );
  } catch {
    // Not there yet.
    return false;
  }
}

export interface Stored {
  /** By id. */
  readonly evidence: readonly unknown[];
  readonly decisions: readonly unknown[];
  /** "input record": every row of the history, sorted. */
  readonly history: readonly string[];
  /** What became of the records of all inputs. */
  readonly books: readonly unknown[];
}

export async function readState(folder: string): Promise<Stored> {
  const state = new LiveState(folder, { site: 'local', history: null, evidenceDays: 36_500 });
  const evidence = [...state.evidence].sort((a, b) => (a.id < b.id ? -1 : 1));
  const books = state.inputs.map(({ books }) => books);
  const { decisions } = state;
  state.close();
  const rows = await historyRows(folder);
  const history = rows.map(({ file, row }) => {
    const kind = file.slice(0, file.indexOf('/'));
    return `${kind} ${row['input']} ${row['recordNumber']} ${row['flowId'] ?? ''} ${row['record'] ?? row['kind']} ${row['time']}`;
  });
  return { evidence, decisions, books, history: history.sort() };
}

export interface Chaos {
  readonly kills: number;
  /** Whole runs from an empty state to the end that these took. */
  readonly runs: number;
}

/**
 * Runs to the end again and again, each time from an empty state, and kills the process (SIGKILL) at random moments of its
 * work until that has happened `kills` times. `finished` is told of the state after each end.
 */
export async function killUntil(
  kills: number,
  state: string,
  args: readonly string[],
  random: () => number,
  finished: () => Promise<void>,
): Promise<Chaos> {
  let done = 0;
  let runs = 0;
  while (done < kills) {
    rmSync(state, { recursive: true, force: true });
    for (;;) {
      const watching = startWatch(state, args);
      // Short lives see the start, long ones many checkpoints and hours.
      const life = done < kills ? random() ** 2 * 1_200 : Number.POSITIVE_INFINITY;
      let timer: NodeJS.Timeout | undefined;
      if (life < Number.POSITIVE_INFINITY) {
        await until(watching, () => isAtWork(state, watching.pid));
        timer = setTimeout(() => watching.child.kill('SIGKILL'), life);
      }
      const end = await watching.ended;
      clearTimeout(timer);
      if (end === 'SIGKILL') done++;
      else if (end === 0) break;
      else throw new Error(`watch ended with ${end}: ${watching.stderr()}`);
    }
    runs++;
    await finished();
  }
  return { kills: done, runs };
}
