/** What the project's scripts share: running a command, and having the npm packages there. */
import { spawn } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Runs a command in the project's root. Its standard output goes to our standard error unless `stdout` says otherwise,
 * so that what a user pipes stays clean.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ stdout?: 'inherit' | 'pipe' | 'stderr', env?: Record<string, string>, cwd?: string }} [options]
 * @returns {Promise<{ code: number, output: string }>} output is what it printed, with 'pipe'
 */
export function run(command, args, options = {}) {
  const mode = options.stdout ?? 'stderr';
  const stdio = mode === 'pipe' ? 'pipe' : mode === 'inherit' ? 'inherit' : 2;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd ?? root,
      env: { ...process.env, ...options.env },
      stdio: ['inherit', stdio, mode === 'pipe' ? 'pipe' : 'inherit'],
    });
    let output = '';
    child.stdout?.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr?.on('data', (chunk) => {
      output += chunk;
    });
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code: code ?? (signal === null ? 1 : 128), output }));
  });
}

/** Fails in clear words when Node is too old. */
export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    process.stderr.write(`Strayflow needs Node 20.19 or newer; this is ${process.versions.node}.\n`);
    process.exit(2);
  }
}

/** Installs the npm packages when they are missing or older than the lock file. */
export async function installPackages() {
  const lock = `${root}package-lock.json`;
  const installed = `${root}node_modules/.package-lock.json`;
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  process.stderr.write('Installing npm packages ...\n');
  const { code } = await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  if (code !== 0) {
    process.stderr.write('npm ci failed: see the lines above. Is the npm registry reachable?\n');
    process.exit(code);
  }
}

/** Compiles what changed; everything, the page that analyses in the browser too, unless projects are named. @param {string[]} projects */
export async function build(projects = []) {
  const steps = [[`${root}node_modules/typescript/bin/tsc`, '-b', ...projects]];
  if (projects.length === 0) steps.push([`${root}packages/dashboard/analyse/build.mjs`]);
  for (const step of steps) {
    const { code } = await run(process.execPath, step);
    if (code !== 0) process.exit(code);
  }
}
