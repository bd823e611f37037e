/**
 * `npm run package`: a Debian package and a tarball of the product with the Node that runs this, for this machine's architecture.
 * `--out FOLDER`, `--only deb|tar`, `--level 1..9` (of gzip), `--built` (is compiled already), `--without-locations` (leaves out 129 MB of location data). The same commit gives the same bytes.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { debianPackage } from './package/debian.mjs';
import { stage } from './package/stage.mjs';
import { tarball } from './package/tarball.mjs';
import { build, buildPages, installPackages, requireNode, root } from './run.mjs';

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: `${root}.cache/packages` },
    built: { type: 'boolean', default: false },
    level: { type: 'string', default: '6' },
    only: { type: 'string' },
    'without-locations': { type: 'boolean', default: false },
  },
});

/** When the commit was made (s): the time of every file. */
function sourceDate() {
  const { SOURCE_DATE_EPOCH: given } = process.env;
  if (given !== undefined && /^\d+$/.test(given)) return Number(given);
  return Number(execFileSync('git', ['log', '-1', '--format=%ct'], { cwd: root, encoding: 'utf8' }));
}

requireNode();
await installPackages();
if (!values.built) {
  await build();
  await buildPages();
}
const { version } = JSON.parse(readFileSync(`${root}packages/strayflow/package.json`, 'utf8'));
const out = resolve(values.out);
mkdirSync(out, { recursive: true });
const scratch = mkdtempSync(join(tmpdir(), 'strayflow-package-'));
try {
  const tree = join(scratch, 'tree');
  const plan = { tree, scratch, out, version, date: sourceDate(), level: Number(values.level) };
  stage(plan, { hasLocations: !values['without-locations'] });
  const made = [
    ...(values.only === 'deb' ? [] : [tarball(plan)]),
    ...(values.only === 'tar' ? [] : [debianPackage(plan)]),
  ];
  for (const path of made) {
    const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex');
    process.stdout.write(`${sha256}  ${path}\n`);
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
