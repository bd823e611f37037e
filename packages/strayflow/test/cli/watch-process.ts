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
  return start(['watch', '--state', state, ...args]);
}

/** Any command that goes on until it is stopped. */
export function start(args: readonly string[], env: Readonly<Record<string, string>> = {}): Watching {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { ...process.env, ...env },
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
/** About what it takes from one checkpoint to the next. */
const CHECKPOINT_MS = 150;

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

/** Names of the files that hold what arrived; null as long as the process has not taken the lock. */
function segmentsOf(state: string, pid: number): readonly string[] | null {
  try {
    if (readFileSync(join(state, 'watch.pid'), 'utf8').trim() !== String(pid)) return null;
    return readdirSync(join(state, 'segments')).sort();
  } catch {
    // Not there yet.
    return null;
  }
}

/** The process has taken the lock and has begun to keep what it reads. */
export function isAtWork(state: string, pid: number): boolean {
  return (segmentsOf(state, pid)?.length ?? 0) > 0;
}

/** Whether the process was seen to begin `count` segments: with each checkpoint it begins a new one. */
function hasBegun(count: number, state: string, pid: number): () => boolean {
  let last: string | undefined;
  let seen = -1;
  return () => {
    const names = segmentsOf(state, pid);
    if (names === null) return false;
    if (seen < 0 || names.at(-1) !== last) seen++;
    last = names.at(-1);
    return seen >= count;
  };
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
      let timer: NodeJS.Timeout | undefined;
      if (done < kills) {
        // Some die while they start, others after a few checkpoints, at any moment of one.
        const checkpoints = Math.floor(8 * random());
        const delay = CHECKPOINT_MS * random();
        await until(watching, hasBegun(checkpoints, state, watching.pid));
        timer = setTimeout(() => watching.child.kill('SIGKILL'), delay);
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
