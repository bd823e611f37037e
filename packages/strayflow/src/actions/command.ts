/** Command: a fixed program of this machine that is told of messages as JSON on standard input. */

import { duration } from '../model/format.js';
import type { Message, Notifier } from '../model/notifier.js';
import { visible } from '../model/visible.js';
import { type CommandOptions, commandOptionsSchema } from './command/options.js';
import { type Run, runProgram } from './command/run.js';
import { trustedProgram } from './command/trusted-program.js';
import { resultOf } from './enforcer-result.js';
import { asciiJson } from './notices/ascii-json.js';
import { cleanMessage } from './notices/clean.js';
import { notifyFault } from './notices/fault.js';

const LONGEST_COMPLAINT = 200;

export const command: Notifier<CommandOptions> = {
  name: 'command',
  title: 'Command',
  options: commandOptionsSchema,

  async send(message, options) {
    const { program, arguments: args, timeoutMs } = options;
    const path = trustedProgram(program);
    let run: Run;
    try {
      run = await runProgram(path, args, inputOf(message), timeoutMs);
    } catch (cause) {
      const { code = '' } = cause as NodeJS.ErrnoException;
      throw notifyFault(
        `${visible(program)} could not be started (${visible(code)}).`,
        'Is it a program for this machine, or a script with #! in its first line?',
        cause,
      );
    }
    const fault = faultOf(run, options);
    if (fault !== null) throw fault;
  },

  plan(message, { program, arguments: args }) {
    return `${[program, ...args].map(quoted).join(' ')}\nstandard input: ${inputOf(message)}`;
  },

  check({ program }) {
    return resultOf(async () => {
      trustedProgram(program);
      return `${visible(program)} can be run, and only root and this user can change it.`;
    });
  },
};

function inputOf(message: Message): string {
  return `${asciiJson({ version: 1, ...cleanMessage(message) })}\n`;
}

function faultOf({ code, signal, complaint, isLate }: Run, { program, timeoutMs }: CommandOptions) {
  if (code === 0 && !isLate) return null;
  const shown = visible(program);
  if (isLate) {
    return notifyFault(
      `${shown} did not end within ${duration(timeoutMs)} and was killed.`,
      'See why it takes so long, or raise notifiers.command.timeoutMs.',
    );
  }
  const said = complaint === '' ? '' : `: ${visible(complaint).slice(0, LONGEST_COMPLAINT)}`;
  return notifyFault(
    `${shown} ended with ${code === null ? `signal ${signal}` : `exit code ${code}`}${said}.`,
    'Run it by hand; strayflow shows what it is told on standard input.',
  );
}

/** As a shell would take it, so that what is one argument is seen. */
function quoted(word: string): string {
  const shown = visible(word);
  return /^[\w@%+=:,./-]+$/.test(shown) ? shown : `'${shown.replaceAll("'", "'\\''")}'`;
}
