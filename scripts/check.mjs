/** `npm run check`: format and lint, types, dead code, unit tests (unless --without-unit-tests), package checks. What every commit passes. */
import { installPackages, requireNode, root, run } from './run.mjs';

requireNode();
await installPackages();
const bin = (path) => `${root}node_modules/${path}`;
const node = process.execPath;
const unitTests = process.argv.includes('--without-unit-tests')
  ? []
  : [['unit tests', node, [bin('vitest/vitest.mjs'), 'run', '--project', 'unit', '--reporter=default']]];

/** Steps of one line run after each other; the lines run side by side. */
const LINES = [
  [
    ['format and lint', node, [bin('@biomejs/biome/bin/biome'), 'ci', '--error-on-warnings', '.']],
    ['types', node, [bin('typescript/bin/tsc'), '-b']],
    ['package detectors', node, [bin('publint/src/cli.js'), 'run', 'packages/detectors', '--strict']],
    ['package strayflow', node, [bin('publint/src/cli.js'), 'run', 'packages/strayflow', '--strict']],
    [
      'types of packages',
      node,
      [
        bin('@arethetypeswrong/cli/dist/index.js'),
        '--pack',
        'packages/detectors',
        '--profile',
        'esm-only',
        '-q',
      ],
    ],
    [
      'types of packages',
      node,
      [
        bin('@arethetypeswrong/cli/dist/index.js'),
        '--pack',
        'packages/strayflow',
        '--profile',
        'esm-only',
        '-q',
      ],
    ],
  ],
  [['dead code and dependencies', node, [bin('knip/bin/knip.js'), '--no-progress']], ...unitTests],
];

let failed = 0;
await Promise.all(
  LINES.map(async (steps) => {
    for (const [name, command, args] of steps) {
      const started = performance.now();
      const { code, output } = await run(command, args, { stdout: 'pipe', env: { NO_COLOR: '1' } });
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      process.stdout.write(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)\n`);
      if (code !== 0) {
        failed++;
        process.stdout.write(`${output}\n`);
      }
    }
  }),
);
process.stdout.write(failed === 0 ? 'check passed\n' : `check failed: ${failed} step(s)\n`);
process.exit(failed === 0 ? 0 : 1);
