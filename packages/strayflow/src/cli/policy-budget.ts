/** The alert budget in commands about policies: the alert line that `watch` would use with the same models. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config.js';
import type { AlarmHistory } from '../model/alarm-history.js';
import { riskText } from '../model/format.js';
import { withinBudget } from '../policy/index.js';
import { readModels } from '../shell/model-file.js';
import { CURRENT, folderOfModels } from '../shell/model-store.js';

export interface Budgeted {
  /** With the alert line that the budget makes. */
  readonly config: Config;
  /** What it did, or why it could not, in plain sentences; none where nobody asked. */
  readonly notes: readonly string[];
}

/**
 * What ordinary traffic looked like to models: those that are named, or those that a watch of this state judges by.
 * Null where nothing is known of it. Throws StrayflowError 'model-unreadable'.
 */
export function alarmsOf(model: string | undefined, state: string | null): AlarmHistory | null {
  const path = model ?? (state === null ? null : join(folderOfModels(state), CURRENT));
  if (path === null || (model === undefined && !existsSync(path))) return null;
  return readModels(path).alarms ?? null;
}

/** @param name of the configuration, for the notes */
export function budgeted(config: Config, alarms: AlarmHistory | null, name: string): Budgeted {
  const { policy } = config;
  if (policy.alertBudget === null) return { config, notes: [] };
  const { options, statement } = withinBudget(policy, alarms);
  const what =
    alarms === null
      ? `policy.alertBudget is not applied: ${statement} Name models that strayflow train made with --model.`
      : `alert line ${riskText(policy.alertLine)} -> ${riskText(options.alertLine)} by policy.alertBudget. ${statement}`;
  return { config: { ...config, policy: options }, notes: [`${name}: ${what}`] };
}
