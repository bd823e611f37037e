/** `strayflow incidents false-alarm`: nothing is wrong; it is spared, no longer told, and learned from. */
import type { Command } from 'commander';
import { formatPrefix, parsePrefix } from '../model/address.js';
import { ExitCode, StrayflowError } from '../model/errors.js';
import { counted, utc } from '../model/format.js';
import { closed, type Incident } from '../policy/index.js';
import { addFalseAlarm } from '../store/ledger/false-alarms.js';
import { addMute } from '../store/ledger/mutes.js';
import { wholeNumber } from './arguments.js';
import { type AccessFlags, addAccessOptions, applyNow, say, withLedger } from './ledger-access.js';
import { withNotices } from './notice-access.js';

const DAY_MS = 86_400_000;

interface FalseAlarmFlags extends AccessFlags {
  readonly reason: string;
  readonly days: number;
}

export function addFalseAlarmCommand(command: Command, finish: (code: ExitCode) => void): void {
  addAccessOptions(command.command('false-alarm'))
    .description(
      'nothing is wrong: lift its blocks, spare and mute these behaviours of the host, note it for training',
    )
    .argument('<number>', 'of strayflow incidents list')
    .requiredOption('--reason <text>', 'why, for those who come after')
    .option('--days <n>', 'spare and mute for so long', wholeNumber(3_650), 30)
    .action(async (id: string, flags: FalseAlarmFlags) => finish(await mark(id, flags)));
}

async function mark(id: string, flags: FalseAlarmFlags): Promise<ExitCode> {
  const { reason } = flags;
  const { site, prefix, families, until } = withNotices(flags, ({ store, by, now }) => {
    const kept = store.incident(id);
    if (kept === null) {
      throw new StrayflowError('usage', `there is no incident ${id}`, {
        hint: 'strayflow incidents list --closed shows all of them.',
      });
    }
    const incident = JSON.parse(kept.json) as Incident;
    const { notice } = incident;
    const host = parsePrefix(notice.host);
    if (host === null) {
      throw new StrayflowError('usage', `${notice.host} is no address that could be spared`, {
        hint: 'strayflow incidents close ends it without a message.',
      });
    }
    const found = {
      site: notice.site,
      prefix: formatPrefix(host),
      families: notice.families.filter((family) => family !== 'context'),
    };
    const expires = now + flags.days * DAY_MS;
    store.write((database) => {
      addFalseAlarm(database, { ...found, incident: id, reason, marked: now });
      addMute(database, {
        prefix: found.prefix,
        family: found.families.join(','),
        reason,
        added: now,
        expires,
      });
      if (!incident.closed) {
        store.putIncident({ ...kept, isOpen: false, json: JSON.stringify(closed(incident)) });
      }
      store.audit('false-alarm', by, { incident: id, ...found, reason, expires }, now);
    });
    return { ...found, until: expires };
  });
  return withLedger(flags, async (access) => {
    const order = { prefix, site, families, reason, expires: until };
    const { ended } = access.ledger.except(order, access.by, access.now);
    say(
      `${prefix} is spared and muted for ${families.join(', ')} until ${utc(until)}; ${counted(ended.length, 'block')} ended. strayflow train --false-alarms leaves nobody out for it.`,
    );
    await applyNow(access);
    return ExitCode.ok;
  });
}
