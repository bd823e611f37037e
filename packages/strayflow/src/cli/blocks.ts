/** `strayflow blocks`: what is blocked and why, what waits for approval, and the kill switch. */
import type { Command } from 'commander';
import { ExitCode, StrayflowError } from '../model/errors.js';
import { counted, isoTime, utc } from '../model/format.js';
import { type NamesOf, nameWord } from '../model/known-names.js';
import { approve, type BlockRefusal, deny, isRefused } from '../shell/acting/block-deeds.js';
import type { BlockStatus, LedgerBlock } from '../store/ledger/blocks.js';
import { addBlocksTest } from './blocks-test.js';
import {
  type AccessFlags,
  addAccessOptions,
  applyNow,
  type LedgerAccess,
  say,
  withLedger,
} from './ledger-access.js';
import { printable } from './printable.js';
import { formatTable } from './text-table.js';

interface ReasonFlags extends AccessFlags {
  readonly reason: string;
}

export function blocksCommand(program: Command, _version: string, finish: (code: ExitCode) => void): void {
  const command = program.command('blocks').description('what is blocked, until when, and why');
  addAccessOptions(command.command('list'))
    .description('blocks that stand or wait for approval')
    .option('--ended', 'those that ended, too')
    .option('--json', 'as JSON')
    .action(async (flags: AccessFlags & { ended?: true; json?: true }) => finish(await list(flags)));
  addAccessOptions(command.command('approve'))
    .description('let a block that waits be done')
    .argument('<number>', 'of strayflow blocks list')
    .action(async (id: string, flags: AccessFlags) => {
      finish(await answer(id, flags, (access) => approve(access.ledger, id, access)));
    });
  addAccessOptions(command.command('deny'))
    .description('drop a block that waits')
    .argument('<number>', 'of strayflow blocks list')
    .option('--reason <text>', 'why, for the audit log', 'denied by hand')
    .action(async (id: string, flags: ReasonFlags) => {
      finish(await answer(id, flags, (access) => deny(access.ledger, id, flags.reason, access)));
    });
  addBlocksTest(command, finish);
  for (const on of [false, true]) {
    addAccessOptions(command.command(on ? 'on' : 'off'))
      .description(
        on ? 'block again' : 'the kill switch: lift everything, and block nothing until it is switched on',
      )
      .option('--reason <text>', 'why, for the audit log', 'switched by hand')
      .action(async (flags: ReasonFlags) => finish(await switchTo(on, flags)));
  }
}

async function list(flags: AccessFlags & { ended?: true; json?: true }): Promise<ExitCode> {
  return withLedger(flags, ({ ledger, now, names }) => {
    const status: BlockStatus[] = [
      'waiting',
      'standing',
      ...(flags.ended === true ? ['ended' as const] : []),
    ];
    const blocks = ledger.blocks(status).filter(({ status, expires }) => status === 'ended' || expires > now);
    const namesOf = names();
    if (flags.json === true) {
      const rows = blocks.map((block) => ({
        ...block,
        named: namesOf(block.prefix, null),
        decided: isoTime(block.decided),
        expires: isoTime(block.expires),
        ended: block.ended === null ? null : isoTime(block.ended),
      }));
      process.stdout.write(`${JSON.stringify({ blocking: ledger.isBlocking, blocks: rows }, null, 2)}\n`);
      return ExitCode.ok;
    }
    if (!ledger.isBlocking) say('Blocking is off: nothing is held until strayflow blocks on.');
    if (blocks.length === 0) say('Nothing is blocked.');
    else {
      const rows = blocks.map((block) => row(block, namesOf));
      process.stdout.write(`${printable(formatTable(HEADER, rows))}\n`);
    }
    return ExitCode.ok;
  });
}

const HEADER = ['number', 'prefix', 'name', 'status', 'until', 'seen since', 'rule', 'why'];

function row(block: LedgerBlock, namesOf: NamesOf): readonly string[] {
  const { id, prefix, status, ending, expires, ended, rule, reason } = block;
  const state =
    status === 'ended' ? (ending ?? 'ended') : status === 'waiting' ? 'waits for approval' : 'blocked';
  const name = nameWord(namesOf(prefix, null)[0]?.name ?? '');
  return [
    id,
    prefix,
    name,
    state,
    utc(ended ?? expires),
    effectOf(block),
    rule,
    reason.replaceAll('\n', ' '),
  ];
}

/** What it kept out, what it costs others, and whether it holds at all. */
function effectOf({ refused, passed, missed, losers }: LedgerBlock): string {
  const parts = [
    ...(passed > 0 ? [`${counted(passed, 'flow')} answered all the same`] : []),
    ...(refused > 0 ? [`${counted(refused, 'flow')} refused`] : []),
    ...(missed > 0 ? [`${counted(missed, 'flow')} of ${counted(losers, 'other host')} in vain`] : []),
  ];
  return parts.length === 0 ? 'nothing' : parts.join(', ');
}

async function answer(
  id: string,
  flags: AccessFlags,
  work: (access: LedgerAccess) => LedgerBlock | BlockRefusal,
): Promise<ExitCode> {
  return withLedger(flags, async (access) => {
    if (isRefused(work(access))) {
      throw new StrayflowError('usage', `no block with number ${id} waits for approval`, {
        hint: 'strayflow blocks list shows those that wait.',
      });
    }
    await applyNow(access);
    return ExitCode.ok;
  });
}

async function switchTo(on: boolean, flags: ReasonFlags): Promise<ExitCode> {
  return withLedger(flags, async (access) => {
    access.ledger.switchBlocking(on, access.by, flags.reason, access.now);
    say(on ? 'Blocking is on.' : 'Blocking is off: everything is lifted.');
    await applyNow(access);
    return ExitCode.ok;
  });
}
