/** `strayflow train`: from ordinary traffic to a file of models, for `strayflow watch --model`. */
import { availableParallelism } from 'node:os';
import { type Command, InvalidArgumentError } from 'commander';
import { placesBy } from '../addresses/index.js';
import { alertWindows, fitInputs, sampleInputs } from '../analysis/learn-inputs.js';
import { rehearse } from '../analysis/rehearse.js';
import type { Config } from '../config.js';
import type { KindModels, ModelsOfFile } from '../learned/index.js';
import type { AlarmHistory } from '../model/alarm-history.js';
import { ExitCode, StrayflowError } from '../model/errors.js';
import type { FalseAlarm } from '../model/false-alarm.js';
import { counted } from '../model/format.js';
import { withinBudget } from '../policy/index.js';
import { analysisThreads } from '../shell/analysis-threads.js';
import { openBaseline } from '../shell/baseline-file.js';
import { defaultConfig, readConfig } from '../shell/config-file.js';
import { resolveInputs } from '../shell/inputs.js';
import { openLocations } from '../shell/location-files.js';
import { writeModels } from '../shell/model-file.js';
import { addModel, promoteModel, pruneModels } from '../shell/model-store.js';
import { readableInputs } from '../shell/readable-inputs.js';
import { threadRunner } from '../shell/threads.js';
import { readFalseAlarms } from '../store/ledger/false-alarms.js';
import { openSpool } from '../store/spool.js';
import { prefixes, wholeNumber } from './arguments.js';
import { withNotices } from './notice-access.js';
import { printable } from './printable.js';
import { Progress } from './progress.js';

interface TrainFlags {
  readonly out?: string;
  readonly store?: string;
  readonly promote?: true;
  readonly keep?: number;
  readonly config?: string;
  readonly internal: readonly string[];
  readonly format?: string;
  readonly seed?: number;
  readonly falseAlarms?: string;
}

export function trainCommand(program: Command, _version: string, finish: (code: ExitCode) => void): void {
  program
    .command('train')
    .description('learn what is ordinary from traffic, without judging it, and write the models to a file')
    .argument('<inputs...>', 'files, folders, globs, or "-" for standard input; found by content, .gz too')
    .option('-o, --out <file>', 'write the models there', notEmpty)
    .option('--store <folder>', 'add them to this folder of models as its next version', notEmpty)
    .option('--promote', 'with --store: make that version the current one at once')
    .option('--keep <number>', 'with --store: leave only so many versions', wholeNumber(100_000))
    .option('-c, --config <file>', 'configuration (strayflow init writes one)')
    .option('-i, --internal <prefixes>', 'prefixes of the observed network, comma-separated', prefixes, [])
    .option('-f, --format <name>', 'read the inputs as this format instead of looking')
    .option('-s, --seed <number>', 'seed of all randomness', wholeNumber(0xffff_ffff))
    .option(
      '--false-alarms <folder>',
      'state folder of a watch: leave nobody out for what strayflow incidents false-alarm marked there',
    )
    .addHelpText(
      'after',
      '\nHosts that known behaviours bring over the alert line are not learned from, nor is anything in the five-minute' +
        '\nwindows in which that was told. Then: strayflow watch --model FILE',
    )
    .action(async (inputs: string[], flags: TrainFlags) => {
      finish(await run(inputs, flags));
    });
}

function notEmpty(text: string): string {
  if (text === '') throw new InvalidArgumentError('expected a file');
  return text;
}

async function run(patterns: readonly string[], flags: TrainFlags): Promise<ExitCode> {
  if (flags.out === undefined && flags.store === undefined) {
    throw new StrayflowError('usage', 'train writes the models to a file or to a folder of models', {
      hint: 'Give --out FILE, --store FOLDER, or both.',
    });
  }
  const given = flags.config === undefined ? defaultConfig() : readConfig(flags.config);
  const config: Config = {
    ...given,
    internal: flags.internal.length > 0 ? [...flags.internal] : given.internal,
    seed: flags.seed ?? given.seed,
  };
  const marked = flags.falseAlarms === undefined ? [] : markedIn(flags.falseAlarms);
  const { models, said } = await trained(patterns, config, flags.format, marked);
  if (flags.out !== undefined) writeModels(flags.out, models);
  const stored = flags.store === undefined ? [] : [store(flags.store, models, flags)];
  const written = flags.out === undefined ? [] : [`Models: ${flags.out}`];
  for (const line of [...said, ...written, ...stored]) process.stdout.write(`${printable(line)}\n`);
  return ExitCode.ok;
}

/** Returns what is said about it. */
function store(folder: string, models: ModelsOfFile, { promote, keep }: TrainFlags): string {
  const version = addModel(folder, models, Date.now());
  if (promote === true) promoteModel(folder, version);
  if (keep !== undefined) pruneModels(folder, keep);
  return promote === true
    ? `Version ${version} of ${folder}, the current one.`
    : `Version ${version} of ${folder}; strayflow models promote makes it the current one.`;
}

async function trained(
  patterns: readonly string[],
  config: Config,
  format: string | undefined,
  falseAlarms: readonly FalseAlarm[],
): Promise<{ models: ModelsOfFile; said: readonly string[] }> {
  const count = config.threads === 0 ? Math.min(4, availableParallelism()) : config.threads;
  const inputs = await readableInputs(await resolveInputs(patterns), config, format);
  const observer = new Progress(process.stderr, () => performance.now());
  const spool = openSpool(config.spool);
  const threads = threadRunner(count);
  const analysing = analysisThreads(count);
  const locations = openLocations(config.addresses.location);
  const request = {
    inputs,
    config,
    spool,
    run: threads.run,
    threads: analysing,
    locate: locations === null ? undefined : placesBy(locations.lookup),
    baseline: openBaseline(config.learned.baseline),
    falseAlarms,
    observer,
  };
  try {
    const sampled = await sampleInputs(request, config, null);
    const failure = sampled.parsed.failures.find(({ explicit }) => explicit);
    if (failure !== undefined) throw failure.error;
    const windows = alertWindows(sampled.learned);
    const { ordinary, ...fitted } = await fitInputs(sampled, request, config, windows);
    const alarms = await rehearse(sampled, { ...fitted, ordinary }, request, config);
    const models = { ...fitted, ...(alarms === undefined ? {} : { alarms }) };
    const accused = [...sampled.learned.accused].sort();
    const leftOut =
      accused.length === 0
        ? 'Nobody was left out.'
        : `Left out: ${accused.slice(0, 20).join(', ')}${accused.length > 20 ? ` and ${accused.length - 20} more` : ''}, and all that happened in ${windows.size} ${windows.size === 1 ? 'window' : 'windows'} of five minutes.`;
    const { flow, host } = models.learned;
    return {
      models,
      said: [
        sayRows('flows', flow),
        sayRows('hosts in five-minute windows', host),
        leftOut,
        ...sayMarked(falseAlarms),
        ...sayAlarms(config, alarms),
      ],
    };
  } finally {
    observer.clear();
    spool.close();
    analysing?.close();
    await threads.close();
  }
}

/** Throws StrayflowError 'usage' where there is no ledger. */
function markedIn(folder: string): readonly FalseAlarm[] {
  return withNotices({ state: folder }, ({ store }) => readFalseAlarms(store.database));
}

function sayMarked(marked: readonly FalseAlarm[]): readonly string[] {
  if (marked.length === 0) return [];
  return [
    `Nobody was left out for what was marked as false alarms by hand (${counted(marked.length, 'mark')}).`,
  ];
}

function sayAlarms(config: Config, alarms: AlarmHistory | undefined): readonly string[] {
  if (alarms === undefined)
    return ['Less than an hour of traffic says nothing of the false alarms to expect.'];
  const { statement } = withinBudget(config.policy, alarms);
  return statement === null ? [] : [statement];
}

function sayRows(what: string, { kept, seen, tooLittle }: KindModels): string {
  if (tooLittle !== null) return `${tooLittle.charAt(0).toUpperCase()}${tooLittle.slice(1)}.`;
  return `Learned from ${kept} different ones of ${seen} ${what}.`;
}
