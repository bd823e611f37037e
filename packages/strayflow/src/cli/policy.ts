/** `strayflow policy`: the rules read aloud, tested, tried on history, and explained for one host. */
import type { Command } from 'commander';
import { ExitCode } from '../model/errors.js';
import { policyWords } from '../policy/index.js';
import { defaultConfig, readConfig } from '../shell/config-file.js';
import { addPolicyExplain } from './policy-explain.js';
import { addPolicyPreview } from './policy-preview.js';
import { addPolicyTest } from './policy-test.js';
import { printable } from './printable.js';

export function policyCommand(program: Command, _version: string, finish: (code: ExitCode) => void): void {
  const command = program.command('policy').description('what is done about risks: read, tested, tried out');
  command
    .command('show')
    .description('the policy read aloud')
    .option('-c, --config <file>', "configuration; without, the policy's defaults")
    .action(({ config }: { config?: string }) => {
      const { policy } = config === undefined ? defaultConfig() : readConfig(config);
      process.stdout.write(`${printable(policyWords(policy).join('\n'))}\n`);
      finish(ExitCode.ok);
    });
  addPolicyTest(command, finish);
  addPolicyPreview(command, finish);
  addPolicyExplain(command, finish);
}
