/** `strayflow incidents false-alarm`: nothing is wrong; it is spared, no longer told, and learned from. */
import type { Command } from 'commander';
import { ExitCode } from '../model/errors.js';
import { counted, utc } from '../model/format.js';
import { markFalseAlarm } from '../shell/acting/incident-deeds.js';
import { wholeNumber } from './arguments.js';
import { done } from './incident-refusal.js';
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
  withNotices(flags, ({ store, ...doer }) => {
    const until = doer.now + flags.days * DAY_MS;
    const marked = done(id, markFalseAlarm(store, id, flags.reason, until, doer));
    const { prefix, families, endedBlocks } = marked;
    say(
      `${prefix} is spared and muted for ${families.join(', ')} until ${utc(until)}; ${counted(endedBlocks, 'block')} ended. strayflow train --false-alarms leaves nobody out for it.`,
    );
  });
  return withLedger(flags, async (access) => {
    await applyNow(access);
    return ExitCode.ok;
  });
}
