/** Whether a file that nobody has read under its name is a copy of one that was: compressed, or made by copytruncate. */
import { type Content, openContent } from './content.js';
import { type ContentMark, compare, HEAD_BYTES } from './content-mark.js';
import type { FollowedFile } from './followed-file.js';

const CHUNK_BYTES = 64 * 1024;

/** Every byte of `content` stands at the same place in `original`. */
async function isBeginningOf(content: Content, original: Content): Promise<boolean> {
  for (let at = 0; ; ) {
    const here = await content.read(at, CHUNK_BYTES);
    if (here.length === 0) return true;
    const there = await original.read(at, here.length);
    if (Buffer.compare(here, there) !== 0) return false;
    at += here.length;
  }
}

export type Recognised =
  | 'new'
  | 'copy'
  /** Of a file that was finished before all of it was read. */
  | 'longer-copy';

/**
 * A file that is there is compared byte by byte; of files that are gone, only what was kept of them can be compared.
 * @param gone marks of contents that were read and may be nowhere any more
 */
export async function recognise(
  content: Content,
  living: readonly FollowedFile[],
  gone: readonly ContentMark[],
): Promise<Recognised> {
  for (const file of living) {
    const original = await originalOf(file);
    if (original === null) continue;
    try {
      if (await isBeginningOf(content, original)) return 'copy';
    } finally {
      if (original !== file.readableContent) await original.close();
    }
  }
  for (const mark of gone) {
    if (mark.offset === 0) continue;
    const likeness = await compare(content, mark);
    if (likeness === 'whole' || likeness === 'part') return 'copy';
    const isSame = mark.offset >= HEAD_BYTES || content.key === mark.key;
    if (likeness === 'longer' && isSame) return 'longer-copy';
  }
  return 'new';
}

async function originalOf(file: FollowedFile): Promise<Content | null> {
  const open = file.readableContent;
  if (open !== null && !open.compressed) return open;
  try {
    const content = openContent(file.path, file.name);
    if (content.key === file.fileKey) return content;
    await content.close();
  } catch {
    // Moved since it was seen; the next look knows more.
  }
  return null;
}
