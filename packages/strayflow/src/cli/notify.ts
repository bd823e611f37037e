/** `strayflow notify test`: does a message arrive? */
import type { Command } from 'commander';
import { ExitCode, StrayflowError } from '../model/errors.js';
import type { Message } from '../model/notifier.js';
import { configuredNotifiers } from '../shell/acting/configured-notifiers.js';
import { defaultConfig, readConfig } from '../shell/config-file.js';
import { say } from './ledger-access.js';

interface TestFlags {
  readonly config?: string;
  readonly dryRun?: true;
}

export function notifyCommand(program: Command, _version: string, finish: (code: ExitCode) => void): void {
  const command = program.command('notify').description('who is told of incidents');
  command
    .command('test')
    .description('send a message that says that it is a test')
    .argument('[name]', 'of one of the notifiers in the configuration; all of them by default')
    .option('-c, --config <file>', 'configuration')
    .option('--dry-run', 'show what would be sent, and send nothing')
    .action(async (name: string | undefined, flags: TestFlags) => finish(await test(name, flags)));
}

async function test(name: string | undefined, flags: TestFlags): Promise<ExitCode> {
  const config = flags.config === undefined ? defaultConfig() : readConfig(flags.config);
  const all = configuredNotifiers(config);
  const meant = all.filter((each) => name === undefined || each.name === name);
  if (meant.length === 0) {
    const named = all.map((each) => each.name).join(', ');
    throw new StrayflowError(
      'usage',
      name === undefined ? 'nobody is to be told' : `there is no notifier ${name}`,
      {
        hint: `The configuration names under notifiers: ${named === '' ? 'none' : named}.`,
      },
    );
  }
  const message = testMessage(config.site, Date.now());
  let code: ExitCode = ExitCode.ok;
  for (const each of meant) {
    if (flags.dryRun === true) {
      say(`${each.name} would be sent this:`);
      for (const line of each.notifier.plan(message, each.options).split('\n')) say(`  ${line}`);
      continue;
    }
    try {
      await each.notifier.send(message, each.options);
      say(`ok    ${each.name}: taken by the ${each.notifier.title} receiver.`);
    } catch (error) {
      if (!(error instanceof StrayflowError)) throw error;
      say(`FAULT ${each.name}: ${error.message}`);
      say(`      what to do: ${error.hint}`);
      code = ExitCode.alert;
    }
  }
  return code;
}

/** About an address that is nobody's (RFC 5737). */
function testMessage(site: string, now: number): Message {
  return {
    id: now.toString(16).padStart(16, '0').slice(-16),
    purpose: 'test',
    time: now,
    omitted: 0,
    notices: [
      {
        kind: 'opened',
        incident: '0'.repeat(16),
        revision: 0,
        site,
        host: '192.0.2.1',
        role: 'actor',
        names: [],
        action: 'alert',
        simulated: true,
        approval: false,
        rule: 'test',
        reason: 'a test that somebody asked for; nothing happened',
        risk: 0.5,
        opened: now,
        time: now,
        expires: null,
        families: ['port-scan'],
        evidence: [],
        moreEvidence: 0,
      },
    ],
  };
}
