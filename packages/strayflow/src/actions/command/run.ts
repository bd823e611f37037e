/** Runs a program in a process group of its own, which is killed when its time is over or it has left others behind. */
import { type ChildProcess, spawn } from 'node:child_process';

export interface Run {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Beginning of what it wrote to standard error. */
  readonly complaint: string;
  readonly isLate: boolean;
}

const MAX_COMPLAINT_BYTES = 4_000;
/** What left the group and still holds standard error is waited for no longer. */
const GRACE_MS = 500;

/** Throws what spawn throws or tells when the program cannot be started. */
export function runProgram(
  program: string,
  args: readonly string[],
  input: string,
  timeoutMs: number,
): Promise<Run> {
  return new Promise((resolve, reject) => {
    const complaint: Buffer[] = [];
    let complaintBytes = 0;
    let isLate = false;
    const child = spawn(program, args, {
      cwd: '/',
      env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C.UTF-8' },
      stdio: ['pipe', 'ignore', 'pipe'],
      detached: true,
    });
    let isSettled = false;
    const settle = () => {
      if (isSettled) return;
      isSettled = true;
      clearTimeout(timer);
      clearTimeout(grace);
      child.stdin!.destroy();
      child.stderr!.destroy();
      const text = Buffer.concat(complaint).subarray(0, MAX_COMPLAINT_BYTES).toString('utf8').trim();
      resolve({ code: child.exitCode, signal: child.signalCode, complaint: text, isLate });
    };
    let grace: NodeJS.Timeout | undefined;
    const windUp = () => {
      killGroup(child);
      grace ??= setTimeout(settle, GRACE_MS);
    };
    const timer = setTimeout(() => {
      isLate = true;
      windUp();
    }, timeoutMs);
    // It need not read what it is told.
    child.stdin!.on('error', () => undefined);
    child.stdin!.end(input);
    child.stderr!.on('data', (chunk: Buffer) => {
      if (complaintBytes < MAX_COMPLAINT_BYTES) complaint.push(chunk);
      complaintBytes += chunk.length;
    });
    child.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.on('exit', windUp);
    child.on('close', settle);
  });
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    // Nobody is left in the group, or only who became another user.
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ESRCH' && code !== 'EPERM') throw error;
  }
}
