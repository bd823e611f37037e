/** `npm run chaos:watch -- [KILLS] [SEED]`: kills `strayflow watch` at random moments (100 unless told) and compares. */
import { build, installPackages, requireNode, root, run } from './run.mjs';

requireNode();
const [kills = '100', seed = '1'] = process.argv.slice(2);
if (![kills, seed].every((text) => /^\d{1,6}$/.test(text))) {
  process.stderr.write('usage: npm run chaos:watch -- [KILLS] [SEED]\n');
  process.exit(2);
}
await installPackages();
await build(['packages/strayflow']);
const { code } = await run(
  process.execPath,
  [
    `${root}node_modules/vitest/vitest.mjs`,
    'run',
    '--project=integration',
    '--reporter=verbose',
    'packages/strayflow/test/cli/watch-kills.integration.test.ts',
  ],
  { stdout: 'inherit', env: { STRAYFLOW_KILLS: kills, STRAYFLOW_SEED: seed } },
);
process.exit(code);
