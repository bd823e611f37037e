/** The history that commands about policies take: of a state folder, or of a report folder. */
import { type Command, Option } from 'commander';
import type { Config } from '../config.js';
import { type History, historyOfReport, historyOfState } from '../evaluation/policy/history.js';

export interface HistoryFlags {
  readonly state?: string;
  readonly model?: string;
}

export function addHistory(command: Command): Command {
  return command
    .argument('[report]', 'a folder that analyze wrote; without, what strayflow watch stored')
    .addOption(
      new Option(
        '-s, --state <folder>',
        'state folder of a strayflow watch, not watch.state of the configuration',
      ),
    )
    .option(
      '-m, --model <file>',
      'models whose false alarms policy.alertBudget goes by; without, the current ones of the state',
    );
}

/** The state folder that is meant; null for a report. */
export function stateOf(report: string | undefined, { state }: HistoryFlags, config: Config): string | null {
  return report === undefined ? (state ?? config.watch.state) : null;
}

/** Throws StrayflowError: 'input-not-found', 'input-unreadable', 'state-unreadable'. */
export function readHistory(report: string | undefined, flags: HistoryFlags, config: Config): History {
  const state = stateOf(report, flags, config);
  return state === null ? historyOfReport(report!) : historyOfState(state);
}
