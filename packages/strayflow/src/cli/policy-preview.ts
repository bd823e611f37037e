/** `strayflow policy preview`: what a change of the policy would have gained and lost on what was stored. */
import type { Command } from 'commander';
import { knownHosts } from '../evaluation/policy/known-hosts.js';
import { type Preview, preview } from '../evaluation/policy/preview.js';
import { previewWords } from '../evaluation/policy/preview-words.js';
import { readTruths } from '../evaluation/truth/file.js';
import { ExitCode } from '../model/errors.js';
import { isoTime } from '../model/format.js';
import { defaultConfig, readConfig } from '../shell/config-file.js';
import { alarmsOf, budgeted } from './policy-budget.js';
import { addHistory, type HistoryFlags, readHistory, stateOf } from './policy-history.js';
import { printable } from './printable.js';

interface PreviewFlags extends HistoryFlags {
  readonly config: string;
  readonly current?: string;
  readonly truth?: string;
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
    .option('--json', 'as JSON')
    .action((report: string | undefined, flags: PreviewFlags) => {
      const before = flags.current === undefined ? defaultConfig() : readConfig(flags.current);
      const after = readConfig(flags.config);
      const place = flags.current === undefined ? after : before;
      const alarms = alarmsOf(flags.model, stateOf(report, flags, place));
      const names = { before: flags.current ?? "the policy's defaults", after: flags.config };
      const current = budgeted(before, alarms, names.before);
      const changed = budgeted(after, alarms, names.after);
      const stored = readHistory(report, flags, place);
      const history = { ...stored, notes: [...stored.notes, ...current.notes, ...changed.notes] };
      const truths = flags.truth === undefined ? [] : readTruths([flags.truth]);
      const known = knownHosts(truths, history.exceptions);
      const found = preview(history, current.config, changed.config, known);
      const text = flags.json === true ? asJson(found) : printable(previewWords(found, names));
      process.stdout.write(text);
      finish(ExitCode.ok);
    });
}

const TIMES: readonly string[] = ['from', 'to', 'firstAlert', 'firstBlock'];

function asJson(found: Preview): string {
  const iso = (key: string, value: unknown) =>
    TIMES.includes(key) && typeof value === 'number' ? isoTime(value) : value;
  return `${JSON.stringify(found, iso, 2)}\n`;
}
