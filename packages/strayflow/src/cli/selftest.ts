/** `strayflow selftest`: what would be seen of attacks on the user's own network. */
import { availableParallelism } from 'node:os';
import { basename, resolve } from 'node:path';
import type { Command } from 'commander';
import { placesBy } from '../addresses/index.js';
import { selfTestReport } from '../evaluation/selftest/report.js';
import { type SelfTest, selfTest } from '../evaluation/selftest/selftest.js';
import { ExitCode } from '../model/errors.js';
import { analysisThreads } from '../shell/analysis-threads.js';
import { defaultConfig, readConfig } from '../shell/config-file.js';
import { resolveInputs } from '../shell/inputs.js';
import { openLocations } from '../shell/location-files.js';
import { threadRunner } from '../shell/threads.js';
import { prefixes, wholeNumber } from './arguments.js';
import { printable } from './printable.js';

interface SelfTestFlags {
  readonly config?: string;
  readonly internal: readonly string[];
  readonly seed?: number;
  readonly json?: true;
}

export function selftestCommand(program: Command, version: string, finish: (code: ExitCode) => void): void {
  program
    .command('selftest')
    .description('inject attacks into copies of your own traffic and say what would have been seen, and when')
    .argument('<inputs...>', 'files, folders or globs, as for analyze; read several times')
    .option('-c, --config <file>', 'configuration (strayflow init writes one)')
    .option('-i, --internal <prefixes>', 'prefixes of the observed network, comma-separated', prefixes, [])
    .option(
      '-s, --seed <number>',
      'seed of who plays which part, and of the models',
      wholeNumber(0xffff_ffff),
    )
    .option('--json', 'print the result as one JSON object')
    .action(async (inputs: string[], flags: SelfTestFlags) => {
      const test = await run(inputs, flags, version);
      const command = ['strayflow selftest', ...inputs.map((input) => printable(basename(resolve(input))))];
      if (flags.seed !== undefined) command.push('--seed', String(flags.seed));
      process.stdout.write(
        flags.json === true ? `${JSON.stringify(test, null, 2)}\n` : selfTestReport(test, command.join(' ')),
      );
      finish(ExitCode.ok);
    });
}

async function run(inputs: readonly string[], flags: SelfTestFlags, version: string): Promise<SelfTest> {
  const given = flags.config === undefined ? defaultConfig() : readConfig(flags.config);
  const config = {
    ...given,
    internal: flags.internal.length > 0 ? [...flags.internal] : given.internal,
    seed: flags.seed ?? given.seed,
  };
  const files = await resolveInputs(inputs);
  const count = config.threads === 0 ? Math.min(4, availableParallelism()) : config.threads;
  const threads = threadRunner(count);
  const locations = openLocations(config.addresses.location);
  const shown = process.stderr.isTTY === true;
  try {
    return await selfTest({
      files,
      config,
      version,
      run: threads.run,
      threads: analysisThreads(count),
      locate: locations === null ? undefined : placesBy(locations.lookup),
      begin: (title) => {
        if (shown) process.stderr.write(`\r\x1b[K${title}`);
      },
    });
  } finally {
    if (shown) process.stderr.write('\r\x1b[K');
    await threads.close();
  }
}
