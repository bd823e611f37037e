/** `strayflow rules test`: what rules would have told of traffic that is there. */
import type { Command } from 'commander';
import { evidencePass } from '../analysis/evidence-pass.js';
import { parse } from '../analysis/parse.js';
import { type ImplausibleCount, plausibleItems } from '../analysis/plausible-items.js';
import type { Config } from '../config.js';
import { ExitCode } from '../model/errors.js';
import type { Evidence } from '../model/evidence.js';
import { utc } from '../model/format.js';
import { defaultConfig, readConfig } from '../shell/config-file.js';
import { resolveInputs } from '../shell/inputs.js';
import { readableInputs } from '../shell/readable-inputs.js';
import { openRules } from '../shell/rule-files.js';
import { openSpool } from '../store/spool.js';
import { prefixes } from './arguments.js';
import { printable } from './printable.js';

interface RulesFlags {
  readonly config?: string;
  readonly internal: readonly string[];
  readonly json?: true;
}

export function rulesCommand(program: Command, _version: string, finish: (code: ExitCode) => void): void {
  program
    .command('rules')
    .description('rules of your own')
    .command('test')
    .description('what the rules of a file would have told of traffic')
    .argument('<file>', 'rules in YAML (docs/detection/rules.md)')
    .argument('<inputs...>', 'files, folders or globs')
    .option('-c, --config <file>', 'configuration')
    .option('-i, --internal <prefixes>', 'prefixes of the observed network, comma-separated', prefixes, [])
    .option('--json', 'print the evidence as JSON')
    .action(async (file: string, inputs: string[], flags: RulesFlags) => {
      const rules = openRules([file]);
      const config = configOf(flags);
      const evidence = await told(inputs, {
        ...config,
        behaviours: { ...config.behaviours, rule: { ...(config.behaviours['rule'] as object), rules } },
      });
      const text = flags.json === true ? `${JSON.stringify(evidence)}\n` : describe(evidence, rules);
      process.stdout.write(flags.json === true ? text : printable(text));
      finish(ExitCode.ok);
    });
}

function configOf({ config, internal }: RulesFlags): Config {
  const given = config === undefined ? defaultConfig() : readConfig(config);
  return internal.length > 0 ? { ...given, internal: [...internal] } : given;
}

/** The last revision of each evidence, in the order in which it was first told. */
async function told(patterns: readonly string[], config: Config): Promise<readonly Evidence[]> {
  const files = await resolveInputs(patterns);
  const spool = openSpool(config.spool);
  try {
    const parsed = await parse({
      inputs: await readableInputs(files, config),
      config,
      spool,
      observer: { begin: () => undefined, update: () => undefined },
    });
    const pass = evidencePass(config, parsed.network, ['rule']);
    const implausible: ImplausibleCount = { records: 0 };
    for await (const item of plausibleItems(spool, parsed, implausible)) await pass.take(item);
    const found = await pass.finish();
    return [...new Map(found.told.map(({ evidence }) => [evidence.id, evidence])).values()];
  } finally {
    spool.close();
  }
}

function describe(evidence: readonly Evidence[], rules: readonly { readonly name: string }[]): string {
  const lines = evidence.map(
    ({ firstSeen, host, role, summary, surprise }) =>
      `${utc(firstSeen)}  ${host} (${role})  ${summary}  surprise ${surprise}`,
  );
  const silent = rules.filter(
    ({ name }) => !evidence.some(({ summary }) => summary.endsWith(`(rule ${name})`)),
  );
  return [
    ...lines,
    `${rules.length} rules read; ${evidence.length} findings${silent.length === 0 ? '' : `; nothing by ${silent.map(({ name }) => name).join(', ')}`}`,
    '',
  ].join('\n');
}
