/** Previews of policies: a command of this program in a process of its own, one at a time, ended with whoever asked. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config.js';
import { BackgroundRun, type OwnProgram } from '../shell/live/background/own-program.js';
import { Problem } from './problem.js';

/** What a policy is judged with. */
export type Judged = Pick<Config, 'internal' | 'policy' | 'risk'>;

export interface PreviewLimits {
  readonly longestMs: number;
  /** Of what it answers (bytes). */
  readonly mostOutput: number;
  /** Of its JavaScript heap (MiB). */
  readonly heapMiB: number;
}

const LIMITS: PreviewLimits = { longestMs: 60_000, mostOutput: 8 << 20, heapMiB: 1_024 };
/** Hosts in each list. */
const MOST_HOSTS = 500;
const AGAIN_SECONDS = 5;
/** Begins the names of temporary folders, beside the state. */
const FOLDER = 'preview-';

export class PolicyPreviews {
  private readonly program: OwnProgram;
  private readonly state: string;
  private readonly limits: PreviewLimits;
  private isRunning = false;

  /** @param state folder of the watch */
  constructor([command, ...first]: OwnProgram, state: string, limits = LIMITS) {
    this.program = [command, `--max-old-space-size=${limits.heapMiB}`, ...first];
    this.state = state;
    this.limits = limits;
  }

  /** What the command prints, in JSON. Throws Problem 503. */
  async run(before: Judged, after: Judged, days: number, signal: AbortSignal): Promise<string> {
    if (this.isRunning) {
      throw new Problem(503, 'Another preview is being made: try again when it is done.', {
        retryAfter: AGAIN_SECONDS,
      });
    }
    this.isRunning = true;
    let folder: string | null = null;
    try {
      this.clear();
      folder = mkdtempSync(join(this.state, FOLDER));
      const files = { before: join(folder, 'before.yaml'), after: join(folder, 'after.yaml') };
      writeFileSync(files.before, textOf(before), { mode: 0o600 });
      writeFileSync(files.after, textOf(after), { mode: 0o600 });
      return await this.answer(
        [
          ...['policy', 'preview', '--state', this.state, '--config', files.after, '--current', files.before],
          ...['--days', String(days), '--most', String(MOST_HOSTS), '--json'],
        ],
        signal,
      );
    } finally {
      if (folder !== null) rmSync(folder, { recursive: true, force: true });
      this.isRunning = false;
    }
  }

  /** What a server that was killed left. */
  private clear(): void {
    for (const name of readdirSync(this.state)) {
      if (name.startsWith(FOLDER)) rmSync(join(this.state, name), { recursive: true, force: true });
    }
  }

  private async answer(args: readonly string[], signal: AbortSignal): Promise<string> {
    const run = new BackgroundRun(this.program, args, this.limits);
    const stop = () => run.stop();
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
    const { outcome, failure, output } = await run.ended;
    signal.removeEventListener('abort', stop);
    if (outcome === 'done') return output;
    if (outcome === 'stopped') throw new Problem(503, 'The preview was stopped.');
    throw new Problem(
      503,
      `The preview could not be made within ${this.limits.longestMs / 1_000} seconds and its bounds: take fewer days. It was: ${failure}`,
    );
  }
}

function textOf({ internal, policy, risk }: Judged): string {
  return JSON.stringify({ internal, policy, risk });
}
