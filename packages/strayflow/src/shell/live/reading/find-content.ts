/** Looks for the content that a file had, among files that nobody reads: it was moved, copied, or compressed. */
import type { Content } from './content.js';
import { type ContentMark, compare } from './content-mark.js';
import type { ListedFile } from './file-listing.js';
import { isWhole } from './known-contents.js';

export interface FoundContent {
  readonly content: Content;
  readonly at: ListedFile;
}

/**
 * Rather one that goes on behind the mark than one that ends there. The caller closes what it is given.
 *
 * @param open null where a file cannot be read now
 * @param finished marks of contents that were read to their end
 */
export async function findContent(
  mark: ContentMark,
  candidates: readonly ListedFile[],
  open: (listed: ListedFile) => Content | null,
  finished: readonly ContentMark[],
): Promise<FoundContent | null> {
  let whole: FoundContent | null = null;
  for (const at of candidates) {
    if (mark.offset === 0 && at.key !== mark.key) continue;
    const content = open(at);
    if (content === null) continue;
    const isSame = at.key === mark.key;
    // A few lines of header may stand in front of many contents: not of one that was read to its end.
    const isOther = at.size === 0 || (!isSame && (await isWhole(content, finished)));
    const likeness = isOther ? 'other' : await compare(content, mark);
    if (likeness === 'longer' || (likeness === 'whole' && isSame)) {
      await whole?.content.close();
      return { content, at };
    }
    if (likeness === 'whole' && whole === null) whole = { content, at };
    else await content.close();
  }
  return whole;
}
