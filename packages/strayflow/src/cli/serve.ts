/** `strayflow serve`: the watch, and beside it the server of the API and the dashboard. */
import { basename, dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import type { Config } from '../config.js';
import { serverOptionsSchema } from '../live/server-options.js';
import { ExitCode, StrayflowError } from '../model/errors.js';
import type { WatchReporter } from '../shell/live/watch-request.js';
import { CURRENT, folderOfModels, isModelStore } from '../shell/model-store.js';
import { ServerProcess } from '../shell/service/server-process.js';
import {
  addWatchOptions,
  CLOCK,
  configOf,
  memoryFor,
  runWatch,
  say,
  terminalReporter,
  toldManager,
  untilStopped,
  type WatchFlags,
} from './live-run.js';

interface Flags extends WatchFlags {
  readonly listen?: string;
}

export function serveCommand(program: Command, version: string, finish: (code: ExitCode) => void): void {
  addWatchOptions(program.command('serve'))
    .description('watch, with the dashboard and the API beside it, until it is stopped')
    .option('-l, --listen <address>', 'ADDRESS:PORT of the service, not server.listen of the configuration')
    .addHelpText(
      'after',
      '\nWithout an account a link is printed by which the first one is made. docs/service.md tells of TLS, proxies and tokens.',
    )
    .action(async (inputs: string[], flags: Flags) => {
      await run(inputs, flags, version);
      finish(ExitCode.ok);
    });
}

/** Throws StrayflowError. */
function withListen(config: Config, listen: string | undefined): Config {
  if (listen === undefined) return config;
  const server = serverOptionsSchema.safeParse({ ...config.server, listen });
  if (server.success) return { ...config, server: server.data };
  throw new StrayflowError(
    'usage',
    `--listen: expected ADDRESS:PORT such as 127.0.0.1:8443, received ${listen}`,
  );
}

/** Models that were named are followed as `current.model` of their folder, where that keeps versions. */
function modelFolder(model: string | undefined, state: string): string | null {
  if (model === undefined) return folderOfModels(state);
  const folder = dirname(model);
  return basename(model) === CURRENT && isModelStore(folder) ? resolve(folder) : null;
}

async function run(inputs: readonly string[], flags: Flags, version: string): Promise<void> {
  const config = withListen(configOf(flags), flags.listen);
  const lines = { alertLine: config.policy.alertLine };
  const terminal = terminalReporter(flags, lines);
  let origin = '';
  const server = new ServerProcess({
    entry: new URL('../server/main.js', import.meta.url),
    plan: {
      config,
      folder: config.watch.state,
      version,
      configFile: flags.config === undefined ? null : resolve(flags.config),
      reporting: null,
      waiting: [],
      inputs,
      models: modelFolder(flags.model, config.watch.state),
      program: [process.execPath, process.argv[1]!],
    },
    heapMib: memoryFor(config).serverHeapMib,
    elapsed: CLOCK.elapsed,
    listening(now, setup) {
      if (setup !== null) say(`There is no account yet. Make the first one within an hour:\n  ${setup}\n`);
      if (now !== origin) say(`The service answers at ${now}\n`);
      origin = now;
    },
    warning: terminal.warning,
  });
  await untilStopped(async (signal, manager) => {
    try {
      await server.start();
      const status = await runWatch({
        config,
        inputs,
        flags,
        untilEnd: false,
        reporter: toldManager(toldTo(server, terminal), manager),
        lines,
        decides: (policy) => server.tell({ kind: 'policy', policy }),
        reporting: (name) => server.tell({ kind: 'reporting', name }),
        waits: (sections) => server.tell({ kind: 'waiting', sections }),
        signal,
        manager,
      });
      terminal.status(status);
    } finally {
      await server.stop();
    }
  }, terminal.warning);
}

/** The server is told of what the terminal is told. */
function toldTo(server: ServerProcess, terminal: WatchReporter): WatchReporter {
  return {
    warning: terminal.warning,
    told(news, namesOf) {
      terminal.told(news, namesOf);
      server.tell({ kind: 'told', sequence: news.sequence });
    },
    status(status) {
      terminal.status(status);
      server.tell({ kind: 'status', status });
    },
    troubles: (troubles) => server.tell({ kind: 'troubles', troubles }),
    acted(deed) {
      terminal.acted(deed);
      server.tell({ kind: 'acted', deed });
    },
  };
}
