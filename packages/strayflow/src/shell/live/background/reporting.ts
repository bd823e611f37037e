/** Reports about the history: one for each span of time that is over, and those that somebody asks for; published, and kept for a while. */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../../config.js';
import { HOUR_MS } from '../../../store/segment.js';
import { historyHours } from './history-files.js';
import { BackgroundRun, type OwnProgram } from './own-program.js';
import {
  endWanted,
  folderOfReports,
  forgetReports,
  markPublished,
  markUnpublished,
  unpublished,
  wantedHours,
} from './report-folders.js';

export interface ReportingRequest {
  readonly config: Pick<Config, 'watch' | 'publish'>;
  /** As it is wanted now. */
  readonly schedule: () => Config['watch']['reports'];
  readonly program: OwnProgram;
  /** Of the commands `analyze` and `publish`: those that name the configuration. */
  readonly options: readonly string[];
  /** Prefixes of the observed network; null before they are known. */
  readonly internal: () => readonly string[] | null;
  /** Unix ms. */
  readonly wall: () => number;
  /** One sentence that the operator must know. */
  warning(text: string): void;
  /** Is told of the report that is being made or published; null: none is. */
  running(name: string | null): void;
}

/** The last hour of a span is in the history when late records had their time (ms). */
const SETTLED_MS = 900_000;
/** After a failure (ms). */
const AGAIN_MS = HOUR_MS;

export class Reporting {
  private readonly request: ReportingRequest;
  private readonly folder: string;
  private run: BackgroundRun | null = null;
  private running: Promise<void> = Promise.resolve();
  /** Not before (Unix ms). */
  private due = Number.NEGATIVE_INFINITY;

  constructor(request: ReportingRequest) {
    this.request = request;
    this.folder = folderOfReports(request.config.watch.state);
  }

  /** To be called every few seconds: begins what it is time for, and what somebody asked for. */
  look(): void {
    const { config, wall } = this.request;
    if (this.run !== null) return;
    const wanted = wantedHours(this.folder);
    if (wanted !== null) {
      this.running = this.makeWanted(wanted);
      return;
    }
    if (wall() < this.due) return;
    const [first] = config.publish.length === 0 ? [] : unpublished(this.folder);
    if (first !== undefined) this.running = this.publish(first);
    else this.makeDue(wall());
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

  private makeDue(now: number): void {
    const { config, schedule } = this.request;
    const { everyHours } = schedule();
    if (everyHours === 0 || !config.watch.history.enabled) return;
    const spanMs = everyHours * HOUR_MS;
    const end = Math.floor((now - SETTLED_MS) / spanMs) * spanMs;
    const name = nameOf(end - spanMs);
    if (existsSync(join(this.folder, name))) return;
    const files = this.filesOf(end - spanMs, end);
    const internal = this.request.internal();
    if (files.length > 0 && internal !== null) this.running = this.makeScheduled(name, files, internal);
  }

  private filesOf(from: number, end: number): readonly string[] {
    return historyHours(this.request.config.watch.state)
      .filter(({ time }) => time >= from && time < end)
      .map(({ path }) => path);
  }

  private async makeScheduled(
    name: string,
    files: readonly string[],
    internal: readonly string[],
  ): Promise<void> {
    const isMade = await this.make(name, files, internal, '; it is tried again in an hour');
    if (isMade && this.request.config.publish.length > 0) markUnpublished(this.folder, name);
  }

  /** Up to the last hour that is in the history; tried once. */
  private async makeWanted(hours: number): Promise<void> {
    const newest = historyHours(this.request.config.watch.state).at(-1)?.time;
    const internal = this.request.internal();
    if (newest === undefined || internal === null) {
      this.request.warning('No report can be made as it was asked for: no hour is in the history yet.');
    } else {
      const end = newest + HOUR_MS;
      const from = end - hours * HOUR_MS;
      const name = `${nameOf(from)}-${hours}h`;
      if (!existsSync(join(this.folder, name))) await this.make(name, this.filesOf(from, end), internal, '');
    }
    endWanted(this.folder);
  }

  private async make(
    name: string,
    files: readonly string[],
    internal: readonly string[],
    then: string,
  ): Promise<boolean> {
    const { options, schedule } = this.request;
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    const network = internal.length === 0 ? [] : ['--internal', internal.join()];
    const isMade = await this.background(name, `The report of ${name} could not be made${then}`, [
      ...['analyze', ...files, '--report', join(this.folder, name), '--no-alert'],
      ...[...network, ...options],
    ]);
    if (isMade) forgetReports(this.folder, schedule().keep);
    return isMade;
  }

  private async publish(name: string): Promise<void> {
    const what = `The report of ${name} could not be published; it is tried again in an hour`;
    const args = ['publish', join(this.folder, name), ...this.request.options];
    if (await this.background(name, what, args)) markPublished(this.folder, name);
  }

  private async background(name: string, what: string, args: readonly string[]): Promise<boolean> {
    const { program, wall, warning, running } = this.request;
    this.run = new BackgroundRun(program, args);
    running(name);
    const { outcome, failure } = await this.run.ended;
    this.run = null;
    running(null);
    if (outcome === 'done') return true;
    this.due = wall() + AGAIN_MS;
    if (outcome === 'failed') warning(`${what}. It was: ${failure}`);
    return false;
  }
}

/** Of the first hour: "2026-03-03T00Z". */
function nameOf(time: number): string {
  return `${new Date(time).toISOString().slice(0, 13)}Z`;
}
