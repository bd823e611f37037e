/** Runs a tool of the system without a shell: fixed arguments, bounded output, bounded time. */
import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface ToolCall {
  readonly command: string;
  readonly arguments: readonly string[];
  readonly input: string;
  readonly timeoutMs: number;
  /** Of standard output; what is more than it is a fault (bytes). */
  readonly maxOutputBytes: number;
}

export interface ToolOutcome {
  /** Exit code; null where it was killed or never ran. */
  readonly code: number | null;
  readonly output: string;
  /** At most 4,000 bytes. */
  readonly complaint: string;
  /** missing: no such program; late: its time was over; long: it said too much. */
  readonly fault: 'missing' | 'late' | 'long' | null;
}

const MAX_COMPLAINT_BYTES = 4_000;

/** A file without a name that holds `text`: nft opens its standard input anew, which a pipe of Node's does not allow. */
function unnamed(text: string): number {
  const folder = mkdtempSync(join(tmpdir(), 'strayflow-'));
  try {
    const path = join(folder, 'input');
    writeFileSync(path, text, { mode: 0o600 });
    return openSync(path, 'r');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Throws only when there is no room for its input. The tool sees nothing of this process's environment but where programs are. */
export function runTool(call: ToolCall): Promise<ToolOutcome> {
  return new Promise((resolve) => {
    const output: Buffer[] = [];
    const complaint: Buffer[] = [];
    let outputBytes = 0;
    let complaintBytes = 0;
    let fault: ToolOutcome['fault'] = null;
    const input = unnamed(call.input);
    const child = spawn(call.command, [...call.arguments], {
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' },
      stdio: [input, 'pipe', 'pipe'],
    });
    closeSync(input);
    const stop = (why: 'late' | 'long') => {
      fault ??= why;
      child.kill('SIGKILL');
    };
    const timer = setTimeout(() => stop('late'), call.timeoutMs);
    child.stdout!.on('data', (chunk: Buffer) => {
      outputBytes += chunk.length;
      if (outputBytes > call.maxOutputBytes) stop('long');
      else output.push(chunk);
    });
    child.stderr!.on('data', (chunk: Buffer) => {
      if (complaintBytes < MAX_COMPLAINT_BYTES) complaint.push(chunk);
      complaintBytes += chunk.length;
    });
    child.on('error', () => {
      fault ??= 'missing';
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      const text = Buffer.concat(complaint).subarray(0, MAX_COMPLAINT_BYTES).toString('utf8').trim();
      resolve({ code, output: Buffer.concat(output).toString('utf8'), complaint: text, fault });
    });
  });
}
