/** `strayflow watch`: traffic as it comes, judged as it comes; incidents on standard output, everything else beside it. */
import { join } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { placesBy } from '../addresses/index.js';
import type { Config } from '../config.js';
import { parsePrefix } from '../model/address.js';
import type { AlarmHistory } from '../model/alarm-history.js';
import { ExitCode } from '../model/errors.js';
import { withinBudget } from '../policy/index.js';
import { openNotifying } from '../shell/acting/open-notifying.js';
import { openResponder } from '../shell/acting/open-responder.js';
import { readBaseline, type SavedBaseline } from '../shell/baseline-file.js';
import { defaultConfig, readConfig } from '../shell/config-file.js';
import { LiveSources } from '../shell/live/live-sources.js';
import { type WatchClock, watch } from '../shell/live/watch.js';
import { openLocations } from '../shell/location-files.js';
import { readModels, type SavedModels } from '../shell/model-file.js';
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
      'models to judge by (strayflow train writes them); without, the baseline of other networks judges',
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

function alarmsOf(models: SavedModels | SavedBaseline | null): AlarmHistory | null {
  return models !== null && 'alarms' in models ? (models.alarms ?? null) : null;
}

/** Who judges, where it is not models of this very network. */
function warningsOf(models: SavedModels | SavedBaseline | null): readonly string[] {
  if (models === null) {
    return ['No model was given (--model), and no baseline: known behaviours and addresses alone judge.'];
  }
  if (!('baseline' in models)) return models.trap.warnings;
  return [
    'No model of this network was given (--model): beside known behaviours, the baseline of ordinary traffic from other networks judges flows; it cannot raise an alert by itself.',
  ];
}

async function run(patterns: readonly string[], flags: WatchFlags): Promise<ExitCode> {
  const given = configOf(flags);
  const models = flags.model === undefined ? readBaseline(given.learned.baseline) : readModels(flags.model);
  const { options: policy, statement } = withinBudget(given.policy, alarmsOf(models));
  const config = { ...given, policy };
  const locations = openLocations(config.addresses.location);
  const follow = flags.untilEnd !== true;
  const inputs = await inputsToWatch(patterns, flags.format ?? null, follow, config);
  const say = (text: string) => process.stderr.write(text);
  const print = (text: string) => process.stdout.write(text);
  const reporter = flags.json === true ? jsonReporter(print, say) : humanReporter(print, say, config.policy);
  for (const warning of [...warningsOf(models), ...(statement === null ? [] : [statement])]) {
    reporter.warning(warning);
  }
  const sshConnection = process.env['SSH_CONNECTION'] ?? '';
  const faultPoint = faultPointOfEnvironment();
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
      models,
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
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.off(signal, onSignal);
  }
}
