/** How records of exporters are laid out, as the inputs of a run tell it before any is read. No Node API. */
import { StrayflowError } from '../model/errors.js';
import type { Parser, SharedLayout, SharedLayouts } from '../model/source.js';
import type { NamedInput, OpenInput } from './open-input.js';
import { chooseFormat, optionsOf, type ReadOptions } from './parse-input.js';
import { isSameData } from './same-data.js';

/** Exporters tell their templates every few minutes: what stands further in was told before. */
const ASKED_BYTES = 8 * 2 ** 20;
/** Several layouts under one key are told apart by the records; more are too many to choose from. */
const MOST_LAYOUTS = 16;
const MOST_KEYS = 100_000;
const SILENT = { flows() {}, facts() {}, read() {}, reject() {}, ignore() {}, note() {} };

/**
 * The layouts that these inputs tell, whatever their order; none where fewer than two of them could tell any. Each is
 * opened again for it. An input that cannot be read tells nothing: reading it will say why. Throws StrayflowError 'usage'.
 */
export async function toldLayouts<File extends NamedInput>(
  files: readonly File[],
  open: (file: File) => Promise<OpenInput>,
  options: ReadOptions,
): Promise<SharedLayouts> {
  const told = new Map<string, SharedLayout[]>();
  if (files.length < 2) return told;
  for (const file of files.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    await askFor(file, open, options, (key, layout) => add(told, key, { layout, from: file.name }));
  }
  return told;
}

function add(told: Map<string, SharedLayout[]>, key: string, shared: SharedLayout): void {
  const known = told.get(key);
  if (known === undefined) {
    if (told.size < MOST_KEYS) told.set(key, [shared]);
    return;
  }
  const isFull = known.length === 0;
  if (isFull || known.some((each) => isSame(each.layout, shared.layout))) return;
  if (known.length < MOST_LAYOUTS) known.push(shared);
  else known.length = 0;
}

/** Gives every layout that the file tells to `tell`. */
async function askFor<File extends NamedInput>(
  file: File,
  open: (file: File) => Promise<OpenInput>,
  options: ReadOptions,
  tell: (key: string, layout: object) => void,
): Promise<void> {
  try {
    const input = await open(file);
    try {
      if (input.head.length === 0) return;
      const format = chooseFormat(input.head, file, options);
      if (format.sharesLayouts !== true) return;
      const context = { site: options.site, input: 0, sink: SILENT, tellLayout: tell };
      await feed(format.open(context, optionsOf(format, options)), input.chunks());
    } finally {
      await input.close();
    }
  } catch (error) {
    if (!(error instanceof StrayflowError) || error.code === 'usage') throw error;
  }
}

async function feed(parser: Parser, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  let asked = 0;
  for await (const chunk of chunks) {
    parser.push(chunk);
    parser.flush();
    asked += chunk.length;
    if (asked >= ASKED_BYTES) return;
  }
  parser.end();
}

/** But for when they were told. */
function isSame(one: object, other: object): boolean {
  return isSameData({ ...one, received: 0 }, { ...other, received: 0 });
}
