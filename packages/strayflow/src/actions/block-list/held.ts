/** What a block list holds: prefixes stand in the list, their ends in a JSON file beside it. */
import { z } from 'zod';
import { formatPrefix, parsePrefix } from '../../model/address.js';
import type { StandingBlock } from '../../model/enforcer.js';
import { blockListFault, readWhole, replaceWhole } from './files.js';
import { BLOCK_LIST_FORMATS, type BlockListFormat, readBlockList, renderBlockList } from './formats.js';

const sidecarSchema = z.object({
  version: z.literal(1),
  format: z.enum(BLOCK_LIST_FORMATS),
  mode: z.string().regex(/^06[04][04]$/),
  blocks: z.array(z.object({ prefix: z.string().max(50), expires: z.int().min(0).max(8.64e15) })),
});

export interface HeldList {
  readonly format: BlockListFormat;
  /** "0644" */
  readonly mode: string;
  readonly blocks: readonly StandingBlock[];
}

/**
 * Null where there is no list yet. An address without an end is told as long over, so that it is taken out: it comes
 * from a change that broke off. Throws StrayflowError 'enforce-failed' for a list that is not ours.
 */
export function readHeld(path: string): HeldList | null {
  const text = readWhole(path) ?? '';
  const beside = readWhole(`${path}.json`);
  if (beside === null) {
    if (text === '') return null;
    throw blockListFault(
      `${path} was not written by Strayflow`,
      'Name another file: it would be replaced as a whole.',
    );
  }
  const { format, mode, blocks } = parseSidecar(path, beside);
  const ends = new Map(blocks.map(({ prefix, expires }) => [prefix, expires]));
  return {
    format,
    mode,
    blocks: prefixesOf(path, format, text).map((prefix) => ({ prefix, expires: ends.get(prefix) ?? 0 })),
  };
}

/** When a list changed its form and that broke off, the old one is still there: each line tells which it is. */
function prefixesOf(path: string, format: BlockListFormat, text: string): readonly string[] {
  let first: unknown;
  for (const form of [format, ...BLOCK_LIST_FORMATS]) {
    try {
      return [...new Set(readBlockList(form, text))];
    } catch (error) {
      first ??= error;
    }
  }
  throw blockListFault(
    `${path}: ${(first as Error).message}`,
    'Keep addresses of your own in another file, and take them out of this one.',
    first,
  );
}

function parseSidecar(path: string, text: string): z.infer<typeof sidecarSchema> {
  try {
    return sidecarSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw blockListFault(
      `${path}.json cannot be read`,
      `Remove ${path} and ${path}.json: what is wanted is written anew.`,
      cause,
    );
  }
}

/** Ends first: where that breaks off, an address of the old list has an end too many, never one too few for long. */
export function writeHeld(path: string, { format, mode, blocks }: HeldList): void {
  const list = renderBlockList(format, blocks);
  const ordered = [...blocks].sort((a, b) => (a.prefix < b.prefix ? -1 : 1));
  const rows = ordered.map(({ prefix, expires }) => {
    const until = new Date(expires).toISOString();
    return JSON.stringify({ prefix: formatPrefix(parsePrefix(prefix)!), expires, until });
  });
  const head = `"version": 1, "format": "${format}", "mode": "${mode}"`;
  const beside = `{ ${head}, "blocks": [\n${rows.join(',\n')}\n] }\n`;
  const bits = Number.parseInt(mode, 8);
  if (readWhole(`${path}.json`) !== beside) replaceWhole(`${path}.json`, beside, bits);
  if (readWhole(path) !== list) replaceWhole(path, list, bits);
}
