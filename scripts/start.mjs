/** `npm start`: installs, builds and analyses the shipped captures; `npm start -- ARGS` runs the command line tool. */
import { build, buildPages, installPackages, requireNode, root, run } from './run.mjs';

requireNode();
await installPackages();
await build(['packages/strayflow']);
const args = process.argv.slice(2);
if (args[0] === 'serve' || args[0] === 'browser-page') await buildPages();
const shipped = [
  'analyze',
  `${root}examples/lab/captures/*.pcap.gz`,
  '--config',
  `${root}examples/lab/strayflow.yaml`,
];
const { code } = await run(
  process.execPath,
  [`${root}packages/strayflow/dist/cli/main.js`, ...(args.length > 0 ? args : shipped)],
  { stdout: 'inherit', cwd: process.cwd() },
);
process.exit(code);
