/** `strayflow map`: looks at a table of flows, proposes which column is what, and writes it to the configuration. */
import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import { ExitCode, StrayflowError } from '../model/errors.js';
import { editConfigFile } from '../shell/config-edit.js';
import { openInput } from '../shell/input-reader.js';
import { type InputFile, resolveInputs } from '../shell/inputs.js';
import { sampleTable } from '../shell/table-sample.js';
import { parseColumnMap, SOURCE_FORMATS, sniffFormat } from '../sources/index.js';
import {
  type FieldName,
  MAPPED_FORMATS,
  type MappedFormat,
  proposeTable,
  type TableProposal,
} from '../sources/table-proposal.js';
import { describeProposal, describeSample } from './map-report.js';
import { printable } from './printable.js';

type ColumnMap = Partial<Record<FieldName, string>>;

interface MapFlags {
  readonly config: string;
  readonly set: ColumnMap;
  readonly format?: string;
  readonly yes?: true;
  readonly json?: true;
}

const setting = (text: string, before: ColumnMap): ColumnMap => ({ ...before, ...parseColumnMap(text) });

export function mapCommand(program: Command, _version: string, finish: (code: ExitCode) => void): void {
  program
    .command('map')
    .description('look at a CSV or NDJSON, propose which column is what, write it to the configuration')
    .argument('<file>', 'the table; .gz too')
    .option('-c, --config <file>', 'configuration to write to', 'strayflow.yaml')
    .option(
      '--set <field=column,...>',
      'correct the proposal: destination=dst; "-" for no column; may be given several times',
      setting,
      {},
    )
    .option('-f, --format <name>', 'csv or ndjson, instead of looking')
    .option('-y, --yes', 'write without asking')
    .option('--json', 'print one JSON object and nothing else')
    .action(async (file: string, flags: MapFlags) => {
      finish(await run(file, flags));
    });
}

async function run(name: string, flags: MapFlags): Promise<ExitCode> {
  const [file] = await resolveInputs([name]);
  if (file === undefined || name === '-') {
    throw new StrayflowError('usage', 'expected a file: standard input can be read only once');
  }
  const { format, proposal } = await look(file, flags.format);
  const corrected = correct(proposal, flags.set);
  const map = Object.fromEntries(corrected.proposed.map(({ field, column }) => [field, column]));
  const source = SOURCE_FORMATS.find((each) => each.name === format)!;
  if (!flags.json) process.stdout.write(`${file.name}: ${format}\n\n${describeProposal(corrected)}\n\n`);
  const sample = await sampleTable(file, source, { map });
  const write = () => editConfigFile(flags.config, [{ path: ['sources', format, 'map'], value: map }]);
  if (flags.json) {
    if (flags.yes) write();
    const result = { format, ...corrected, sample, map, written: flags.yes ? flags.config : null };
    process.stdout.write(`${JSON.stringify(result)}\n`);
    return ExitCode.ok;
  }
  process.stdout.write(`${describeSample(sample)}\n\n`);
  if (flags.yes || (await asks(flags.config))) {
    write();
    process.stdout.write(`wrote sources.${format}.map to ${printable(flags.config)}\n`);
  } else {
    process.stdout.write('nothing written; --set FIELD=COLUMN corrects the proposal, --yes writes it\n');
  }
  return ExitCode.ok;
}

async function look(
  file: InputFile,
  wanted: string | undefined,
): Promise<{ format: MappedFormat; proposal: TableProposal }> {
  const input = await openInput(file);
  const { head } = input;
  await input.close();
  const told = wanted ?? sniffFormat(head)?.name ?? 'csv';
  const format = MAPPED_FORMATS.find((each) => each === told);
  if (format === undefined) {
    throw new StrayflowError('usage', `${file.name} is read as ${told}, whose fields are known`, {
      hint: 'Analyze it as it is, or say --format csv or --format ndjson.',
    });
  }
  const proposal = proposeTable(format, head);
  if (proposal === null)
    throw new StrayflowError('input-unknown', `${file.name} begins without a row of a table`);
  return { format, proposal };
}

/** What the user says goes before what was found; a column is one field only. */
function correct(proposal: TableProposal, set: ColumnMap): TableProposal {
  const fields = Object.entries(set) as [FieldName, string][];
  const kept = proposal.proposed.filter(
    ({ field, column }) => set[field] === undefined && !fields.some(([, wanted]) => wanted === column),
  );
  const said = fields.map(([field, column]) => ({
    field,
    column,
    confidence: 1,
    why: 'you said so',
    example: '',
  }));
  return { ...proposal, proposed: [...kept, ...said] };
}

/** Asks on a terminal; elsewhere nobody answers. */
async function asks(config: string): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const answer = await terminal.question(`Write this to ${printable(config)}? [y/N] `);
    return /^y(?:es)?$/i.test(answer.trim());
  } finally {
    terminal.close();
  }
}
