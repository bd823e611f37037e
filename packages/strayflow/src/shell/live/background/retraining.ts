/** Learns models of this network from the history again and again, in a process of its own that gives way to all others. */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../../config.js';
import { StrayflowError } from '../../../model/errors.js';
import { folderOfModels, listModels } from '../../model-store.js';
import { historyHours } from './history-files.js';
import { BackgroundRun, type OwnProgram } from './own-program.js';

export interface RetrainingRequest {
  readonly config: Pick<Config, 'watch'>;
  readonly program: OwnProgram;
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
/** After a failure (ms): what is wrong seldom passes by itself. */
const AGAIN_MS = HOUR_MS;

export class Retraining {
  private readonly request: RetrainingRequest;
  private readonly state: string;
  private run: BackgroundRun | null = null;
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
    if (watch.retrain.everyHours === 0 || !watch.history.enabled || this.run !== null) return;
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
    this.run?.stop();
    await this.running;
  }

  /** After the last version, or when there is history of one round. */
  private firstDue(everyMs: number): number | null {
    const last = listModels(folderOfModels(this.state)).at(-1);
    if (last !== undefined) return last.added + everyMs;
    const [oldest] = historyHours(this.state);
    return oldest === undefined ? null : statSync(oldest.path).mtimeMs + everyMs;
  }

  private async train(internal: readonly string[]): Promise<void> {
    const { config, program, options } = this.request;
    const { days, promote, keep } = config.watch.retrain;
    const hours = historyHours(this.state);
    const from = (hours.at(-1)?.time ?? 0) - days * DAY_MS;
    const files = hours.filter(({ time }) => time > from).map(({ path }) => path);
    if (files.length === 0) return;
    this.run = new BackgroundRun(program, [
      ...['train', ...files, ...options],
      ...(internal.length === 0 ? [] : ['--internal', internal.join()]),
      ...['--store', folderOfModels(this.state), '--keep', String(keep)],
      // A watch that only observes has nobody who could mark one.
      ...(existsSync(join(this.state, 'ledger.db')) ? ['--false-alarms', this.state] : []),
      ...(promote ? ['--promote'] : []),
    ]);
    const { outcome, failure } = await this.run.ended;
    this.run = null;
    if (outcome === 'failed') this.failed(failure);
  }

  private failed(why: string): void {
    this.due = this.request.wall() + AGAIN_MS;
    this.request.warning(`Models could not be learned from the history; those before go on. It was: ${why}`);
  }
}
