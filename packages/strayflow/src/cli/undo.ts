/** `strayflow undo`: lifts blocks at once, whether or not a watch runs. */
import type { Command } from 'commander';
import { formatPrefix, parsePrefix } from '../model/address.js';
import { ExitCode, StrayflowError } from '../model/errors.js';
import { counted, utc } from '../model/format.js';
import { overlaps } from '../model/prefix-overlap.js';
import { undo as undoBlocks } from '../shell/acting/block-deeds.js';
import type { LedgerBlock } from '../store/ledger/blocks.js';
import { wholeNumber } from './arguments.js';
import { type AccessFlags, addAccessOptions, applyNow, say, withLedger } from './ledger-access.js';

const HOUR_MS = 3_600_000;

interface UndoFlags extends AccessFlags {
  readonly all?: true;
  readonly reason: string;
  readonly spare: number;
}

export function undoCommand(program: Command, _version: string, finish: (code: ExitCode) => void): void {
  addAccessOptions(program.command('undo'))
    .description('lift blocks at once, and spare their addresses for a while')
    .argument('[what...]', 'numbers of blocks (strayflow blocks list), addresses or prefixes')
    .option('--all', 'lift every block')
    .option('--reason <text>', 'why, for the audit log', 'undone by hand')
    .option(
      '--spare <hours>',
      'do not block them again for so long; 0: may be blocked at once',
      wholeNumber(87_600),
      24,
    )
    .action(async (what: string[], flags: UndoFlags) => {
      finish(await undo(what, flags));
    });
}

/** Throws StrayflowError 'usage'. */
function selection(what: readonly string[], all: boolean): (block: LedgerBlock) => boolean {
  if (all === what.length > 0) {
    throw new StrayflowError('usage', 'expected numbers of blocks or addresses, or --all');
  }
  if (all) return () => true;
  const meant = what.map((text) => {
    if (/^[0-9a-f]{16}$/.test(text)) return ({ id }: LedgerBlock) => id === text;
    const prefix = parsePrefix(text);
    if (prefix === null) {
      throw new StrayflowError('usage', `expected the number of a block or an address, received ${text}`);
    }
    return (block: LedgerBlock) => overlaps(parsePrefix(block.prefix)!, prefix);
  });
  return (block) => meant.some((isMeant) => isMeant(block));
}

async function undo(what: readonly string[], flags: UndoFlags): Promise<ExitCode> {
  const isMeant = selection(what, flags.all === true);
  return withLedger(flags, async (access) => {
    const { ledger, enforcers } = access;
    const ended = undoBlocks(ledger, isMeant, flags.reason, flags.spare * HOUR_MS, access);
    for (const { id, prefix, expires } of ended)
      say(`${id}  ${prefix}  would have lasted until ${utc(expires)}`);
    say(ended.length === 0 ? 'No block is like that.' : `${counted(ended.length, 'block')} ended.`);
    // Also what no ledger knows of.
    if (flags.all === true) for (const { enforcer, options } of enforcers) await enforcer.clear(options);
    await applyNow(access);
    return ended.length === 0 && flags.all !== true ? ExitCode.conditionMet : ExitCode.ok;
  });
}

/** Canonical, for the audit log. Throws StrayflowError 'usage'. */
export function prefixOf(text: string): string {
  const prefix = parsePrefix(text);
  if (prefix === null) throw new StrayflowError('usage', `expected an address or prefix, received ${text}`);
  return formatPrefix(prefix);
}
