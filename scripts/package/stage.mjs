/** The tree that is packaged: bin, lib and share, as they lie below /usr or wherever the tarball is unpacked. */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { root } from '../run.mjs';

const WORKSPACES = ['detectors', 'strayflow', 'dashboard'];
/** What only compilers and debuggers read. */
const NEEDLESS = /\.(?:map|d\.[cm]?ts|tsbuildinfo|npmignore|musl\.node)$|^\.eslintrc/;
/** Packages of other C libraries than the carried Node's. */
const OTHER_LIBC = /^linux-\w+-musl$|-linux-\w+-musl$/;

const WRAPPER = `#!/bin/sh
here=$(dirname "$(readlink -f "$0")")/../lib/strayflow
exec "$here/bin/node" "$here/packages/strayflow/dist/cli/main.js" "$@"
`;

/**
 * @param {{ tree: string }} plan
 * @param {{ hasLocations: boolean }} options
 */
export function stage({ tree }, { hasLocations }) {
  const library = join(tree, 'lib/strayflow');
  installProduction(library);
  for (const name of ['strayflow', 'detectors']) {
    const from = `${root}packages/${name}`;
    for (const part of ['dist', 'baseline']) {
      if (existsSync(join(from, part)))
        cpSync(join(from, part), join(library, 'packages', name, part), { recursive: true });
    }
  }
  const modules = join(library, 'node_modules');
  // A private workspace, of which nothing runs on a server.
  for (const path of ['@strayflow/dashboard', '.bin', '.package-lock.json'])
    rmSync(join(modules, path), { recursive: true, force: true });
  rmSync(join(library, 'packages/dashboard'), { recursive: true });
  if (!hasLocations) rmSync(join(modules, '@ip-location-db'), { recursive: true, force: true });
  prune(library);
  mkdirSync(join(library, 'bin'));
  cpSync(process.execPath, join(library, 'bin/node'), { dereference: true });
  mkdirSync(join(tree, 'bin'));
  writeFileSync(join(tree, 'bin/strayflow'), WRAPPER);
  documents(join(tree, 'share/doc/strayflow'));
  settle(tree);
  chmodSync(join(tree, 'bin/strayflow'), 0o755);
  chmodSync(join(library, 'bin/node'), 0o755);
}

/** As the lock file says, for this platform; nothing of them is run. */
function installProduction(library) {
  mkdirSync(library, { recursive: true });
  for (const name of ['package.json', 'package-lock.json', '.npmrc'])
    cpSync(root + name, join(library, name));
  for (const name of WORKSPACES) {
    cpSync(`${root}packages/${name}/package.json`, join(library, 'packages', name, 'package.json'));
  }
  const options = [
    '--omit=dev',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--prefer-offline',
    '--loglevel=error',
  ];
  execFileSync('npm', ['ci', ...options], { cwd: library, stdio: ['ignore', 2, 2] });
  for (const name of ['package-lock.json', '.npmrc']) rmSync(join(library, name));
}

function prune(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && OTHER_LIBC.test(entry.name)) rmSync(path, { recursive: true });
    else if (entry.isDirectory()) prune(path);
    else if (entry.isFile() && NEEDLESS.test(entry.name)) rmSync(path);
  }
}

function documents(folder) {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(`${root}docs`)) {
    if (name.endsWith('.md')) cpSync(`${root}docs/${name}`, join(folder, name));
  }
  cpSync(`${root}LICENSE`, join(folder, 'LICENSE'));
  cpSync(`${root}packaging/drop-ins`, join(folder, 'examples'), { recursive: true });
  cpSync(nodeLicence(), join(folder, 'LICENSE.node'));
}

/** Node may be given on with its licence alone. */
function nodeLicence() {
  const home = dirname(dirname(resolve(process.execPath)));
  const places = ['LICENSE', 'share/doc/nodejs/LICENSE', 'share/doc/node/LICENSE'].map((name) =>
    join(home, name),
  );
  const found = places.find((place) => existsSync(place));
  if (found === undefined) throw new Error(`the licence of Node is in none of ${places.join(', ')}`);
  return found;
}

/** The same modes, whatever the umask and the packages say. */
function settle(path) {
  const status = lstatSync(path);
  if (status.isDirectory()) {
    chmodSync(path, 0o755);
    for (const name of readdirSync(path)) settle(join(path, name));
  } else if (status.isFile()) chmodSync(path, 0o644);
}
