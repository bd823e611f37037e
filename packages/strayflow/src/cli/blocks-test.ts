/** `strayflow blocks test`: does each enforcer hold a block and let it go? With addresses that are nobody's. */
import type { Command } from 'commander';
import { ExitCode, StrayflowError } from '../model/errors.js';
import { configuredEnforcers } from '../shell/acting/configured.js';
import { defaultConfig, readConfig } from '../shell/config-file.js';
import { say } from './ledger-access.js';

interface TestFlags {
  readonly config?: string;
  readonly dryRun?: true;
}

/** RFC 5737 and RFC 3849: for documentation, so nobody's. */
const NOBODY = ['192.0.2.1/32', '2001:db8::/64'];
const MINUTE_MS = 60_000;

export function addBlocksTest(command: Command, finish: (code: ExitCode) => void): void {
  command
    .command('test')
    .description("block addresses that are nobody's for seconds, read them back, and lift them")
    .argument('[enforcer]', 'one of those that the configuration names; all of them by default')
    .option('-c, --config <file>', 'configuration')
    .option('--dry-run', 'show what would be done for a block of a minute, and do nothing')
    .action(async (name: string | undefined, flags: TestFlags) => finish(await test(name, flags)));
}

async function test(name: string | undefined, flags: TestFlags): Promise<ExitCode> {
  const config = flags.config === undefined ? defaultConfig() : readConfig(flags.config);
  const all = configuredEnforcers(config);
  const meant = all.filter(({ enforcer }) => name === undefined || enforcer.name === name);
  if (meant.length === 0) {
    const named = all.map(({ enforcer }) => enforcer.name).join(', ');
    throw new StrayflowError(
      'usage',
      name === undefined ? 'no enforcer is set up' : `${name} is not set up`,
      {
        hint: `The configuration names under enforcers: ${named === '' ? 'none' : named}.`,
      },
    );
  }
  const now = Date.now();
  let code: ExitCode = ExitCode.ok;
  for (const { enforcer, options } of meant) {
    if (flags.dryRun === true) {
      const add = NOBODY.map((prefix, i) => ({
        id: `${i}`.padStart(16, '0'),
        site: config.site,
        prefix,
        reason: 'strayflow blocks test',
        expires: now + MINUTE_MS,
      }));
      say(`${enforcer.name} would do this:`);
      for (const line of enforcer.plan(options, { add, remove: [] }, now).split('\n')) say(`  ${line}`);
      continue;
    }
    const result = await enforcer.rehearse(options, now);
    say(`${result.outcome === 'failed' ? 'FAULT' : 'ok   '} ${enforcer.name}: ${result.detail}`);
    if (result.outcome !== 'failed') continue;
    say(`      what to do: ${result.hint}`);
    code = ExitCode.alert;
  }
  return code;
}
