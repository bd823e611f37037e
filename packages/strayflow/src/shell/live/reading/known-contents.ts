/** What is remembered of contents after their files are gone: how they looked, and when a path was last written. */
import type { Content } from './content.js';
import { type ContentMark, compare } from './content-mark.js';
import { isRotated } from './file-listing.js';

/** Finished files of which copies are recognised. */
const MOST_MARKS = 4_096;

export class KnownContents {
  private readonly finishedMarks: ContentMark[] = [];
  /** Newest writing that was seen, by name (ns since 1970). */
  private readonly names = new Map<string, bigint>();

  /** Contents that were read to their end; the oldest are forgotten. */
  get marks(): readonly ContentMark[] {
    return this.finishedMarks;
  }

  finished(mark: ContentMark): void {
    this.finishedMarks.push(mark);
    if (this.finishedMarks.length > MOST_MARKS) this.finishedMarks.shift();
  }

  written(name: string, modified: bigint): void {
    const before = this.names.get(name);
    if (before === undefined || before < modified) this.names.set(name, modified);
  }

  /** Of the files that stood at this path, now or before they were rotated; null when there were none. */
  newestOf(path: string): bigint | null {
    let newest: bigint | null = null;
    for (const [name, at] of this.names) {
      if (name !== path && !isRotated(name, path)) continue;
      if (newest === null || at > newest) newest = at;
    }
    return newest;
  }
}

/** It is a content that was read to its end, no more and no less. */
export async function isWhole(content: Content, marks: readonly ContentMark[]): Promise<boolean> {
  for (const mark of marks) {
    if (mark.offset > 0 && (await compare(content, mark)) === 'whole') return true;
  }
  return false;
}
