/** The history that commands about policies take: of a state folder, or of a report folder. */
import { type Command, Option } from 'commander';
import type { Config } from '../config.js';
import { type History, historyOfReport, historyOfState } from '../evaluation/policy/history.js';

export interface HistoryFlags {
  readonly state?: string;
}

export function addHistory(command: Command): Command {
  return command
    .argument('[report]', 'a folder that analyze wrote; without, what strayflow watch stored')
    .addOption(
      new Option(
        '-s, --state <folder>',
        'state folder of a strayflow watch, not watch.state of the configuration',
      ),
    );
}

/** Throws StrayflowError: 'input-not-found', 'input-unreadable', 'state-unreadable'. */
export function readHistory(report: string | undefined, { state }: HistoryFlags, config: Config): History {
  return report === undefined ? historyOfState(state ?? config.watch.state) : historyOfReport(report);
}

/** What a history cannot show under this configuration, in plain sentences. */
export function notesOf({ notes }: Pick<History, 'notes'>, { policy }: Config): readonly string[] {
  if (policy.alertBudget === null) return notes;
  return [
    ...notes,
    'policy.alertBudget is not applied here: the alert line is the one of the configuration.',
  ];
}
