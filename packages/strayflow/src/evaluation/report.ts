/** An evaluation as text that is Markdown, too. */

import type { BehaviourQuality, Evaluation, FalseAccusations } from './evaluate.js';
import type { Expectation } from './expectations.js';
import type { AccusedHost } from './hosts.js';
import { markdownTable } from './markdown-table.js';
import type { CaseResult } from './run-case.js';

const SHOWN_UNNAMED = 5;

const number = (value: number | null, digits: number) => (value === null ? '' : value.toFixed(digits));
const caseName = (each: CaseResult) => `${each.folder}/${each.input}`;

/** `command` is what the user would type to get the same. */
export function evaluationReport(evaluation: Evaluation, command: string): string {
  const parts = [
    `Made by \`${command}\` (strayflow ${evaluation.version}, seed ${evaluation.seed}).`,
    summary(evaluation),
    section('Behaviours', behaviours(evaluation.behaviours)),
    section('Missed', missed(evaluation.cases)),
    section('Hosts', hosts(evaluation.cases)),
    section('Benign hosts at the alert line or above', accused(evaluation.cases, 'falselyAccused')),
    section(
      'Other hosts at the alert line or above, of which the truth says nothing',
      unnamed(evaluation.cases),
    ),
    section('Harmless events that were called an attack', calledAttacks(evaluation.cases)),
    section('Labelled flows', flows(evaluation.cases)),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function section(title: string, table: string): string {
  return table === '' ? '' : `### ${title}\n\n${table}`;
}

function summary(evaluation: Evaluation): string {
  const { named, found, recall, harmless, calledAttacks, leftOut, cases } = evaluation;
  const lines = [
    `* Found ${found} of ${named} attacks that are named${recall === null ? '' : ` (recall ${recall.toFixed(3)})`}, in ${cases.length} inputs.`,
    ...evaluation.falseAccusations.map(falseAccusationLine),
    `* ${calledAttacks} of ${harmless} harmless events were called an attack.`,
  ];
  if (leftOut.length > 0) lines.push(`* Not scored, as their truth says: ${leftOut.join(', ')}.`);
  const dropped = cases.reduce((sum, each) => sum + each.dropped, 0);
  if (dropped > 0) lines.push(`* ${dropped} revisions of evidence or hosts were too many and are left out.`);
  return lines.join('\n');
}

function falseAccusationLine({ line, hosts, days, perDay, interval }: FalseAccusations): string {
  const rate =
    perDay === null || interval === null
      ? 'no capture knows its benign hosts'
      : `${perDay.toFixed(2)} a day (95 %: ${interval.low.toFixed(2)} to ${interval.high.toFixed(2)}) over ${days.toFixed(2)} days`;
  return `* Benign hosts at ${line} or above: ${hosts}; ${rate}.`;
}

function behaviours(rows: readonly BehaviourQuality[]): string {
  if (rows.length === 0) return '';
  return markdownTable(
    [
      'behaviour',
      'named',
      'found',
      'recall',
      'invisible',
      'median delay (s)',
      'longest delay (s)',
      'rightly accused',
      'wrongly accused',
      'precision',
    ],
    rows.map((row) => [
      row.behaviour,
      String(row.named),
      String(row.found),
      number(row.recall, 3),
      String(row.invisible),
      number(row.medianDelaySeconds, 1),
      number(row.longestDelaySeconds, 1),
      String(row.right),
      String(row.wrong),
      number(row.precision, 3),
    ]),
  );
}

/** "10.0.0.9 against 10.0.0.5" */
function whom({ attacker, addresses, victims, peer }: Expectation): string {
  const who = attacker ?? (addresses.length > 0 ? addresses.join(', ') : 'anybody');
  const against = peer === null ? [...new Set(victims)] : [peer];
  return against.length === 0 ? who : `${who} against ${against.join(', ')}`;
}

function time(milliseconds: number | null): string {
  return milliseconds === null ? '' : (milliseconds / 1000).toFixed(0);
}

function missed(cases: readonly CaseResult[]): string {
  const rows = cases.flatMap((each) =>
    each.outcomes.flatMap(({ expectation, reason }) =>
      reason === null
        ? []
        : [[caseName(each), expectation.behaviour, whom(expectation), time(expectation.start), reason]],
    ),
  );
  if (rows.length === 0) return '';
  return markdownTable(['input', 'behaviour', 'who', 'start (s)', 'why'], rows);
}

function hosts(cases: readonly CaseResult[]): string {
  if (cases.length === 0) return '';
  return markdownTable(
    [
      'input',
      'days',
      'flows',
      'hosts',
      'named',
      'found',
      'bad hosts',
      'benign hosts',
      'AUROC',
      '>= alert',
      '>= block',
    ],
    cases.map((each) => {
      const { quality, lines } = each;
      const known = quality.benign > 0;
      const blocked = quality.falselyAccused.filter((host) => host.risk >= lines.block).length;
      return [
        caseName(each),
        each.days.toFixed(3),
        String(each.flows),
        String(each.hosts),
        String(each.outcomes.length),
        String(each.outcomes.filter((outcome) => outcome.found).length),
        String(quality.malicious),
        String(quality.benign),
        number(quality.auroc, 4),
        known ? String(quality.falselyAccused.length) : '',
        known ? String(blocked) : '',
      ];
    }),
  );
}

function hostRow(each: CaseResult, { host, risk, families }: AccusedHost): readonly string[] {
  return [caseName(each), host, risk.toFixed(2), families.join(', ')];
}

function accused(cases: readonly CaseResult[], which: 'falselyAccused'): string {
  const rows = cases
    .flatMap((each) => each.quality[which].map((host) => ({ each, host })))
    .sort((a, b) => b.host.risk - a.host.risk)
    .map(({ each, host }) => hostRow(each, host));
  return rows.length === 0 ? '' : markdownTable(['input', 'host', 'risk', 'by'], rows);
}

function unnamed(cases: readonly CaseResult[]): string {
  const rows = cases.flatMap((each) => {
    const { unnamed: all } = each.quality;
    const shown = all.slice(0, SHOWN_UNNAMED).map((host) => hostRow(each, host));
    const more = all.length - shown.length;
    return more > 0 ? [...shown, [caseName(each), `${more} more`, '', '']] : shown;
  });
  return rows.length === 0 ? '' : markdownTable(['input', 'host', 'risk', 'by'], rows);
}

function calledAttacks(cases: readonly CaseResult[]): string {
  const rows = cases.flatMap((each) =>
    each.calledAttacks.map(({ harmless, as }) => [
      caseName(each),
      harmless.behaviour,
      harmless.addresses.join(', '),
      time(harmless.start),
      as.join(', '),
    ]),
  );
  return rows.length === 0 ? '' : markdownTable(['input', 'event', 'addresses', 'start (s)', 'called'], rows);
}

function flows(cases: readonly CaseResult[]): string {
  const rows = cases.flatMap((each) => {
    const { labelled } = each;
    if (labelled === null) return [];
    const counts = [String(labelled.malicious), String(labelled.benign)];
    const others = String(labelled.unknown + labelled.unlabelled + labelled.dropped);
    const unlisted = labelled.unlisted.map((label) => JSON.stringify(label)).join(', ');
    const why = `${labelled.reason}${unlisted === '' ? '' : `; truth.json does not list ${unlisted}`}`;
    if (labelled.reason !== null) return [[caseName(each), ...counts, others, why, '', '']];
    return labelled.models.map(({ model, auroc, auprc }) => [
      caseName(each),
      ...counts,
      others,
      model,
      auroc.toFixed(4),
      auprc.toFixed(4),
    ]);
  });
  return rows.length === 0
    ? ''
    : markdownTable(['input', 'malicious', 'benign', 'not counted', 'model', 'AUROC', 'AUPRC'], rows);
}
