/** `strayflow audit`: all that was decided and done, and whether the log is whole. */
import type { Command } from 'commander';
import { ExitCode } from '../model/errors.js';
import { count } from '../model/format.js';
import { wholeNumber } from './arguments.js';
import { type AccessFlags, addAccessOptions, say, withLedger } from './ledger-access.js';

export function auditCommand(program: Command, _version: string, finish: (code: ExitCode) => void): void {
  const command = program
    .command('audit')
    .description('all that was decided and done about blocks, hash-chained');
  addAccessOptions(command.command('list'))
    .description('the entries, oldest first, one JSON object a line')
    .option('--after <number>', 'only those after this entry', wholeNumber(1e15), 0)
    .action(async (flags: AccessFlags & { after: number }) => {
      finish(
        await withLedger(flags, ({ ledger }) => {
          for (const entry of ledger.audit(flags.after)) say(JSON.stringify(entry));
          return ExitCode.ok;
        }),
      );
    });
  addAccessOptions(command.command('verify'))
    .description('check that nothing in the log was changed or taken out')
    .action(async (flags: AccessFlags) => finish(await verify(flags)));
}

async function verify(flags: AccessFlags): Promise<ExitCode> {
  return withLedger(flags, ({ ledger }) => {
    const { entries, head, brokenAt, unannounced } = ledger.checkAudit();
    for (const id of unannounced) say(`Block ${id} has no entry that announced it.`);
    if (brokenAt !== null)
      say(`The chain breaks at entry ${brokenAt}: it was changed, or one before it is missing.`);
    else
      say(
        `The chain of ${count(entries)} entries is whole. Its head is ${head}; keep it elsewhere to see later that none was cut off.`,
      );
    return brokenAt === null && unannounced.length === 0 ? ExitCode.ok : ExitCode.conditionMet;
  });
}
