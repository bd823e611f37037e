/** `strayflow incidents`: what is going on, who knows of it, and what is over. */
import type { Command } from 'commander';
import { ExitCode } from '../model/errors.js';
import { counted, riskText, utc } from '../model/format.js';
import { namesWords, nameWord } from '../model/known-names.js';
import { type Incident, incidentOf } from '../policy/index.js';
import { acknowledge, close, type Doer, type IncidentRefusal } from '../shell/acting/incident-deeds.js';
import type { KeptIncident, NoticeStore } from '../store/ledger/notices.js';
import { addAssignCommand } from './assign.js';
import { addFalseAlarmCommand } from './false-alarm.js';
import { done } from './incident-refusal.js';
import { type AccessFlags, addAccessOptions, say } from './ledger-access.js';
import { withNotices } from './notice-access.js';
import { printable } from './printable.js';
import { formatTable } from './text-table.js';

const MOST_LISTED = 1_000;

export function incidentsCommand(program: Command, _version: string, finish: (code: ExitCode) => void): void {
  const command = program.command('incidents').description('what strayflow watch tells people of');
  addAccessOptions(command.command('list'))
    .description('those that are open, the latest first')
    .option('--closed', 'those that are over, too')
    .option('--json', 'as JSON')
    .action((flags: AccessFlags & { closed?: true; json?: true }) => finish(list(flags)));
  addAccessOptions(command.command('show'))
    .description('all that is known of one')
    .argument('<number>', 'of strayflow incidents list')
    .action((id: string, flags: AccessFlags) => finish(show(id, flags)));
  addAccessOptions(command.command('ack'))
    .description('somebody looks after it: it is told again only when it grows stronger')
    .argument('<number>', 'of strayflow incidents list')
    .action((id: string, flags: AccessFlags) => finish(change(id, flags, acknowledge, 'acknowledged')));
  addAccessOptions(command.command('close'))
    .description('it is over; nobody is told')
    .argument('<number>', 'of strayflow incidents list')
    .action((id: string, flags: AccessFlags) => finish(change(id, flags, close, 'closed')));
  addAssignCommand(command, finish);
  addFalseAlarmCommand(command, finish);
}

function list(flags: AccessFlags & { closed?: true; json?: true }): ExitCode {
  return withNotices(flags, ({ store }) => {
    const incidents = store.incidents(MOST_LISTED, flags.closed === true).map(incidentOf);
    if (flags.json === true) process.stdout.write(`${JSON.stringify(incidents, null, 2)}\n`);
    else if (incidents.length === 0) say('No incident is open.');
    else process.stdout.write(`${printable(formatTable(HEADER, incidents.map(row)))}\n`);
    return ExitCode.ok;
  });
}

const HEADER = ['number', 'host', 'name', 'state', 'assigned', 'risk', 'since', 'last', 'families'];

function row({ notice, acknowledged, assigned, closed: isOver }: Incident): readonly string[] {
  const state = isOver ? 'over' : acknowledged ? 'acknowledged' : 'open';
  return [
    notice.incident,
    notice.role === 'victim' ? `${notice.host} (victim)` : notice.host,
    nameWord(notice.names[0] ?? ''),
    state,
    assigned ?? '',
    riskText(notice.risk),
    utc(notice.opened),
    utc(notice.time),
    notice.families.join(', '),
  ];
}

function show(id: string, flags: AccessFlags): ExitCode {
  return withNotices(flags, ({ store }) => {
    const { notice, acknowledged, assigned } = incidentOf(done(id, store.incident(id) ?? 'none'));
    const lines = [
      `${notice.host}${notice.role === 'victim' ? ' (victim)' : ''}, site ${notice.site}: risk ${riskText(notice.risk)}, ${notice.action}${notice.simulated ? ' (simulated)' : ''} by rule ${notice.rule}`,
      `since ${utc(notice.opened)}, last ${utc(notice.time)}${acknowledged ? ', acknowledged' : ''}${assigned === null ? '' : `, assigned to ${assigned}`}`,
      notice.reason,
      ...notice.evidence.map(({ family, summary }) => `  * ${family}: ${summary}`),
      ...(notice.moreEvidence > 0 ? [`  and ${counted(notice.moreEvidence, 'more sign')}`] : []),
      ...namesLines(notice),
    ];
    for (const line of lines) say(line);
    return ExitCode.ok;
  });
}

function namesLines({ named = [] }: Incident['notice']): readonly string[] {
  if (named.length === 0) return [];
  return [
    'names in the traffic, which anybody can forge:',
    ...named.map(({ address, names }) => `  ${address} ${namesWords(names)}`),
  ];
}

function change(
  id: string,
  flags: AccessFlags,
  deed: (store: NoticeStore, id: string, doer: Doer) => KeptIncident | IncidentRefusal,
  what: string,
): ExitCode {
  return withNotices(flags, ({ store, ...doer }) => {
    done(id, deed(store, id, doer));
    say(`${id} is ${what}.`);
    return ExitCode.ok;
  });
}
