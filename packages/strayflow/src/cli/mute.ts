/** `strayflow mute`: what nobody wants to be told of for a while. Detection and blocks go on. */
import { type Command, Option } from 'commander';
import { ExitCode, StrayflowError } from '../model/errors.js';
import { FAMILIES, type Family } from '../model/evidence.js';
import { counted, utc } from '../model/format.js';
import { beginMute, endMute } from '../shell/acting/mute-deeds.js';
import { readMutes } from '../store/ledger/mutes.js';
import { wholeNumber } from './arguments.js';
import { type AccessFlags, addAccessOptions, say } from './ledger-access.js';
import { withNotices } from './notice-access.js';
import { printable } from './printable.js';
import { formatTable } from './text-table.js';
import { prefixOf } from './undo.js';

const HOUR_MS = 3_600_000;

interface AddFlags extends AccessFlags {
  readonly reason: string;
  readonly hours: number;
  readonly family?: Family;
}

export function muteCommand(program: Command, _version: string, finish: (code: ExitCode) => void): void {
  const command = program.command('mute').description('what nobody is told of for a while');
  addAccessOptions(command.command('add'))
    .description('send nothing about a host or prefix, or about one behaviour')
    .argument('[prefix]', 'absent: any host')
    .requiredOption('--reason <text>', 'why, for those who come after')
    .option('--hours <n>', 'for so long', wholeNumber(8_760), 24)
    .addOption(new Option('--family <name>', 'only incidents of this behaviour alone').choices(FAMILIES))
    .action((prefix: string | undefined, flags: AddFlags) => finish(add(prefix, flags)));
  addAccessOptions(command.command('list'))
    .description('what is muted, and how much it kept back')
    .action((flags: AccessFlags) => finish(list(flags)));
  addAccessOptions(command.command('remove'))
    .description('tell of it again')
    .argument('<number>', 'of strayflow mute list', wholeNumber(1e15))
    .action((id: number, flags: AccessFlags) => finish(remove(id, flags)));
}

function add(text: string | undefined, flags: AddFlags): ExitCode {
  if (text === undefined && flags.family === undefined) {
    throw new StrayflowError('usage', 'a mute needs a prefix, or --family, or both', {
      hint: 'strayflow mute add 192.0.2.7 --reason "being repaired"',
    });
  }
  const prefix = text === undefined ? null : prefixOf(text);
  return withNotices(flags, ({ store, ...doer }) => {
    const families = flags.family === undefined ? null : [flags.family];
    const expires = doer.now + flags.hours * HOUR_MS;
    const mute = beginMute(store, { prefix, families, reason: flags.reason, expires }, doer);
    if (mute === null) {
      throw new StrayflowError('usage', 'too much is muted already', {
        hint: 'strayflow mute list shows it, strayflow mute remove ends it.',
      });
    }
    say(
      `Mute ${mute.id}: nothing is sent about ${prefix ?? 'any host'}${families === null ? '' : ` (${families.join(', ')})`} until ${utc(expires)}.`,
    );
    return ExitCode.ok;
  });
}

function list(flags: AccessFlags): ExitCode {
  return withNotices(flags, ({ store, now }) => {
    const mutes = readMutes(store.database, now);
    if (mutes.length === 0) say('Nothing is muted.');
    else {
      const rows = mutes.map(({ id, prefix, family, reason, expires, kept }) => [
        String(id),
        prefix ?? 'any host',
        family ?? 'any',
        expires === null ? 'until removed' : utc(expires),
        counted(kept, 'notice'),
        reason.replaceAll('\n', ' '),
      ]);
      const header = ['number', 'prefix', 'behaviour', 'until', 'kept back', 'why'];
      process.stdout.write(`${printable(formatTable(header, rows))}\n`);
    }
    return ExitCode.ok;
  });
}

function remove(id: number, flags: AccessFlags): ExitCode {
  return withNotices(flags, ({ store, ...doer }) => {
    if (!endMute(store, id, doer)) {
      throw new StrayflowError('usage', `there is no mute ${id}`, {
        hint: 'strayflow mute list shows them.',
      });
    }
    say(`Mute ${id} is removed.`);
    return ExitCode.ok;
  });
}
