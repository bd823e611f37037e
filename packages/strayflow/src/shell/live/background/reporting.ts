/** Reports about the history, one for each span of time that is over: made, published, and kept for a while. */
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../../config.js';
import { HOUR_MS } from '../../../store/segment.js';
import { historyHours } from './history-files.js';
import { BackgroundRun, type OwnProgram } from './own-program.js';

export interface ReportingRequest {
  readonly config: Pick<Config, 'watch' | 'publish'>;
  readonly program: OwnProgram;
  /** Of the commands `analyze` and `publish`: those that name the configuration. */
  readonly options: readonly string[];
  /** Prefixes of the observed network; null before they are known. */
  readonly internal: () => readonly string[] | null;
  /** Unix ms. */
  readonly wall: () => number;
  /** One sentence that the operator must know. */
  warning(text: string): void;
}

/** The last hour of a span is in the history when late records had their time (ms). */
const SETTLED_MS = 900_000;
/** After a failure (ms). */
const AGAIN_MS = HOUR_MS;
const NAME = /^\d{4}-\d\d-\d\dT\d\dZ$/;
/** Beside a report that is still to be published. */
const UNPUBLISHED = '.unpublished';

/** Where reports are kept. */
export function folderOfReports(state: string): string {
  return join(state, 'reports');
}

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

  /** To be called every minute or so: begins what it is time for. */
  look(): void {
    const { config, wall } = this.request;
    const { everyHours } = config.watch.reports;
    const now = wall();
    if (everyHours === 0 || !config.watch.history.enabled || this.run !== null || now < this.due) return;
    const unpublished = this.unpublished();
    if (unpublished !== undefined) {
      this.running = this.publish(unpublished);
      return;
    }
    const spanMs = everyHours * HOUR_MS;
    const end = Math.floor((now - SETTLED_MS) / spanMs) * spanMs;
    const name = nameOf(end - spanMs);
    if (existsSync(join(this.folder, name))) return;
    const files = historyHours(config.watch.state)
      .filter(({ time }) => time >= end - spanMs && time < end)
      .map(({ path }) => path);
    const internal = this.request.internal();
    if (files.length > 0 && internal !== null) this.running = this.make(name, files, internal);
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

  private async make(name: string, files: readonly string[], internal: readonly string[]): Promise<void> {
    const { config, options } = this.request;
    const report = join(this.folder, name);
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    const network = internal.length === 0 ? [] : ['--internal', internal.join()];
    const isMade = await this.background(`The report of ${name} could not be made`, [
      ...['analyze', ...files, '--report', report, '--no-alert'],
      ...[...network, ...options],
    ]);
    if (!isMade) return;
    if (config.publish.length > 0) writeFileSync(`${report}${UNPUBLISHED}`, '');
    this.forget(config.watch.reports.keep);
  }

  private async publish(name: string): Promise<void> {
    const report = join(this.folder, name);
    const isPublished = await this.background(`The report of ${name} could not be published`, [
      ...['publish', report, ...this.request.options],
    ]);
    if (isPublished) rmSync(`${report}${UNPUBLISHED}`, { force: true });
  }

  private async background(what: string, args: readonly string[]): Promise<boolean> {
    const { program, wall, warning } = this.request;
    this.run = new BackgroundRun(program, args);
    const { outcome, failure } = await this.run.ended;
    this.run = null;
    if (outcome === 'done') return true;
    this.due = wall() + AGAIN_MS;
    if (outcome === 'failed') {
      warning(`${what}; it is tried again in an hour. It was: ${failure}`);
    }
    return false;
  }

  /** Oldest first. */
  private names(): readonly string[] {
    if (!existsSync(this.folder)) return [];
    return readdirSync(this.folder).sort();
  }

  private unpublished(): string | undefined {
    if (this.request.config.publish.length === 0) return undefined;
    const marked = this.names().filter((name) => name.endsWith(UNPUBLISHED));
    return marked.map((name) => name.slice(0, -UNPUBLISHED.length)).find((name) => NAME.test(name));
  }

  private forget(keep: number): void {
    const reports = this.names().filter((name) => NAME.test(name));
    for (const name of reports.slice(0, Math.max(0, reports.length - keep))) {
      rmSync(join(this.folder, name), { recursive: true, force: true });
      rmSync(join(this.folder, `${name}${UNPUBLISHED}`), { force: true });
    }
  }
}

/** Of the first hour: "2026-03-03T00Z". */
function nameOf(time: number): string {
  return `${new Date(time).toISOString().slice(0, 13)}Z`;
}
