/** `strayflow inspect`: what inputs are and what can be read of them, before anything is judged. */
import type { Command } from 'commander';
import type { InputSummary } from '../model/coverage.js';
import { ExitCode, StrayflowError } from '../model/errors.js';
import { byteSize, count, duration, isoTime, utc } from '../model/format.js';
import { defaultConfig, readConfig } from '../shell/config-file.js';
import { type InputFile, resolveInputs } from '../shell/inputs.js';
import { type ReadableInput, readableInputs } from '../shell/readable-inputs.js';
import { printable } from './printable.js';
import { formatTable } from './text-table.js';

interface InspectFlags {
  readonly config?: string;
  readonly format?: string;
  readonly json?: boolean;
}

type Inspected =
  | { readonly file: InputFile; readonly summary: InputSummary }
  | { readonly file: InputFile; readonly refused: StrayflowError };

export function inspectCommand(program: Command, _version: string, finish: (code: ExitCode) => void): void {
  program
    .command('inspect')
    .description(
      'what kind of records inputs hold, how many, of which time, and which cannot be used and why',
    )
    .argument('<inputs...>', 'files, folders, globs, or - for standard input')
    .option('-c, --config <file>', 'configuration with options of the sources')
    .option('-f, --format <name>', 'read the inputs as this format instead of looking')
    .option('--json', 'print one JSON object for each input, a line each')
    .addHelpText(
      'after',
      '\nExit codes: 0 every input that was named could be read; 3 one could not (docs/errors.md).',
    )
    .action(async (inputs: string[], flags: InspectFlags) => {
      const config = flags.config === undefined ? defaultConfig() : readConfig(flags.config);
      const files = await resolveInputs(inputs);
      const shown = flags.json === true ? jsonLine : new Table(files).line;
      let unread = false;
      const readable = await readableInputs(files, config, flags.format);
      for (const [index, file] of files.entries()) {
        const inspected = await inspect(file, readable[index]!);
        unread ||= 'refused' in inspected && file.explicit;
        process.stdout.write(`${shown(inspected)}\n`);
      }
      finish(unread ? ExitCode.input : ExitCode.ok);
    });
}

async function inspect(file: InputFile, input: ReadableInput): Promise<Inspected> {
  try {
    return { file, summary: await input.read({ flows() {}, facts() {} }) };
  } catch (error) {
    if (!(error instanceof StrayflowError) || error.code === 'usage') throw error;
    return { file, refused: error };
  }
}

function jsonLine(inspected: Inspected): string {
  if ('refused' in inspected) {
    const { code, message, hint } = inspected.refused;
    return JSON.stringify({ name: inspected.file.name, refused: { code, message, hint } });
  }
  const { firstTime, lastTime, ...rest } = inspected.summary;
  const time = (value: number | null) => (value === null ? null : isoTime(value));
  return JSON.stringify({ ...rest, firstTime: time(firstTime), lastTime: time(lastTime) });
}

/** A block of lines for each input; the first names it. */
class Table {
  private first = true;
  private readonly many: boolean;

  constructor(files: readonly InputFile[]) {
    this.many = files.length > 1;
  }

  readonly line = (inspected: Inspected): string => {
    const gap = this.first || !this.many ? '' : '\n';
    this.first = false;
    return gap + printable(describe(inspected));
  };
}

function describe(inspected: Inspected): string {
  const { file } = inspected;
  if ('refused' in inspected) {
    const { code, message, hint } = inspected.refused;
    return `${file.name}\n  refused   ${message} (${code})\n            ${hint}`;
  }
  const { summary } = inspected;
  const rows: (readonly [string, string])[] = [
    ['kind', `${summary.format}, ${byteSize(summary.bytes)}`],
    [
      'records',
      `${count(summary.read)} read, ${count(summary.parsed)} parsed, ${count(total(summary.rejected))} rejected, ${count(total(summary.ignored))} without a flow or fact`,
    ],
    ['gives', `${count(summary.flows)} flow records, ${count(summary.facts)} facts`],
    ['time', timeWords(summary)],
    ...reasons('rejected', summary.rejected, summary),
    ...reasons('ignored', summary.ignored, summary),
    ...summary.notes.map((note) => ['note', note] as const),
    ['sha256', summary.sha256],
  ];
  return `${file.name}\n${formatTable(
    ['', '', ''],
    rows.map(([name, text]) => ['', name, text]),
  )
    .split('\n')
    .slice(1)
    .join('\n')}`;
}

function timeWords({ firstTime, lastTime }: InputSummary): string {
  if (firstTime === null || lastTime === null) return 'none';
  return `${utc(firstTime)} to ${utc(lastTime)} (${duration(lastTime - firstTime)})`;
}

/** Most frequent first, then by name, each with its first example. */
function reasons(
  title: string,
  counts: Readonly<Record<string, number>>,
  { examples }: InputSummary,
): readonly (readonly [string, string])[] {
  return Object.entries(counts)
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .map(([reason, records]) => {
      const example = title === 'rejected' ? examples.find((each) => each.reason === reason) : undefined;
      const where = example === undefined ? '' : `, first at record ${example.record}: ${example.detail}`;
      return [title, `${count(records)} ${reason}${where}`] as const;
    });
}

function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, value) => sum + value, 0);
}
