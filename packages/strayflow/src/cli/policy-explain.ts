/** `strayflow policy explain`: every rule, need and guard for one host, and what more would have taken. */
import type { Command } from 'commander';
import { explainHost, type HostExplanation } from '../evaluation/policy/explain-host.js';
import { explanationWords } from '../evaluation/policy/explain-words.js';
import type { History } from '../evaluation/policy/history.js';
import { ExitCode, StrayflowError } from '../model/errors.js';
import { type NamedAddress, namedAddresses, namesWords } from '../model/known-names.js';
import { defaultConfig, readConfig } from '../shell/config-file.js';
import { storedNames } from '../shell/stored-names.js';
import { alarmsOf, budgeted } from './policy-budget.js';
import { addHistory, type HistoryFlags, readHistory, stateOf } from './policy-history.js';
import { printable } from './printable.js';

interface ExplainFlags extends HistoryFlags {
  readonly config?: string;
  readonly json?: true;
}

export function addPolicyExplain(command: Command, finish: (code: ExitCode) => void): void {
  addHistory(command.command('explain').argument('<host>', 'an address as reports show it'))
    .description(
      'why the policy decided as it did about a host, and what the next action up would have needed',
    )
    .option('-c, --config <file>', "configuration; without, the policy's defaults")
    .option('--json', 'as JSON')
    .action((host: string, report: string | undefined, flags: ExplainFlags) => {
      const given = flags.config === undefined ? defaultConfig() : readConfig(flags.config);
      const state = stateOf(report, flags, given);
      const { config, notes } = budgeted(given, alarmsOf(flags.model, state), flags.config ?? 'the policy');
      const stored = readHistory(report, flags, given);
      const history = { ...stored, notes: [...stored.notes, ...notes] };
      const explained = explainHost(history, config, host);
      if (explained.length === 0) throw unknownHost(host, history);
      const words = explained.map((each) => explanationWords(each, config.policy));
      const named = state === null ? [] : namesIn(words, host, state);
      const text = flags.json === true ? asJson(explained, named, history) : wordsOf(words, named, history);
      process.stdout.write(text);
      finish(ExitCode.ok);
    });
}

/** A report says names beside its own evidence: `strayflow explain` shows them. */
function namesIn(texts: readonly string[], host: string, folder: string): readonly NamedAddress[] {
  const namesOf = storedNames(folder, (text) => process.stderr.write(`! ${printable(text)}\n`));
  return namedAddresses(
    host,
    texts.flatMap((text) => text.split('\n')),
    namesOf,
  );
}

function wordsOf(texts: readonly string[], named: readonly NamedAddress[], { notes }: History): string {
  const lines = named.map(({ address, names }) => `  ${address} ${namesWords(names)}`);
  const names = lines.length === 0 ? [] : ['Names in the traffic, which anybody can forge:', ...lines, ''];
  return printable([...texts, ...names, ...notes, ''].join('\n'));
}

function unknownHost(host: string, { tellings }: History): StrayflowError {
  const known = [...new Set(tellings.map(({ evidence }) => evidence.host))];
  return new StrayflowError('usage', `there is no evidence about ${host}`, {
    hint:
      known.length === 0
        ? 'There is evidence about no host at all.'
        : `There is evidence about ${known.slice(0, 5).join(', ')}${known.length > 5 ? ` and ${known.length - 5} more` : ''}.`,
  });
}

/** Times are Unix ms, event time. */
function asJson(
  explained: readonly HostExplanation[],
  named: readonly NamedAddress[],
  { notes }: History,
): string {
  return `${JSON.stringify({ explained, named, notes }, null, 2)}\n`;
}
