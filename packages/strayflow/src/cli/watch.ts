/** `strayflow watch`: traffic as it comes, judged as it comes; incidents on standard output, everything else beside it. */
import { join } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { placesBy } from '../addresses/index.js';
import type { Config } from '../config.js';
import { parsePrefix } from '../model/address.js';
import { ExitCode } from '../model/errors.js';
import { openNotifying } from '../shell/acting/open-notifying.js';
import { openResponder } from '../shell/acting/open-responder.js';
import { defaultConfig, readConfig } from '../shell/config-file.js';
import { openJudging } from '../shell/live/judging.js';
import { LiveSources } from '../shell/live/live-sources.js';
import { type WatchClock, watch } from '../shell/live/watch.js';
import { openLocations } from '../shell/location-files.js';
import { startBackground } from './background.js';
import { faultPointOfEnvironment } from './fault-point.js';
import { inputsToWatch } from './watch-inputs.js';
import { humanReporter, jsonReporter } from './watch-reporter.js';

interface WatchFlags {
  readonly config?: string;
  readonly internal: readonly string[];
  readonly model?: string;
  readonly state?: string;
  readonly format?: string;
  readonly json?: true;
  readonly untilEnd?: true;
}

function prefixes(text: string, before: readonly string[]): string[] {
  const found = text.split(',').map((part) => part.trim());
  const wrong = found.find((part) => parsePrefix(part) === null);
  if (wrong !== undefined)
    throw new InvalidArgumentError(`expected a prefix such as 10.0.0.0/8, received ${wrong}`);
  return [...before, ...found];
}

export function watchCommand(program: Command, _version: string, finish: (code: ExitCode) => void): void {
  program
    .command('watch')
    .description('watch traffic as it comes and say who strays, until it is stopped')
    .argument(
      '[inputs...]',
      'files and globs, followed as they grow; named pipes; "-" for standard input; without any: watch.inputs of the configuration',
    )
    .option('-c, --config <file>', 'configuration (strayflow init writes one)')
    .option('-i, --internal <prefixes>', 'prefixes of the observed network, comma-separated', prefixes, [])
    .option(
      '-m, --model <file>',
      'models to judge by (strayflow train writes them), also when the file is replaced; without, those that it learns from its history, and until then the baseline of other networks',
    )
    .option('-s, --state <folder>', 'folder of the state and the history, not watch.state')
    .option('-f, --format <name>', 'read the inputs as this format instead of looking')
    .option('--json', 'print one JSON object a line')
    .option('--until-end', 'read the inputs to their end, judge all that waits, and end')
    .addHelpText(
      'after',
      '\nSIGTERM or SIGINT (Ctrl-C) stores the state and ends; a second one ends at once. Started again with the same' +
        '\nstate, it goes on where it stopped, however it ended: each record counts once.',
    )
    .action(async (inputs: string[], flags: WatchFlags) => {
      finish(await run(inputs, flags));
    });
}

const CLOCK: WatchClock = {
  wall: () => Date.now(),
  elapsed: () => performance.now(),
  every(ms, call) {
    const timer = setInterval(call, ms);
    return () => clearInterval(timer);
  },
};

function configOf(flags: WatchFlags): Config {
  const config = flags.config === undefined ? defaultConfig() : readConfig(flags.config);
  return {
    ...config,
    internal: flags.internal.length > 0 ? [...flags.internal] : config.internal,
    watch: { ...config.watch, state: flags.state ?? config.watch.state },
  };
}

async function run(patterns: readonly string[], flags: WatchFlags): Promise<ExitCode> {
  const given = configOf(flags);
  const say = (text: string) => process.stderr.write(text);
  const print = (text: string) => process.stdout.write(text);
  const lines = { alertLine: given.policy.alertLine };
  const reporter = flags.json === true ? jsonReporter(print, say) : humanReporter(print, say, lines);
  const judging = openJudging(given, flags.model ?? null, (text) => reporter.warning(text));
  const { config } = judging;
  lines.alertLine = config.policy.alertLine;
  const locations = openLocations(config.addresses.location);
  const follow = flags.untilEnd !== true;
  const inputs = await inputsToWatch(patterns, flags.format ?? null, follow, config);
  for (const statement of judging.statements) reporter.warning(statement);
  const sshConnection = process.env['SSH_CONNECTION'] ?? '';
  const faultPoint = faultPointOfEnvironment();
  const stopBackground = follow
    ? startBackground({
        config,
        configFile: flags.config ?? null,
        learns: flags.model === undefined,
        clock: CLOCK,
        warning: (text) => reporter.warning(text),
      })
    : null;
  const stop = new AbortController();
  const onSignal = () => {
    if (stop.signal.aborted) process.exit(128 + 15);
    say('Stopping: the state is stored. A second signal ends at once.\n');
    stop.abort();
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, onSignal);
  try {
    const status = await watch({
      config,
      models: judging.models,
      newerModels: follow
        ? () => {
            const newer = judging.newer();
            if (newer !== null) lines.alertLine = newer.config.policy.alertLine;
            return newer;
          }
        : undefined,
      state: config.watch.state,
      open: (positions) =>
        new LiveSources(
          {
            ...inputs,
            follow,
            site: config.site,
            sourceOptions: config.sources,
            folder: join(config.watch.state, 'datagrams'),
          },
          positions,
        ),
      clock: CLOCK,
      reporter,
      openResponder:
        config.policy.mode === 'enforce'
          ? () =>
              openResponder(
                config,
                { folder: config.watch.state, sshConnection, faultPoint },
                CLOCK,
                reporter,
              )
          : null,
      openNotifying:
        config.policy.mode === 'observe'
          ? null
          : openNotifying(config, CLOCK, (text) => reporter.warning(text)),
      untilEnd: flags.untilEnd === true,
      locate: locations === null ? undefined : placesBy(locations.lookup),
      signal: stop.signal,
      faultPoint,
    });
    reporter.status(status);
    return ExitCode.ok;
  } finally {
    await stopBackground?.();
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.off(signal, onSignal);
  }
}
