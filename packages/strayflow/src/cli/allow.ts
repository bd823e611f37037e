/** `strayflow allow`: addresses that are spared from now on; what blocks them is lifted at once. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { ExitCode, StrayflowError } from '../model/errors.js';
import { FAMILIES, type Family } from '../model/evidence.js';
import { DIRECTIONS, type Direction, type ExceptionScope } from '../model/exception-scope.js';
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
  readonly family?: readonly Family[];
  readonly port?: readonly number[];
  readonly direction?: Direction;
  readonly site?: string;
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
    .addOption(
      new Option(
        '--family <names...>',
        'only for evidence of these families; absent: whatever it does',
      ).choices(FAMILIES),
    )
    .option('--port <numbers...>', 'only for evidence about these destination ports alone', ports)
    .addOption(
      new Option(
        '--direction <way>',
        'only for traffic into the observed network, out of it, or within it',
      ).choices(DIRECTIONS),
    )
    .option('--site <name>', 'only at this site; absent: at all of them')
    .action(async (text: string, flags: AddFlags) => finish(await add(text, flags)));
  addAccessOptions(command.command('list'))
    .description('what is spared')
    .action(async (flags: AccessFlags) => finish(await list(flags)));
  addAccessOptions(command.command('remove'))
    .description('spare it no more')
    .argument('<number>', 'of strayflow allow list', wholeNumber(1e15))
    .action(async (id: number, flags: AccessFlags) => finish(await remove(id, flags)));
}

/** Commander hands over one number at a time, with those before it. */
function ports(text: string, before: readonly number[] = []): readonly number[] {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535) throw new InvalidArgumentError('expected ports, 0 to 65535');
  return [...before, port];
}

const WAYS: Readonly<Record<Direction, string>> = {
  in: 'traffic into the network',
  out: 'traffic out of the network',
  within: 'traffic within the network',
};

/** What an exception is limited to, in plain words; empty where nothing limits it. */
function limitsOf({
  families,
  ports: numbers,
  direction,
  site,
}: ExceptionScope & { readonly site?: string | undefined }): string {
  return [
    families === undefined ? '' : families.join(', '),
    numbers === undefined ? '' : `port ${numbers.join(', ')}`,
    direction === undefined ? '' : WAYS[direction],
    site === undefined ? '' : `at ${site}`,
  ]
    .filter((limit) => limit !== '')
    .join('; ');
}

async function add(text: string, flags: AddFlags): Promise<ExitCode> {
  const prefix = prefixOf(text);
  return withLedger(flags, async (access) => {
    const { ledger, by, now } = access;
    const expires = flags.hours === undefined ? null : now + flags.hours * HOUR_MS;
    const { reason, family: families, port, direction, site } = flags;
    const scope = { families, ports: port, direction, site };
    const { ended } = ledger.except({ prefix, reason, expires, ...scope }, by, now);
    const limits = limitsOf(scope);
    say(
      `${prefix} is spared${limits === '' ? '' : ` (${limits})`}${expires === null ? '' : ` until ${utc(expires)}`}; ${counted(ended.length, 'block')} ended.`,
    );
    await applyNow(access);
    return ExitCode.ok;
  });
}

async function list(flags: AccessFlags): Promise<ExitCode> {
  return withLedger(flags, ({ ledger, now }) => {
    const rows = ledger
      .exceptions(now)
      .map(({ id, prefix, reason, added, expires, ...scope }) => [
        String(id),
        prefix,
        limitsOf(scope) || 'whatever it does',
        utc(added),
        expires === null ? 'removed' : utc(expires),
        reason.replaceAll('\n', ' '),
      ]);
    if (rows.length === 0)
      say('Nothing is spared by hand; policy.allow of the configuration holds beside this.');
    else
      process.stdout.write(
        `${printable(formatTable(['number', 'prefix', 'only for', 'since', 'until', 'why'], rows))}\n`,
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
