/** `npm run evaluate -- FOLDER`: what must hold on a folder of real, labelled traffic that is not part of the project. */
import { resolve } from 'node:path';
import { build, installPackages, requireNode, root, run } from './run.mjs';

requireNode();
const folder = process.argv[2];
if (folder === undefined) {
  process.stderr.write('usage: npm run evaluate -- FOLDER\n');
  process.exit(2);
}
await installPackages();
await build(['packages/strayflow']);
const { code } = await run(
  process.execPath,
  [`${root}node_modules/vitest/vitest.mjs`, 'run', '--project=data'],
  {
    stdout: 'inherit',
    env: { STRAYFLOW_DATA: resolve(folder) },
  },
);
process.exit(code);
