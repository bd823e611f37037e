/** Learns models of this network from the history again and again, in a process of its own that gives way to all others. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../../config.js';
import { StrayflowError } from '../../model/errors.js';
import { folderOfModels, listModels } from '../model-store.js';

export interface RetrainingRequest {
  readonly config: Pick<Config, 'watch'>;
  /** Command and first arguments of this program. */
  readonly program: readonly [string, ...string[]];
  /** Of the command `train`: those that say how this network is read. */
  readonly options: readonly string[];
  /** Prefixes of the observed network; null before they are known. */
  readonly internal: () => readonly string[] | null;
  /** Unix ms. */
  readonly wall: () => number;
  /** One sentence that the operator must know. */
  warning(text: string): void;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const LONGEST_MS = 6 * HOUR_MS;
/** After a failure (ms): what is wrong seldom passes by itself. */
const AGAIN_MS = HOUR_MS;
const KINDS = ['flows', 'facts'] as const;
const HOUR = /^(\d{4}-\d\d-\d\dT\d\d)Z-\d+\.parquet$/;
/** Characters of what a failed training said. */
const MOST_SAID = 500;

export class Retraining {
  private readonly request: RetrainingRequest;
  private readonly state: string;
  private child: ChildProcess | null = null;
  private running: Promise<void> = Promise.resolve();
  /** Not before (Unix ms); null: it has to be looked up. */
  private due: number | null = null;

  constructor(request: RetrainingRequest) {
    this.request = request;
    this.state = request.config.watch.state;
  }

  /** To be called every minute or so: begins to learn where it is time. */
  look(): void {
    const { watch } = this.request.config;
    if (watch.retrain.everyHours === 0 || !watch.history.enabled || this.child !== null) return;
    try {
      this.begin(watch.retrain.everyHours * HOUR_MS);
    } catch (error) {
      if (!(error instanceof StrayflowError)) throw error;
      this.failed(`${error.message}. ${error.hint}`);
    }
  }

  private begin(everyMs: number): void {
    const { internal, wall } = this.request;
    this.due ??= this.firstDue(everyMs);
    if (this.due === null || wall() < this.due) return;
    const inside = internal();
    if (inside === null) return;
    this.due = wall() + everyMs;
    this.running = this.train(inside);
  }

  /** When what runs, if anything, has ended. */
  get ended(): Promise<void> {
    return this.running;
  }

  /** Ends what runs. */
  async stop(): Promise<void> {
    this.child?.kill('SIGTERM');
    await this.running;
  }

  /** After the last version, or when there is history of one round. */
  private firstDue(everyMs: number): number | null {
    const last = listModels(folderOfModels(this.state)).at(-1);
    if (last !== undefined) return last.added + everyMs;
    const [oldest] = this.history();
    return oldest === undefined ? null : statSync(oldest).mtimeMs + everyMs;
  }

  /** Files of the last days of the history, the oldest first. */
  private history(): readonly string[] {
    const files = KINDS.flatMap((kind) => {
      const folder = join(this.state, 'history', kind);
      return namesIn(folder).flatMap((name) => {
        const hour = HOUR.exec(name)?.[1];
        return hour === undefined ? [] : [{ path: join(folder, name), time: Date.parse(`${hour}:00Z`) }];
      });
    });
    const newest = files.reduce((most, { time }) => Math.max(most, time), Number.NEGATIVE_INFINITY);
    const from = newest - this.request.config.watch.retrain.days * DAY_MS;
    return files
      .filter(({ time }) => time > from)
      .sort((a, b) => a.time - b.time || (a.path < b.path ? -1 : 1))
      .map(({ path }) => path);
  }

  private async train(internal: readonly string[]): Promise<void> {
    const { config, program, options } = this.request;
    const { promote, keep } = config.watch.retrain;
    const folder = folderOfModels(this.state);
    const files = this.history();
    if (files.length === 0) return;
    const [command, ...first] = program;
    const child = spawn(
      command,
      [
        ...first,
        'train',
        ...files,
        ...options,
        ...(internal.length === 0 ? [] : ['--internal', internal.join()]),
        ...['--store', folder, '--keep', String(keep)],
        // A watch that only observes has nobody who could mark one.
        ...(existsSync(join(this.state, 'ledger.db')) ? ['--false-alarms', this.state] : []),
        ...(promote ? ['--promote'] : []),
      ],
      { stdio: ['ignore', 'ignore', 'pipe'], timeout: LONGEST_MS },
    );
    this.child = child;
    giveWay(child);
    const said = tailOf(child);
    const why = await endOf(child);
    this.child = null;
    if (why === null || child.killed) return;
    this.failed(`${why}: ${said()}`);
  }

  private failed(why: string): void {
    this.due = this.request.wall() + AGAIN_MS;
    this.request.warning(`Models could not be learned from the history; those before go on. It was: ${why}`);
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function giveWay(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    setPriority(child.pid, constants.priority.PRIORITY_LOW);
  } catch {
    // It has ended already, which is told by how it ended.
  }
}

/** The end of what it says to people. */
function tailOf(child: ChildProcess): () => string {
  let text = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    text = `${text}${chunk.toString()}`.slice(-MOST_SAID);
  });
  return () => text.trim().replace(/\s+/g, ' ');
}

/** Null where all is well. */
function endOf(child: ChildProcess): Promise<string | null> {
  return new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code, signal) =>
      resolve(code === 0 ? null : signal === null ? `exit code ${code}` : `ended by ${signal}`),
    );
  });
}
