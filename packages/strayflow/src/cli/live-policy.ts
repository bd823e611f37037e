/** The policy of a watch that runs: taken up from the configuration file, and noted in the audit log. */
import type { Config } from '../config.js';
import { StrayflowError } from '../model/errors.js';
import type { FollowedConfig } from '../shell/followed-config.js';
import type { OpenedJudging } from '../shell/live/judging.js';
import type { NewPolicy, WatchClock } from '../shell/live/watch-request.js';
import { Ledger } from '../store/ledger/ledger.js';

export interface LivePolicyRequest {
  readonly followed: FollowedConfig;
  readonly judging: OpenedJudging;
  readonly given: Config;
  readonly clock: WatchClock;
  /** Is told which policy decides from here on. */
  decides(policy: Config['policy']): void;
  warning(text: string): void;
}

/** As `WatchRequest.newerPolicy` has it. */
export function livePolicy({
  followed,
  judging,
  given,
  clock,
  decides,
  warning,
}: LivePolicyRequest): () => NewPolicy | null {
  let { policy: inForce } = given;
  return () => {
    followed.look();
    const { policy, digest } = followed;
    if (policy === inForce) return null;
    const { config, taken } = judging.follow(policy);
    return {
      config,
      taken() {
        const about = { mode: policy.mode, before: inForce.mode, alertLine: config.policy.alertLine, digest };
        inForce = policy;
        taken();
        decides(config.policy);
        try {
          note(given.watch.state, about, clock.wall());
        } catch (error) {
          if (!(error instanceof StrayflowError)) throw error;
          warning(`The audit log does not say that another policy decides: ${error.message}`);
        }
      },
    };
  };
}

function note(state: string, about: Readonly<Record<string, unknown>>, now: number): void {
  const ledger = new Ledger(state);
  try {
    ledger.note('policy-in-force', 'configuration', about, now);
  } finally {
    ledger.close();
  }
}
