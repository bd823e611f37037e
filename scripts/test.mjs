/** `npm test`: installs what the tests need, builds, runs everything, and closes with "N passed, N failed". */
import { mkdirSync, readFileSync } from 'node:fs';
import { installDebianPackages } from './debian-packages.mjs';
import { build, buildPages, installPackages, requireNode, root, run } from './run.mjs';

requireNode();
await installPackages();
await installDebianPackages();
await build();
await buildPages();
mkdirSync(`${root}.cache`, { recursive: true });
const results = `${root}.cache/test-results.json`;
const { code } = await run(
  process.execPath,
  [
    `${root}node_modules/vitest/vitest.mjs`,
    'run',
    '--project=unit',
    '--project=integration',
    '--project=lab',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${results}`,
    ...process.argv.slice(2),
  ],
  { stdout: 'inherit' },
);
const report = JSON.parse(readFileSync(results, 'utf8'));
const brokenFiles = report.testResults.filter(
  (file) => file.status === 'failed' && file.assertionResults.length === 0,
).length;
const failed = report.numFailedTests + brokenFiles;
process.stdout.write(`${report.numPassedTests} passed, ${failed} failed\n`);
process.exit(failed > 0 || report.numPassedTests === 0 ? 1 : code);
