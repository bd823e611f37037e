/** Commands of this very program in processes of their own, which give way to all others. */
import { type ChildProcess, spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';

/** Command and first arguments of this program. */
export type OwnProgram = readonly [string, ...string[]];

const LONGEST_MS = 6 * 3_600_000;
/** Characters of what it said to people. */
const MOST_SAID = 500;

export interface Ended {
  readonly outcome: 'done' | 'stopped' | 'failed';
  /** How it failed, in plain words. */
  readonly failure: string;
}

export class BackgroundRun {
  readonly ended: Promise<Ended>;
  private readonly child: ChildProcess;
  private isStopped = false;

  constructor([command, ...first]: OwnProgram, args: readonly string[]) {
    this.child = spawn(command, [...first, ...args], {
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: LONGEST_MS,
    });
    giveWay(this.child);
    this.ended = this.end();
  }

  stop(): void {
    this.isStopped = true;
    this.child.kill('SIGTERM');
  }

  private end(): Promise<Ended> {
    const { child } = this;
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      said = `${said}${chunk.toString()}`.slice(-MOST_SAID);
    });
    return new Promise((resolve) => {
      child.on('error', ({ message }) => resolve({ outcome: 'failed', failure: message }));
      child.on('close', (code, signal) => {
        const how = signal === null ? `exit code ${code}` : `ended by ${signal}`;
        const outcome = code === 0 ? 'done' : this.isStopped ? 'stopped' : 'failed';
        resolve({ outcome, failure: `${how}: ${said.trim().replace(/\s+/g, ' ')}` });
      });
    });
  }
}

function giveWay({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    setPriority(pid, constants.priority.PRIORITY_LOW);
  } catch {
    // It has ended already, which is told by how it ended.
  }
}
