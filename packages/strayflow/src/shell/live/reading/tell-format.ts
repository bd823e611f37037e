/** The format of a live input: as asked for, or by its first bytes once there are enough of them. */
import { StrayflowError } from '../../../model/errors.js';
import type { SourceFormat } from '../../../model/source.js';
import { SOURCE_FORMATS, sniffFormat } from '../../../sources/index.js';

export const SNIFF_BYTES = 64 * 1024;
/** Lines of a young file that tell its format. */
const ENOUGH_LINES = 10;
/** Captures are told by their first bytes. */
const BINARY_BYTES = 64;
const LINE_FEED = 10;

/** Throws StrayflowError 'usage'. */
export function formatNamed(name: string, formats: readonly SourceFormat[] = SOURCE_FORMATS): SourceFormat {
  const found = formats.find((each) => each.name === name);
  if (found === undefined) throw new StrayflowError('usage', `there is no format "${name}"`);
  return found;
}

/** `isSettled`: no more bytes are expected soon. Null when more bytes may tell. */
export function tellFormat(
  head: Uint8Array,
  isSettled: boolean,
  formats: readonly SourceFormat[] = SOURCE_FORMATS,
): SourceFormat | null {
  return isSettled || isEnough(head) ? sniffFormat(head, formats) : null;
}

function isEnough(head: Uint8Array): boolean {
  if (head.length >= SNIFF_BYTES) return true;
  if (head.subarray(0, BINARY_BYTES).includes(0)) return head.length >= BINARY_BYTES;
  let lines = 0;
  for (const byte of head) if (byte === LINE_FEED) lines++;
  return lines >= ENOUGH_LINES;
}
