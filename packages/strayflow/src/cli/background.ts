/** What a live shell does beside judging: it learns models of its network, and makes reports. */
import type { Config } from '../config.js';
import { Reporting } from '../shell/live/background/reporting.js';
import { Retraining } from '../shell/live/background/retraining.js';
import type { WatchClock } from '../shell/live/watch-request.js';
import { storedPrefixes } from '../shell/stored-network.js';

export interface BackgroundRequest {
  readonly config: Config;
  /** As it was named; null for the defaults. */
  readonly configFile: string | null;
  /** No models were named that are to judge. */
  readonly learns: boolean;
  readonly clock: WatchClock;
  /** The schedule of reports as it is wanted now. */
  readonly schedule: () => Config['watch']['reports'];
  /** Is told of the report that is being made or published; null: none is. */
  reporting(name: string | null): void;
  warning(text: string): void;
}

/** How often it is looked whether there is something to do (ms): what somebody asked for is not to wait for long. */
const LEARN_MS = 60_000;
const REPORT_MS = 3_000;

/** What it returns ends all of it. */
export function startBackground(request: BackgroundRequest): () => Promise<void> {
  const { config, configFile, learns, clock } = request;
  const common = {
    config,
    program: [process.execPath, process.argv[1]!] as const,
    options: configFile === null ? [] : ['--config', configFile],
    internal: () => storedPrefixes(config.watch.state),
    wall: clock.wall,
    warning: (text: string) => request.warning(text),
  };
  const retraining = learns ? new Retraining(common) : null;
  const { schedule, reporting: running } = request;
  const reporting = new Reporting({ ...common, schedule, running });
  const timers = [
    clock.every(LEARN_MS, () => retraining?.look()),
    clock.every(REPORT_MS, () => reporting.look()),
  ];
  return async () => {
    for (const cancel of timers) cancel();
    await Promise.all([retraining?.stop(), reporting.stop()]);
  };
}
