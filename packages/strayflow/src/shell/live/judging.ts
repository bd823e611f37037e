/** What judges when a watch begins, and what takes its place while it runs. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../config.js';
import type { AlarmHistory } from '../../model/alarm-history.js';
import { withinBudget } from '../../policy/index.js';
import { readBaseline, type SavedBaseline } from '../baseline-file.js';
import { readModels, type SavedModels } from '../model-file.js';
import { CURRENT, folderOfModels } from '../model-store.js';
import { FollowedModels } from './followed-models.js';
import type { Judging, NewPolicy } from './watch-request.js';

export interface OpenedJudging {
  readonly models: SavedModels | SavedBaseline | null;
  /** As given, with the alert line that the models' alarms and the budget make. */
  readonly config: Config;
  /** Sentences that the operator must know. */
  readonly statements: readonly string[];
  /** As `WatchRequest` has it. */
  newer(): Judging | null;
  /** The configuration with another policy, and with the alert line that follows from the models in force. */
  follow(policy: Config['policy']): NewPolicy;
}

/**
 * @param path of models that are to judge; null: those of the state that are current, once there are some, and until then the
 *   baseline. Throws StrayflowError 'model-unreadable'.
 */
export function openJudging(
  given: Config,
  path: string | null,
  warning: (text: string) => void,
): OpenedJudging {
  const current = join(folderOfModels(given.watch.state), CURRENT);
  const isOwn = path !== null || existsSync(current);
  const models = isOwn ? readModels(path ?? current) : readBaseline(given.learned.baseline);
  let wanted = given;
  let alarms = alarmsOf(models);
  const { config, statement } = budgeted(given, alarms);
  const followed = new FollowedModels(path ?? current, models?.sha256 ?? '', warning);
  return {
    models,
    config,
    statements: [...whoJudges(models, given), ...(statement === null ? [] : [statement])],
    newer() {
      const newer = followed.look();
      if (newer === null) return null;
      alarms = alarmsOf(newer);
      const then = budgeted(wanted, alarms);
      const rest = then.statement === null ? '' : ` ${then.statement}`;
      warning(`From here on other models of this network judge (${newer.sha256.slice(0, 12)}).${rest}`);
      return { models: newer, config: then.config };
    },
    follow(policy) {
      const then = budgeted({ ...given, policy }, alarms);
      return {
        config: then.config,
        taken() {
          wanted = { ...given, policy };
          const rest = then.statement === null ? '' : ` ${then.statement}`;
          warning(`From here on the policy as it was changed decides (mode ${policy.mode}).${rest}`);
        },
      };
    },
  };
}

function budgeted(given: Config, alarms: AlarmHistory | null) {
  const { options: policy, statement } = withinBudget(given.policy, alarms);
  return { config: { ...given, policy }, statement };
}

function alarmsOf(models: SavedModels | SavedBaseline | null): AlarmHistory | null {
  return models !== null && 'alarms' in models ? (models.alarms ?? null) : null;
}

/** Where it is not models of this very network. */
function whoJudges(models: SavedModels | SavedBaseline | null, { watch }: Config): readonly string[] {
  if (models !== null && !('baseline' in models)) return models.trap.warnings;
  const { everyHours } = watch.retrain;
  const learns =
    everyHours > 0 && watch.history.enabled
      ? ` Models of this network are learned from its history, the first after ${everyHours} hours.`
      : '';
  if (models === null) {
    return [
      `No model was given (--model), and no baseline: known behaviours and addresses alone judge.${learns}`,
    ];
  }
  return [
    `No model of this network was given (--model): beside known behaviours, the baseline of ordinary traffic from other networks judges flows; it cannot raise an alert by itself.${learns}`,
  ];
}
