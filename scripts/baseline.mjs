/**
 * `npm run baseline -- FOLDER... [--out FILE] [--without NAME]... [--any-licence]`: trains the baseline of ordinary
 * traffic on labelled folders (truth.json), and on the lab's captures. Without --out it writes the one that is shipped.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { build, installPackages, requireNode, root } from './run.mjs';

/** Traffic whose licence lets a model that learned from it be shipped, by the name of its folder. */
const SHIPPABLE = {
  captures: { origin: 'the lab of this project (examples/lab)', licence: 'Apache-2.0' },
  westermo: { origin: 'westermo/network-traffic-dataset on GitHub', licence: 'CC-BY-4.0' },
  apt29: { origin: 'OTRF/Security-Datasets on GitHub (APT29, day 1)', licence: 'MIT' },
};
const SHIPPED = 'packages/strayflow/baseline/ordinary.model.gz';

requireNode();
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: 'string', default: `${root}${SHIPPED}` },
    without: { type: 'string', multiple: true, default: [] },
    'any-licence': { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
  },
});
const out = resolve(values.out);
if (values['any-licence'] && out === resolve(root, SHIPPED)) {
  process.stderr.write('--any-licence trains a baseline of your own: name its file with --out\n');
  process.exit(2);
}
await installPackages();
await build(['packages/strayflow']);
const dist = new URL('../packages/strayflow/dist/', import.meta.url);
const { trainBaseline } = await import(new URL('evaluation/train-baseline.js', dist).href);
const { saveBaseline, runHere } = await import(new URL('learned/index.js', dist).href);
const { defaultConfig } = await import(new URL('shell/config-file.js', dist).href);
const { version } = JSON.parse(
  (await import('node:fs')).readFileSync(`${root}packages/strayflow/package.json`, 'utf8'),
);

const named = (folder) => folder.split('/')[0];
const baseline = await trainBaseline({
  folders: [`${root}examples/lab/captures`, ...positionals],
  config: { ...defaultConfig(), seed: Number(values.seed) },
  version,
  run: runHere,
  origin(folder) {
    const name = named(folder);
    if (values.without.includes(name)) return null;
    return (
      SHIPPABLE[name] ??
      (values['any-licence'] ? { origin: folder, licence: 'not stated: not to be shipped' } : null)
    );
  },
  begin: (title) => process.stderr.write(`${title}\n`),
});
mkdirSync(dirname(out), { recursive: true });
const bytes = saveBaseline(baseline);
writeFileSync(out, out.endsWith('.gz') ? gzipSync(bytes, { level: 9 }) : bytes);
for (const { name, licence, flows, rows, leftOut } of baseline.sources) {
  process.stdout.write(
    `${name}: ${rows} different rows of ${flows} flows (${licence}); left out: ${leftOut.join(', ') || 'nobody'}\n`,
  );
}
process.stdout.write(
  `fitted on ${baseline.fittedRows} rows, calibrated on ${baseline.calibrationRows}: ${out}\n`,
);
