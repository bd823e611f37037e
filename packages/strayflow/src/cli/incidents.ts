/** `strayflow incidents`: what is going on, who knows of it, and what is over. */
import type { Command } from 'commander';
import { ExitCode, StrayflowError } from '../model/errors.js';
import { counted, riskText, utc } from '../model/format.js';
import { namesWords, nameWord } from '../model/known-names.js';
import { closed, type Incident } from '../policy/index.js';
import type { KeptIncident } from '../store/ledger/notices.js';
import { addFalseAlarmCommand } from './false-alarm.js';
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
    .action((id: string, flags: AccessFlags) =>
      finish(change(id, flags, 'acknowledged', (incident) => ({ ...incident, acknowledged: true }))),
    );
  addAccessOptions(command.command('close'))
    .description('it is over; nobody is told')
    .argument('<number>', 'of strayflow incidents list')
    .action((id: string, flags: AccessFlags) => finish(change(id, flags, 'incident-closed', closed)));
  addFalseAlarmCommand(command, finish);
}

const incidentOf = ({ json }: KeptIncident) => JSON.parse(json) as Incident;

function list(flags: AccessFlags & { closed?: true; json?: true }): ExitCode {
  return withNotices(flags, ({ store }) => {
    const incidents = store.incidents(MOST_LISTED, flags.closed === true).map(incidentOf);
    if (flags.json === true) process.stdout.write(`${JSON.stringify(incidents, null, 2)}\n`);
    else if (incidents.length === 0) say('No incident is open.');
    else process.stdout.write(`${printable(formatTable(HEADER, incidents.map(row)))}\n`);
    return ExitCode.ok;
  });
}

const HEADER = ['number', 'host', 'name', 'state', 'risk', 'since', 'last', 'families'];

function row({ notice, acknowledged, closed: isOver }: Incident): readonly string[] {
  const state = isOver ? 'over' : acknowledged ? 'acknowledged' : 'open';
  return [
    notice.incident,
    notice.role === 'victim' ? `${notice.host} (victim)` : notice.host,
    nameWord(notice.names[0] ?? ''),
    state,
    riskText(notice.risk),
    utc(notice.opened),
    utc(notice.time),
    notice.families.join(', '),
  ];
}

function existing(id: string, found: KeptIncident | null): KeptIncident {
  if (found !== null) return found;
  throw new StrayflowError('usage', `there is no incident ${id}`, {
    hint: 'strayflow incidents list --closed shows all of them.',
  });
}

function show(id: string, flags: AccessFlags): ExitCode {
  return withNotices(flags, ({ store }) => {
    const { notice, acknowledged } = incidentOf(existing(id, store.incident(id)));
    const lines = [
      `${notice.host}${notice.role === 'victim' ? ' (victim)' : ''}, site ${notice.site}: risk ${riskText(notice.risk)}, ${notice.action}${notice.simulated ? ' (simulated)' : ''} by rule ${notice.rule}`,
      `since ${utc(notice.opened)}, last ${utc(notice.time)}${acknowledged ? ', acknowledged' : ''}`,
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
  kind: 'acknowledged' | 'incident-closed',
  work: (incident: Incident) => Incident,
): ExitCode {
  return withNotices(flags, ({ store, by, now }) => {
    store.write(() => {
      const kept = existing(id, store.incident(id));
      const incident = work(incidentOf(kept));
      // Not `changed`: an acknowledged incident is over as early as another.
      store.putIncident({ ...kept, isOpen: !incident.closed, json: JSON.stringify(incident) });
      store.audit(kind, by, { incident: id, host: incident.notice.host }, now);
    });
    say(kind === 'acknowledged' ? `${id} is acknowledged.` : `${id} is closed.`);
    return ExitCode.ok;
  });
}
