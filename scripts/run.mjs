/** What the project's scripts share: running a command, and having the npm packages there. */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
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

/** Compiles what changed: everything, or the projects that are named. @param {string[]} projects */
export async function build(projects = []) {
  await runBuild([`${root}node_modules/typescript/bin/tsc`, '-b', ...projects]);
}

/** Builds the pages into the folder that the server serves: the dashboard where it changed, then the page that analyses in the browser. */
export async function buildPages() {
  const folder = `${root}packages/dashboard`;
  const built = `${root}packages/strayflow/dist/dashboard/index.html`;
  const made = existsSync(built) ? statSync(built).mtimeMs : 0;
  const sources = ['src', 'public', 'index.html', 'vite.config.ts', 'package.json'];
  const changed = newest([`${root}package-lock.json`, ...sources.map((name) => join(folder, name))]) > made;
  const vite = [
    `${root}node_modules/vite/bin/vite.js`,
    'build',
    folder,
    '--config',
    `${folder}/vite.config.ts`,
  ];
  if (changed) await runBuild(vite);
  await runBuild([`${folder}/analyse/build.mjs`]);
}

/** Runs a step of the build; what it prints is shown only where it fails. @param {string[]} args */
async function runBuild(args) {
  const { code, output } = await run(process.execPath, args, { stdout: 'pipe' });
  if (code === 0) return;
  process.stderr.write(output);
  process.exit(code);
}

/** Of all files below these paths (Unix ms). @param {string[]} paths @returns {number} */
function newest(paths) {
  return paths.reduce((latest, path) => {
    const found = statSync(path);
    const time = found.isDirectory()
      ? newest(readdirSync(path).map((name) => join(path, name)))
      : found.mtimeMs;
    return Math.max(latest, time);
  }, 0);
}
