/** What `watch` and `serve` share: their options, and how the live shell is run by them. */
import { join } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { placesBy } from '../addresses/index.js';
import type { Config } from '../config.js';
import { parsePrefix } from '../model/address.js';
import { openNotifying } from '../shell/acting/open-notifying.js';
import { openResponder } from '../shell/acting/open-responder.js';
import { defaultConfig, readConfig } from '../shell/config-file.js';
import { FollowedConfig } from '../shell/followed-config.js';
import { type OpenedJudging, openJudging } from '../shell/live/judging.js';
import type { LiveInputs } from '../shell/live/live-input.js';
import { LiveSources } from '../shell/live/live-sources.js';
import type { WatchStatus } from '../shell/live/status.js';
import { WritingBeside } from '../shell/live/threads/history-thread.js';
import { watch } from '../shell/live/watch.js';
import type { WatchClock, WatchReporter, WatchRequest } from '../shell/live/watch-request.js';
import { openLocations } from '../shell/location-files.js';
import { memoryInUse, memoryLimit } from '../shell/memory/memory-limit.js';
import { type MemoryPlan, memoryPlan, memoryWords } from '../shell/memory/memory-plan.js';
import { SlowedInputs } from '../shell/memory/slowed-inputs.js';
import { ServiceManager } from '../shell/service/service-manager.js';
import { startBackground } from './background.js';
import { faultPointOfEnvironment } from './fault-point.js';
import { livePolicy } from './live-policy.js';
import { inputsToWatch } from './watch-inputs.js';
import { humanReporter, jsonReporter, statusLine } from './watch-reporter.js';

export interface WatchFlags {
  readonly config?: string;
  readonly internal: readonly string[];
  readonly model?: string;
  readonly state?: string;
  readonly format?: string;
  readonly json?: true;
}

function prefixes(text: string, before: readonly string[]): string[] {
  const found = text.split(',').map((part) => part.trim());
  const wrong = found.find((part) => parsePrefix(part) === null);
  if (wrong !== undefined)
    throw new InvalidArgumentError(`expected a prefix such as 10.0.0.0/8, received ${wrong}`);
  return [...before, ...found];
}

export function addWatchOptions(command: Command): Command {
  return command
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
    .option('--json', 'print one JSON object a line');
}

export const CLOCK: WatchClock = {
  wall: () => Date.now(),
  elapsed: () => performance.now(),
  every(ms, call) {
    const timer = setInterval(call, ms);
    return () => clearInterval(timer);
  },
};

export function configOf(flags: WatchFlags): Config {
  const config = flags.config === undefined ? defaultConfig() : readConfig(flags.config);
  return {
    ...config,
    internal: flags.internal.length > 0 ? [...flags.internal] : config.internal,
    watch: { ...config.watch, state: flags.state ?? config.watch.state },
  };
}

const KERNEL = { proc: '/proc', sys: '/sys' };

export function memoryFor({ watch }: Config): MemoryPlan {
  return memoryPlan(memoryLimit(KERNEL), watch.maxHeldRows);
}

/** Inputs are slowed where a control group bounds memory: whoever exceeds it is killed. */
function slowed(inputs: LiveSources, { limit }: MemoryPlan, warning: (text: string) => void): LiveInputs {
  if (limit === null || limit.by === 'machine') return inputs;
  return new SlowedInputs(inputs, {
    used: () => memoryInUse(KERNEL),
    limitBytes: limit.bytes,
    elapsed: CLOCK.elapsed,
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    warning,
  });
}

/** Risk from which the terminal tells of hosts; it changes when other models judge. */
export interface TerminalLines {
  alertLine: number;
}

export interface WatchRun {
  readonly config: Config;
  readonly inputs: readonly string[];
  readonly flags: WatchFlags;
  /** The inputs are read to their end. */
  readonly untilEnd: boolean;
  /** May be told of everything beside the terminal. */
  readonly reporter: WatchReporter;
  readonly lines: TerminalLines;
  /** Is told which policy decides from here on, with the alert line in force. */
  decides?(policy: Config['policy']): void;
  /** Is told of the report that is being made or published; null: none is. */
  reporting?(name: string | null): void;
  /** Is told which sections of the configuration changed and wait for a restart, where these are others than before. */
  waits?(sections: readonly string[]): void;
  readonly signal: AbortSignal;
  /** Is told when the state and the inputs are open. */
  readonly manager: ServiceManager;
}

/** As the flags want it: for people or as JSON. */
export function terminalReporter(flags: WatchFlags, lines: TerminalLines): WatchReporter {
  const print = (text: string) => process.stdout.write(text);
  return flags.json === true ? jsonReporter(print, say) : humanReporter(print, say, lines);
}

/** The service manager has the last status, too. */
export function toldManager(reporter: WatchReporter, manager: ServiceManager): WatchReporter {
  return {
    ...reporter,
    status(status) {
      reporter.status(status);
      manager.status(statusLine(status));
    },
  };
}

export function say(text: string): void {
  process.stderr.write(text);
}

/** Throws StrayflowError. Until the signal says so, or all inputs have ended. */
export async function runWatch(run: WatchRun): Promise<WatchStatus> {
  const { config: given, flags, untilEnd, reporter } = run;
  const warning = (text: string) => reporter.warning(text);
  const judging = openJudging(given, flags.model ?? null, warning);
  const memory = memoryFor(given);
  const { config: judgingConfig } = judging;
  const config = { ...judgingConfig, watch: { ...judgingConfig.watch, maxHeldRows: memory.heldRows } };
  const locations = openLocations(config.addresses.location);
  const follow = !untilEnd;
  const inputs = await inputsToWatch(run.inputs, flags.format ?? null, follow, config);
  const ofMemory = memoryWords(memory, given.watch.maxHeldRows);
  for (const statement of [...judging.statements, ...(ofMemory === null ? [] : [ofMemory])])
    warning(statement);
  const { followed, ...newer } = following(run, judging, warning);
  const learns = flags.model === undefined;
  const background = {
    config,
    configFile: flags.config ?? null,
    learns,
    clock: CLOCK,
    schedule: () => followed?.reports ?? config.watch.reports,
    reporting: (name: string | null) => run.reporting?.(name),
    warning,
  };
  const stopBackground = follow ? startBackground(background) : null;
  const request: WatchRequest = {
    config,
    models: judging.models,
    ...newer,
    state: config.watch.state,
    open(positions) {
      const { site, sources: sourceOptions } = config;
      const folder = join(config.watch.state, 'datagrams');
      const heapMib = memory.readingHeapMib;
      const sources = new LiveSources({ ...inputs, site, sourceOptions, follow, folder, heapMib }, positions);
      run.manager.ready();
      return slowed(sources, memory, warning);
    },
    clock: CLOCK,
    reporter,
    ...acting(reporter, warning),
    untilEnd,
    writing: follow ? new WritingBeside() : undefined,
    isPrompt: follow && inputs.files.length === 0,
    locate: locations === null ? undefined : placesBy(locations.lookup),
    signal: run.signal,
    faultPoint: faultPointOfEnvironment(),
  };
  try {
    return await watch(request);
  } finally {
    await stopBackground?.();
  }
}

/** What takes the place of models and policy while it runs. */
function following(run: WatchRun, judging: OpenedJudging, warning: (text: string) => void) {
  const { config: given, flags, untilEnd, lines } = run;
  const decides = (policy: Config['policy']) => {
    lines.alertLine = policy.alertLine;
    run.decides?.(policy);
  };
  decides(judging.config.policy);
  if (untilEnd) return { followed: null };
  const followed = flags.config === undefined ? null : new FollowedConfig(flags.config, given, warning);
  return {
    followed,
    newerModels() {
      const newer = judging.newer();
      if (newer !== null) decides(newer.config.policy);
      return newer;
    },
    ...(followed === null
      ? {}
      : {
          newerPolicy: tellingWaits(
            run,
            followed,
            livePolicy({ followed, judging, given, clock: CLOCK, decides, warning }),
          ),
        }),
  };
}

function tellingWaits<Newer>(run: WatchRun, followed: FollowedConfig, newerPolicy: () => Newer): () => Newer {
  let { waiting } = followed;
  return () => {
    const newer = newerPolicy();
    if (followed.waiting !== waiting) run.waits?.(followed.waiting);
    waiting = followed.waiting;
    return newer;
  };
}

/** What is done about decisions, as the policy's mode has it. */
function acting(
  reporter: WatchReporter,
  warning: (text: string) => void,
): Pick<WatchRequest, 'openResponder' | 'openNotifying'> {
  const sshConnection = process.env['SSH_CONNECTION'] ?? '';
  const faultPoint = faultPointOfEnvironment();
  return {
    openResponder: (config) =>
      config.policy.mode === 'enforce'
        ? openResponder(config, { folder: config.watch.state, sshConnection, faultPoint }, CLOCK, reporter)
        : null,
    openNotifying: (known, config) =>
      config.policy.mode === 'observe' ? null : openNotifying(config, CLOCK, warning)(known),
  };
}

/** Signals stop gracefully, a second one at once; a service manager is told. */
export async function untilStopped<Result>(
  work: (signal: AbortSignal, manager: ServiceManager) => Promise<Result>,
  warning: (text: string) => void,
): Promise<Result> {
  const stop = new AbortController();
  const { env: environment, pid } = process;
  const manager = new ServiceManager({ environment, pid, every: CLOCK.every, warning });
  const onSignal = () => {
    if (stop.signal.aborted) process.exit(128 + 15);
    say('Stopping: the state is stored. A second signal ends at once.\n');
    manager.stopping();
    stop.abort();
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, onSignal);
  try {
    return await work(stop.signal, manager);
  } finally {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.off(signal, onSignal);
    await manager.close();
  }
}
