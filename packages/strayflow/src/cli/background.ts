/** What a live shell does beside judging: it learns models of its network, and makes reports. */
import type { Config } from '../config.js';
import { Reporting } from '../shell/live/background/reporting.js';
import { Retraining } from '../shell/live/background/retraining.js';
import type { WatchClock } from '../shell/live/watch.js';
import { storedPrefixes } from '../shell/stored-network.js';

export interface BackgroundRequest {
  readonly config: Config;
  /** As it was named; null for the defaults. */
  readonly configFile: string | null;
  /** No models were named that are to judge. */
  readonly learns: boolean;
  readonly clock: WatchClock;
  warning(text: string): void;
}

/** How often it is looked whether there is something to do (ms). */
const LOOK_MS = 60_000;

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
  const all = [...(learns ? [new Retraining(common)] : []), new Reporting(common)];
  const cancel = clock.every(LOOK_MS, () => {
    for (const each of all) each.look();
  });
  return async () => {
    cancel();
    await Promise.all(all.map((each) => each.stop()));
  };
}
