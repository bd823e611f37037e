/** `strayflow analyze`: from files to a verdict in the terminal, a report folder, an alert, and a published report. */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { placesBy } from '../addresses/index.js';
import { analyze } from '../analysis/analyze.js';
import type { AnalysisOutcome } from '../analysis/request.js';
import type { Config } from '../config.js';
import { classicFaults } from '../learned/index.js';
import type { Analysis } from '../model/analysis.js';
import { ExitCode } from '../model/errors.js';
import { withinBudget } from '../policy/index.js';
import { reportName } from '../publish/index.js';
import { pseudonymise, renderJson, renderReports, renderTerminal, withRun } from '../reports/index.js';
import { analysisThreads } from '../shell/analysis-threads.js';
import { openBaseline } from '../shell/baseline-file.js';
import { defaultConfig, readConfig } from '../shell/config-file.js';
import { resolveInputs } from '../shell/inputs.js';
import { openLocations } from '../shell/location-files.js';
import { readModels, writeModels } from '../shell/model-file.js';
import { readableInputs } from '../shell/readable-inputs.js';
import { writeReportFolder } from '../shell/report-folder.js';
import { threadRunner } from '../shell/threads.js';
import { parseColumnMap } from '../sources/index.js';
import { openSpool } from '../store/spool.js';
import { alertAbout } from './alert.js';
import { prefixes, wholeNumber } from './arguments.js';
import { type Condition, parseCondition } from './fail-on.js';
import { printable } from './printable.js';
import { Progress } from './progress.js';
import { publishTo } from './publish.js';
import { StageClock } from './stage-clock.js';

interface AnalyzeFlags {
  readonly config?: string;
  readonly internal: readonly string[];
  readonly map: ColumnMap;
  readonly format?: string;
  readonly seed?: number;
  readonly threads?: number;
  readonly report?: string;
  readonly json?: true;
  readonly preset: 'standard' | 'classic';
  readonly failOn?: Condition;
  readonly publish?: true;
  readonly pseudonymise?: true;
  readonly alert: boolean;
  readonly saveModels?: string;
  readonly alarms?: string;
}

type RunFlags = AnalyzeFlags & Pick<Analysis, 'expectedAlarms'>;

type ColumnMap = ReturnType<typeof parseColumnMap>;

const mapping = (text: string, before: ColumnMap): ColumnMap => ({ ...before, ...parseColumnMap(text) });

function condition(text: string): Condition {
  try {
    return parseCondition(text);
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
  }
}

export function analyzeCommand(program: Command, version: string, finish: (code: ExitCode) => void): void {
  program
    .command('analyze')
    .description('read traffic, say who strays and why, and write a report folder')
    .argument('<inputs...>', 'files, folders, globs, or "-" for standard input; found by content, .gz too')
    .option('-c, --config <file>', 'configuration (strayflow init writes one)')
    .option('-i, --internal <prefixes>', 'prefixes of the observed network, comma-separated', prefixes, [])
    .option(
      '-m, --map <field=column,...>',
      'columns of a CSV: source=ClientIP,destination=ServerIP,...',
      mapping,
      {},
    )
    .option('-f, --format <name>', 'read the inputs as this format instead of looking')
    .option('-s, --seed <number>', 'seed of all randomness', wholeNumber(0xffff_ffff))
    .option('-t, --threads <number>', 'threads; 0 = one per core, at most 4', wholeNumber(64))
    .option('-r, --report <folder>', 'write the report there, not below report.directory')
    .option('--json', 'print one JSON object and nothing else')
    .addOption(
      new Option('--preset <name>', 'standard; classic also judges exactly as the old script did')
        .choices(['standard', 'classic'])
        .default('standard'),
    )
    .option(
      '--fail-on <condition>',
      "exit with 1 when it holds: 'risk>=0.8', 'alerts>0', 'blocks>0'",
      condition,
    )
    .option('--publish', 'publish the report to the targets of the configuration')
    .option('--pseudonymise', 'replace addresses, names and users by pseudonyms before anything is written')
    .option('--save-models <file>', 'write the models there, for strayflow watch --model')
    .option(
      '--alarms <model>',
      'a file of strayflow train: its ordinary traffic says how many false alarms to expect, and policy.alertBudget is kept to',
    )
    .option('--no-alert', 'send nothing, even if the configuration has e-mail')
    .addHelpText(
      'after',
      `\nWhat is wrong with --preset classic:\n${classicFaults.map((fault) => `  - ${fault}`).join('\n')}`,
    )
    .action(async (inputs: string[], flags: AnalyzeFlags) => {
      const { config, expectedAlarms } = budgeted(configOf(flags), flags);
      finish(await run(inputs, config, { ...flags, expectedAlarms }, version));
    });
}

function configOf(flags: AnalyzeFlags): Config {
  const config = flags.config === undefined ? defaultConfig() : readConfig(flags.config);
  return {
    ...config,
    internal: flags.internal.length > 0 ? [...flags.internal] : config.internal,
    seed: flags.seed ?? config.seed,
    threads: flags.threads ?? config.threads,
    policy: { ...config.policy, mode: modeOf(config) },
    report: { ...config.report, pseudonymise: config.report.pseudonymise || flags.pseudonymise === true },
    sources: {
      ...config.sources,
      csv: { ...config.sources.csv, map: { ...config.sources.csv.map, ...flags.map } },
    },
  };
}

/** The alert line within its budget, and what false alarms are to be expected at it. */
function budgeted(config: Config, { alarms: file }: AnalyzeFlags) {
  const history = file === undefined ? null : (readModels(file).alarms ?? null);
  const { options: policy, statement: expectedAlarms } = withinBudget(config.policy, history);
  return { config: { ...config, policy }, expectedAlarms };
}

async function run(
  patterns: readonly string[],
  config: Config,
  flags: RunFlags,
  version: string,
): Promise<ExitCode> {
  const started = new Date();
  const clock = new StageClock(() => performance.now());
  const outcome = await analyseFiles(patterns, config, flags, version, clock);
  const analysis = config.report.pseudonymise ? pseudonymise(outcome.analysis) : outcome.analysis;
  clock.begin('report');
  const files = renderReports(analysis);
  clock.end();
  const reports = withRun(files, {
    started: started.toISOString(),
    ended: new Date().toISOString(),
    stages: clock.stages,
    peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1024),
    node: process.versions.node,
    threads: threadsOf(config),
  });
  if (flags.saveModels !== undefined) writeModels(flags.saveModels, outcome.models);
  const directory = flags.report ?? join(config.report.directory, reportName(files, analysis.now));
  print(analysis, writeReportFolder(reports, directory), flags.json === true);
  for (const { name, error } of outcome.failures.filter((failure) => failure.explicit)) {
    process.stderr.write(
      `error ${error.code}: ${printable(`${name}: ${error.message}`)}\n  what to do: ${error.hint}\n`,
    );
  }
  return exitCodeOf({
    input: outcome.failures.some((failure) => failure.explicit),
    alert: flags.alert && !(await alertAbout(analysis, reports, config, say)),
    publish: flags.publish === true && !(await publishTo(config.publish, reports, analysis.now, say)),
    condition: flags.failOn?.(analysis) ?? false,
  });
}

/** What went wrong beside the report, worst first (docs/errors.md). */
function exitCodeOf(
  trouble: Readonly<Record<'input' | 'alert' | 'publish' | 'condition', boolean>>,
): ExitCode {
  if (trouble.input) return ExitCode.input;
  if (trouble.alert) return ExitCode.alert;
  if (trouble.publish) return ExitCode.publish;
  return trouble.condition ? ExitCode.conditionMet : ExitCode.ok;
}

/** Beside the verdict, which alone is on standard output. */
const say = (text: string): void => {
  process.stderr.write(text);
};

/** What a file tells is over: its blocks would come too late, and are simulated. */
function modeOf({ policy }: Config): Config['policy']['mode'] {
  return policy.mode === 'enforce' ? 'alert' : policy.mode;
}

function threadsOf(config: Config): number {
  return config.threads === 0 ? Math.min(4, availableParallelism()) : config.threads;
}

async function analyseFiles(
  patterns: readonly string[],
  config: Config,
  flags: RunFlags,
  version: string,
  clock: StageClock,
): Promise<AnalysisOutcome> {
  const progress = new Progress(process.stderr, () => performance.now());
  const inputs = await resolveInputs(patterns);
  const spool = openSpool(config.spool);
  const threads = threadRunner(threadsOf(config));
  const analysing = analysisThreads(threadsOf(config));
  const locations = openLocations(config.addresses.location);
  try {
    return await analyze({
      inputs: await readableInputs(inputs, config, flags.format),
      config,
      version,
      preset: flags.preset,
      spool,
      run: threads.run,
      threads: analysing,
      locations,
      locate: locations === null ? undefined : placesBy(locations.lookup),
      baseline: openBaseline(config.learned.baseline),
      expectedAlarms: flags.expectedAlarms,
      observer: {
        begin(stage, unit) {
          clock.begin(stage);
          progress.begin(stage, unit);
        },
        update: (done, total) => progress.update(done, total),
      },
    });
  } finally {
    clock.end();
    progress.clear();
    spool.close();
    analysing?.close();
    await threads.close();
  }
}

function print(analysis: Analysis, reportPath: string, json: boolean): void {
  if (json) {
    process.stdout.write(`${renderJson(analysis, { reportPath })}\n`);
    return;
  }
  const color = process.stdout.isTTY === true && process.env['NO_COLOR'] === undefined;
  process.stdout.write(renderTerminal(analysis, { width: process.stdout.columns ?? 100, color, reportPath }));
}
