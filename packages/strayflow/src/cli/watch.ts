/** `strayflow watch`: traffic as it comes, judged as it comes; incidents on standard output, everything else beside it. */
import type { Command } from 'commander';
import { ExitCode } from '../model/errors.js';
import {
  addWatchOptions,
  configOf,
  runWatch,
  terminalReporter,
  toldManager,
  untilStopped,
  type WatchFlags,
} from './live-run.js';

interface Flags extends WatchFlags {
  readonly untilEnd?: true;
}

export function watchCommand(program: Command, _version: string, finish: (code: ExitCode) => void): void {
  addWatchOptions(program.command('watch'))
    .description('watch traffic as it comes and say who strays, until it is stopped')
    .option('--until-end', 'read the inputs to their end, judge all that waits, and end')
    .addHelpText(
      'after',
      '\nSIGTERM or SIGINT (Ctrl-C) stores the state and ends; a second one ends at once. Started again with the same' +
        '\nstate, it goes on where it stopped, however it ended: each record counts once.',
    )
    .action(async (inputs: string[], flags: Flags) => {
      const config = configOf(flags);
      const lines = { alertLine: config.policy.alertLine };
      const reporter = terminalReporter(flags, lines);
      const untilEnd = flags.untilEnd === true;
      const status = await untilStopped((signal, manager) => {
        const told = toldManager(reporter, manager);
        return runWatch({ config, inputs, flags, untilEnd, reporter: told, lines, signal, manager });
      }, reporter.warning);
      reporter.status(status);
      finish(ExitCode.ok);
    });
}
