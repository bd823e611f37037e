/** The forms of a block list: written, and read back. */
import type { StandingBlock } from '../../model/enforcer.js';
import { canonicalPrefix, writtenPrefix } from '../blocked-prefix.js';

export const BLOCK_LIST_FORMATS = ['plain', 'nginx', 'apache', 'edl'] as const;
export type BlockListFormat = (typeof BLOCK_LIST_FORMATS)[number];

interface Form {
  /** Before and after the address. */
  readonly before: string;
  readonly after: string;
  readonly comments: boolean;
}

const FORMS: Readonly<Record<BlockListFormat, Form>> = {
  plain: { before: '', after: '', comments: true },
  nginx: { before: 'deny ', after: ';', comments: true },
  apache: { before: 'Require not ip ', after: '', comments: true },
  edl: { before: '', after: '', comments: false },
};
const HEADER = '# Written by Strayflow, which replaces it; strayflow undo takes addresses out.\n';

/** In order of their ends, each end once as a comment where the form has comments. Throws RangeError for what is no prefix. */
export function renderBlockList(format: BlockListFormat, blocks: readonly StandingBlock[]): string {
  const { before, after, comments } = FORMS[format];
  const lines = blocks
    .map(({ prefix, expires }) => ({ text: writtenPrefix(prefix).text, end: Math.ceil(expires / 1_000) }))
    .sort((a, b) => a.end - b.end || (a.text < b.text ? -1 : 1));
  let last = Number.NaN;
  const parts = [comments ? HEADER : ''];
  for (const { text, end } of lines) {
    if (comments && end !== last) {
      parts.push(`# until ${new Date(1_000 * end).toISOString().replace('.000', '')}\n`);
    }
    last = end;
    parts.push(`${before}${text}${after}\n`);
  }
  return parts.join('');
}

/** Canonical prefixes in order. Throws RangeError that names the first line that we would not have written. */
export function readBlockList(format: BlockListFormat, text: string): readonly string[] {
  const { before, after, comments } = FORMS[format];
  const prefixes: string[] = [];
  text.split('\n').forEach((line, at) => {
    if (line === '' || (comments && line.startsWith('#'))) return;
    const inner =
      line.startsWith(before) && line.endsWith(after)
        ? line.slice(before.length, line.length - after.length)
        : '';
    try {
      prefixes.push(canonicalPrefix(inner));
    } catch (cause) {
      throw new RangeError(`line ${at + 1} was not written by Strayflow`, { cause });
    }
  });
  return prefixes;
}
