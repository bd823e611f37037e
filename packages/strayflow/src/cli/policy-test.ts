/** `strayflow policy test`: written evidence through the real risk and policy, against the decisions that must come of it. */
import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { type Fixture, fixtureSchema } from '../evaluation/policy/fixture.js';
import { type CaseOutcome, runFixture } from '../evaluation/policy/run-fixture.js';
import { ExitCode, StrayflowError } from '../model/errors.js';
import { counted, isoTime } from '../model/format.js';
import { defaultConfig, describeFault, readConfig } from '../shell/config-file.js';
import { parseYaml } from '../shell/yaml-file.js';
import { printable } from './printable.js';

const MAX_BYTES = 16 << 20;

interface TestFlags {
  readonly config?: string;
  readonly json?: true;
}

interface FileOutcome {
  readonly file: string;
  readonly cases: readonly CaseOutcome[];
}

export function addPolicyTest(command: Command, finish: (code: ExitCode) => void): void {
  command
    .command('test')
    .description('whether a policy decides as fixtures expect; exits with 1 where it does not')
    .argument('<files...>', 'fixtures in YAML (docs/acting/policy.md)')
    .option('-c, --config <file>', "configuration that is tested; without, the policy's defaults")
    .option('--json', 'as JSON')
    .action((files: string[], flags: TestFlags) => {
      const base = flags.config === undefined ? defaultConfig() : readConfig(flags.config);
      const fixtures = files.map((file) => ({ file, fixture: readFixture(file) }));
      const faults = fixtures.flatMap(({ fixture }) => ('faults' in fixture ? fixture.faults : []));
      if (faults.length > 0) {
        process.stderr.write(printable(`${faults.join('\n')}\n${faults.length} fault(s)\n`));
        finish(ExitCode.usage);
        return;
      }
      const outcomes = fixtures.map(({ file, fixture }): FileOutcome => {
        return { file, cases: 'faults' in fixture ? [] : runFixture(fixture.data, base) };
      });
      process.stdout.write(flags.json === true ? asJson(outcomes) : printable(asText(outcomes)));
      const failed = outcomes.some(({ cases }) => cases.some(({ passed }) => !passed));
      finish(failed ? ExitCode.conditionMet : ExitCode.ok);
    });
}

/** Throws StrayflowError 'input-unreadable'. */
function readFixture(file: string): { readonly data: Fixture } | { readonly faults: readonly string[] } {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new StrayflowError('input-unreadable', `cannot read ${file}`, { cause });
  }
  if (text.length > MAX_BYTES) return { faults: [`${file}: larger than 16 MiB: not a fixture`] };
  const result = parseYaml(text, fixtureSchema);
  if ('data' in result) return result;
  return { faults: result.faults.map((fault) => `${file}${describeFault(fault)}`) };
}

function asText(outcomes: readonly FileOutcome[]): string {
  const lines = outcomes.flatMap(({ file, cases }) => [
    file,
    ...cases.flatMap(({ name, passed, differences }) => [
      `  ${passed ? 'passed' : 'FAILED'}  ${name}`,
      ...differences.map((difference) => `            ${difference}`),
    ]),
  ]);
  const all = outcomes.flatMap(({ cases }) => cases);
  const failed = all.filter(({ passed }) => !passed).length;
  return [...lines, `${counted(all.length, 'case')}, ${failed} failed`, ''].join('\n');
}

function asJson(outcomes: readonly FileOutcome[]): string {
  const shown = outcomes.map(({ file, cases }) => ({
    file,
    cases: cases.map((each) => ({
      ...each,
      decisions: each.decisions.map(({ grounds: _, ...decision }) => ({
        ...decision,
        time: isoTime(decision.time),
        expires: decision.expires === null ? null : isoTime(decision.expires),
      })),
    })),
  }));
  return `${JSON.stringify({ files: shown }, null, 2)}\n`;
}
