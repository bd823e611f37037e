/** `strayflow allow`: addresses that are spared from now on; what blocks them is lifted at once. */
import type { Command } from 'commander';
import { ExitCode, StrayflowError } from '../model/errors.js';
import { counted, utc } from '../model/format.js';
import { wholeNumber } from './arguments.js';
import { type AccessFlags, addAccessOptions, applyNow, say, withLedger } from './ledger-access.js';
import { printable } from './printable.js';
import { formatTable } from './text-table.js';
import { prefixOf } from './undo.js';

const HOUR_MS = 3_600_000;

interface AddFlags extends AccessFlags {
  readonly reason: string;
  readonly hours?: number;
}

export function allowCommand(program: Command, _version: string, finish: (code: ExitCode) => void): void {
  const command = program
    .command('allow')
    .description('addresses that are never blocked, beside policy.allow');
  addAccessOptions(command.command('add'))
    .description('spare an address or prefix, and lift what blocks it')
    .argument('<prefix>')
    .requiredOption('--reason <text>', 'why, for those who come after')
    .option('--hours <n>', 'for so long; absent: until it is removed', wholeNumber(87_600))
    .action(async (text: string, flags: AddFlags) => finish(await add(text, flags)));
  addAccessOptions(command.command('list'))
    .description('what is spared')
    .action(async (flags: AccessFlags) => finish(await list(flags)));
  addAccessOptions(command.command('remove'))
    .description('spare it no more')
    .argument('<number>', 'of strayflow allow list', wholeNumber(1e15))
    .action(async (id: number, flags: AccessFlags) => finish(await remove(id, flags)));
}

async function add(text: string, flags: AddFlags): Promise<ExitCode> {
  const prefix = prefixOf(text);
  return withLedger(flags, async (access) => {
    const { ledger, by, now } = access;
    const expires = flags.hours === undefined ? null : now + flags.hours * HOUR_MS;
    const { ended } = ledger.except({ prefix, reason: flags.reason, expires }, by, now);
    say(
      `${prefix} is spared${expires === null ? '' : ` until ${utc(expires)}`}; ${counted(ended.length, 'block')} ended.`,
    );
    await applyNow(access);
    return ExitCode.ok;
  });
}

async function list(flags: AccessFlags): Promise<ExitCode> {
  return withLedger(flags, ({ ledger, now }) => {
    const rows = ledger
      .exceptions(now)
      .map(({ id, prefix, reason, added, expires }) => [
        String(id),
        prefix,
        utc(added),
        expires === null ? 'removed' : utc(expires),
        reason.replaceAll('\n', ' '),
      ]);
    if (rows.length === 0)
      say('Nothing is spared by hand; policy.allow of the configuration holds beside this.');
    else
      process.stdout.write(
        `${printable(formatTable(['number', 'prefix', 'since', 'until', 'why'], rows))}\n`,
      );
    return ExitCode.ok;
  });
}

async function remove(id: number, flags: AccessFlags): Promise<ExitCode> {
  return withLedger(flags, ({ ledger, by, now }) => {
    if (!ledger.endException(id, by, now)) {
      throw new StrayflowError('usage', `nothing is spared under number ${id}`, {
        hint: 'strayflow allow list shows the numbers.',
      });
    }
    return ExitCode.ok;
  });
}
