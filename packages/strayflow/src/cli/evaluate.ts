/** `strayflow evaluate`: what is found and what is wrongly accused on labelled traffic. */
import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { placesBy } from '../addresses/index.js';
import type { Config } from '../config.js';
import { type Evaluation, evaluate } from '../evaluation/evaluate.js';
import { evaluationReport } from '../evaluation/report.js';
import { COMMAND_AND_CONTROL, type NamedBehaviour } from '../evaluation/truth/schema.js';
import { ExitCode, StrayflowError } from '../model/errors.js';
import { FAMILIES } from '../model/evidence.js';
import { analysisThreads } from '../shell/analysis-threads.js';
import { defaultConfig, readConfig } from '../shell/config-file.js';
import { openLocations } from '../shell/location-files.js';
import { threadRunner } from '../shell/threads.js';
import { wholeNumber } from './arguments.js';
import { printable } from './printable.js';

interface EvaluateFlags {
  readonly config?: string;
  readonly seed?: number;
  readonly only?: NamedBehaviour;
  readonly folder: readonly string[];
  readonly json?: true;
  readonly out?: string;
  readonly failUnder?: number;
  readonly failOver?: number;
}

function share(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 1)) {
    throw new InvalidArgumentError('expected a number 0..1');
  }
  return value;
}

export function evaluateCommand(program: Command, version: string, finish: (code: ExitCode) => void): void {
  program
    .command('evaluate')
    .description('say what is found, how soon, and who is wrongly accused, on traffic whose truth is known')
    .argument('<folders...>', 'folders with a truth.json in or below them (docs/detection/evaluation.md)')
    .option('-c, --config <file>', 'configuration (strayflow init writes one)')
    .option('-s, --seed <number>', 'seed of all randomness', wholeNumber(0xffff_ffff))
    .addOption(
      new Option('--only <behaviour>', 'inputs and events of this behaviour alone').choices([
        ...FAMILIES,
        COMMAND_AND_CONTROL,
      ]),
    )
    .option(
      '--folder <name>',
      'labelled folders whose name contains this; may be repeated',
      (name: string, before: readonly string[]) => [...before, name],
      [],
    )
    .option('--json', 'print the result as one JSON object')
    .option('-o, --out <file>', 'write the result there, too: JSON if it ends in .json, else Markdown')
    .option('--fail-under <recall>', 'exit with 1 when recall is lower (0..1)', share)
    .option(
      '--fail-over <hosts>',
      'exit with 1 when more benign hosts than this reach the alert line',
      wholeNumber(1e9),
    )
    .action(async (folders: string[], flags: EvaluateFlags) => {
      finish(await run(folders, flags, version));
    });
}

async function run(folders: readonly string[], flags: EvaluateFlags, version: string): Promise<ExitCode> {
  const given = flags.config === undefined ? defaultConfig() : readConfig(flags.config);
  const config: Config = { ...given, seed: flags.seed ?? given.seed };
  const count = config.threads === 0 ? Math.min(4, availableParallelism()) : config.threads;
  const threads = threadRunner(count);
  const locations = openLocations(config.addresses.location);
  const seen = process.stderr.isTTY === true;
  let evaluation: Evaluation;
  try {
    evaluation = await evaluate({
      folders,
      selection: { only: flags.only ?? null, folders: flags.folder },
      config,
      version,
      run: threads.run,
      threads: analysisThreads(count),
      locate: locations === null ? undefined : placesBy(locations.lookup),
      begin: (title) => {
        if (seen) process.stderr.write(`\r\x1b[K${printable(title)}`);
      },
    });
  } finally {
    if (seen) process.stderr.write('\r\x1b[K');
    await threads.close();
  }
  const json = `${JSON.stringify(evaluation, null, 2)}\n`;
  const text = evaluationReport(evaluation, commandOf(folders, flags));
  if (flags.out !== undefined) write(flags.out, flags.out.endsWith('.json') ? json : text);
  process.stdout.write(flags.json === true ? json : text);
  const wrong = evaluation.falseAccusations[0]?.hosts ?? 0;
  const failed =
    (flags.failUnder !== undefined && (evaluation.recall ?? 1) < flags.failUnder) ||
    (flags.failOver !== undefined && wrong > flags.failOver);
  return failed ? ExitCode.conditionMet : ExitCode.ok;
}

/** The command with folders by their own names, so that the text is the same on every machine. */
function commandOf(folders: readonly string[], flags: EvaluateFlags): string {
  const words = ['strayflow evaluate', ...folders.map((folder) => printable(basename(resolve(folder))))];
  if (flags.only !== undefined) words.push('--only', flags.only);
  for (const name of flags.folder) words.push('--folder', printable(name));
  if (flags.config !== undefined) words.push('--config', printable(basename(flags.config)));
  if (flags.seed !== undefined) words.push('--seed', String(flags.seed));
  return words.join(' ');
}

function write(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (cause) {
    throw new StrayflowError('output-unwritable', `cannot write ${path}`, { cause });
  }
}
