/** From an opened input to its summary: tell the format, parse, hand batches on, keep the books. No Node API. */
import type { InputSummary } from '../model/coverage.js';
import { StrayflowError } from '../model/errors.js';
import type { FactBatch } from '../model/fact-batch.js';
import type { FlowBatch } from '../model/flow-batch.js';
import type { Parser, SharedLayouts, SourceFormat } from '../model/source.js';
import { SOURCE_FORMATS, sniffFormat } from '../sources/index.js';
import { describeHead } from './describe-head.js';
import { InputTally } from './input-tally.js';
import type { NamedInput, OpenInput } from './open-input.js';

export interface ReadOptions {
  readonly site: string;
  /** All known ones unless given. */
  readonly formats?: readonly SourceFormat[];
  /** By format name, as `sourceOptionsSchema` gives them; defaults where one is missing. */
  readonly sourceOptions: Readonly<Record<string, unknown>>;
  /** Name of the format; told by the first bytes unless given. */
  readonly format?: string;
  /** What other inputs of the run told of how records are laid out (shared-layouts.ts). */
  readonly layouts?: SharedLayouts;
}

export interface ReadHandlers {
  flows(batch: FlowBatch): void | Promise<void>;
  facts(batch: FactBatch): void | Promise<void>;
  /** Stored bytes; the total is null for standard input and pipes. */
  progress?(bytesRead: number, totalBytes: number | null): void;
}

/** As `readInput` (read-input.ts), of an input that is open, and stays so. */
export async function parseInput(
  input: OpenInput,
  file: NamedInput,
  index: number,
  options: ReadOptions,
  handlers: ReadHandlers,
): Promise<InputSummary> {
  if (input.head.length === 0) await refuseEmpty(input, file);
  const format = chooseFormat(input.head, file, options);
  const tally = new InputTally();
  const { site, layouts } = options;
  const context = { site, input: index, sink: tally, ...(layouts === undefined ? {} : { layouts }) };
  const parser = format.open(context, optionsOf(format, options));
  const deliver = async () => {
    tally.checkSoFar(file.name);
    for (const item of tally.batches.splice(0)) {
      await (item.kind === 'flows' ? handlers.flows(item.batch) : handlers.facts(item.batch));
    }
    handlers.progress?.(input.bytesRead(), file.bytes);
  };
  const damage = await parseAll(input, parser, file, deliver);
  if (damage !== null) {
    if (!tally.hasRecords) throw damage;
    tally.note(`${damage.message}; what stands before is used`);
  }
  tally.checkAtEnd(file.name);
  return tally.summary({
    name: file.name,
    sha256: input.sha256(),
    format: format.name,
    bytes: input.bytesRead(),
  });
}

/** An input without a byte: empty, or a compressed one that is damaged from the start. */
async function refuseEmpty(input: OpenInput, file: NamedInput): Promise<never> {
  await input.chunks().next();
  throw new StrayflowError('input-empty', `${file.name} is empty`);
}

/** Throws StrayflowError: usage, input-unknown. */
export function chooseFormat(head: Uint8Array, file: NamedInput, options: ReadOptions): SourceFormat {
  const formats = options.formats ?? SOURCE_FORMATS;
  if (options.format !== undefined) {
    const named = formats.find((each) => each.name === options.format);
    if (named !== undefined) return named;
    const known = formats.map((each) => each.name).join(', ');
    throw new StrayflowError('usage', `there is no format "${options.format}"`, {
      hint: `The formats are ${known}.`,
    });
  }
  const told = sniffFormat(head, formats);
  if (told !== null) return told;
  throw new StrayflowError(
    'input-unknown',
    `${file.name} begins like no known format; it looks like ${describeHead(head)}`,
  );
}

/** Throws StrayflowError 'usage'. */
export function optionsOf(format: SourceFormat, options: ReadOptions): unknown {
  const parsed = format.options.safeParse(options.sourceOptions[format.name] ?? {});
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(
    (issue) => `${[format.name, ...issue.path].join('.')}: ${issue.message}`,
  );
  throw new StrayflowError('usage', `wrong options: ${faults.join('; ')}`, { cause: parsed.error });
}

/** Feeds the parser; damage of a compressed input, which ends it early, is returned. */
async function parseAll(
  input: OpenInput,
  parser: Parser,
  file: NamedInput,
  deliver: () => Promise<void>,
): Promise<StrayflowError | null> {
  const chunks = input.chunks();
  let damage: StrayflowError | null = null;
  for (;;) {
    const next = await chunks.next().catch((error: unknown) => {
      if (!(error instanceof StrayflowError) || error.code !== 'input-corrupt') throw error;
      damage = error;
      return { done: true as const, value: undefined };
    });
    if (next.done === true) break;
    named(file, () => parser.push(next.value));
    await deliver();
  }
  named(file, () => parser.end());
  await deliver();
  return damage;
}

/** A parser does not know the input's name; the user must. */
function named(file: NamedInput, parse: () => void): void {
  try {
    parse();
  } catch (error) {
    if (!(error instanceof StrayflowError)) throw error;
    throw new StrayflowError(error.code, `${file.name}: ${error.message}`, {
      cause: error,
      hint: error.hint,
    });
  }
}
