/** `strayflow policy preview`: what a change of the policy would have gained and lost on what was stored. */
import type { Command } from 'commander';
import { type History, lastDays } from '../evaluation/policy/history.js';
import { knownHosts } from '../evaluation/policy/known-hosts.js';
import { firstHosts, type Preview, preview } from '../evaluation/policy/preview.js';
import { previewWords } from '../evaluation/policy/preview-words.js';
import { readTruths } from '../evaluation/truth/file.js';
import { ExitCode } from '../model/errors.js';
import { isoTime } from '../model/format.js';
import { defaultConfig, readConfig } from '../shell/config-file.js';
import { wholeNumber } from './arguments.js';
import { alarmsOf, budgeted } from './policy-budget.js';
import { addHistory, type HistoryFlags, readHistory, stateOf } from './policy-history.js';
import { printable } from './printable.js';

interface PreviewFlags extends HistoryFlags {
  readonly config: string;
  readonly current?: string;
  readonly truth?: string;
  readonly days?: number;
  readonly most?: number;
  readonly json?: true;
}

export function addPolicyPreview(command: Command, finish: (code: ExitCode) => void): void {
  addHistory(command.command('preview'))
    .description(
      'what a changed policy would have done to what was stored, beside the present one; changes nothing',
    )
    .requiredOption('-c, --config <file>', 'configuration with the changed policy')
    .option('--current <file>', "configuration as it is; without, the policy's defaults")
    .option('--truth <folder>', 'folder with a truth.json that tells attackers from others')
    .option('--days <days>', 'only what was told in the last days of event time', wholeNumber(36_500))
    .option('--most <hosts>', 'with --json: at most so many hosts in each list', wholeNumber(1e6))
    .option('--json', 'as JSON')
    .action((report: string | undefined, flags: PreviewFlags) => {
      const before = flags.current === undefined ? defaultConfig() : readConfig(flags.current);
      const after = readConfig(flags.config);
      const place = flags.current === undefined ? after : before;
      const alarms = alarmsOf(flags.model, stateOf(report, flags, place));
      const names = { before: flags.current ?? "the policy's defaults", after: flags.config };
      const current = budgeted(before, alarms, names.before);
      const changed = budgeted(after, alarms, names.after);
      const stored = within(readHistory(report, flags, place), flags.days);
      const history = { ...stored, notes: [...stored.notes, ...current.notes, ...changed.notes] };
      const truths = flags.truth === undefined ? [] : readTruths([flags.truth]);
      const known = knownHosts(truths, history.exceptions);
      const found = preview(history, current.config, changed.config, known);
      const text =
        flags.json === true
          ? asJson(firstHosts(found, flags.most ?? Number.POSITIVE_INFINITY))
          : printable(previewWords(found, names));
      process.stdout.write(text);
      finish(ExitCode.ok);
    });
}

function within(history: History, days: number | undefined): History {
  return days === undefined ? history : lastDays(history, days);
}

const TIMES: readonly string[] = ['from', 'to', 'firstAlert', 'firstBlock'];

function asJson(found: Preview): string {
  const iso = (key: string, value: unknown) =>
    TIMES.includes(key) && typeof value === 'number' ? isoTime(value) : value;
  return `${JSON.stringify(found, iso, 2)}\n`;
}
