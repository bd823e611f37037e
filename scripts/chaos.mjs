/** `npm run chaos -- watch|serve|power [TIMES] [SEED]`: kills `strayflow watch` or `serve`, or cuts its power, at random moments (100 times unless told), and compares. */
import { build, installPackages, requireNode, root, run } from './run.mjs';

requireNode();
const [command, kills = '100', seed = '1'] = process.argv.slice(2);
const TESTS = { watch: 'watch-kills', serve: 'serve-kills', power: 'power-cut' };
if (!Object.hasOwn(TESTS, command) || ![kills, seed].every((text) => /^\d{1,6}$/.test(text))) {
  process.stderr.write('usage: npm run chaos -- watch|serve|power [TIMES] [SEED]\n');
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
    `packages/strayflow/test/cli/${TESTS[command]}.integration.test.ts`,
  ],
  { stdout: 'inherit', env: { STRAYFLOW_KILLS: kills, STRAYFLOW_SEED: seed } },
);
process.exit(code);
