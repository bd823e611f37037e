/** Runs the compiled command line tool in a process of its own. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
export const LAB = fileURLToPath(new URL('../../../../examples/lab/', import.meta.url));

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: Uint8Array | string;
  readonly nodeArguments?: readonly string[];
}

export function strayflow(args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  if (!existsSync(MAIN)) throw new Error('packages/strayflow is not built: run npm run build');
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...(options.nodeArguments ?? []), MAIN, ...args], {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() });
    });
    // The tool may end before it has read all of its input.
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input ?? '');
  });
}

/** The parts of `--json` that tests look at. */
export interface JsonResult {
  readonly hosts: readonly {
    readonly address: string;
    readonly role: string;
    readonly risk: number;
    readonly families: readonly string[];
    readonly evidence: readonly string[];
  }[];
  readonly evidence: readonly { readonly id: string; readonly family: string; readonly host: string }[];
  readonly coverage: {
    readonly read: number;
    readonly parsed: number;
    readonly rejected: Readonly<Record<string, number>>;
    readonly ignored: Readonly<Record<string, number>>;
  };
  readonly report: string;
  readonly seed: number;
  readonly version: string;
}
