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
  /** What it printed, where that was asked for. */
  readonly output: string;
}

export interface RunLimits {
  readonly longestMs: number;
  /** Bytes of what it prints; what prints more is ended. */
  readonly mostOutput: number;
}

export class BackgroundRun {
  readonly ended: Promise<Ended>;
  private readonly child: ChildProcess;
  private isStopped = false;

  /** @param limits absent: what it prints goes nowhere, and it may take hours */
  constructor([command, ...first]: OwnProgram, args: readonly string[], limits?: RunLimits) {
    this.child = spawn(command, [...first, ...args], {
      stdio: ['ignore', limits === undefined ? 'ignore' : 'pipe', 'pipe'],
      timeout: limits?.longestMs ?? LONGEST_MS,
    });
    giveWay(this.child);
    this.ended = this.end(limits?.mostOutput ?? 0);
  }

  stop(): void {
    this.isStopped = true;
    this.child.kill('SIGTERM');
  }

  private end(mostOutput: number): Promise<Ended> {
    const { child } = this;
    let said = '';
    const printed: Buffer[] = [];
    let bytes = 0;
    child.stdout?.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= mostOutput) printed.push(chunk);
      else child.kill('SIGKILL');
    });
    child.stderr?.on('data', (chunk: Buffer) => {
      said = `${said}${chunk.toString()}`.slice(-MOST_SAID);
    });
    return new Promise((resolve) => {
      child.on('error', ({ message }) => resolve({ outcome: 'failed', failure: message, output: '' }));
      child.on('close', (code, signal) => {
        const how = signal === null ? `exit code ${code}` : `ended by ${signal}`;
        const outcome = code === 0 ? 'done' : this.isStopped ? 'stopped' : 'failed';
        const failure = `${how}: ${said.trim().replace(/\s+/g, ' ')}`;
        resolve({ outcome, failure, output: Buffer.concat(printed).toString() });
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
