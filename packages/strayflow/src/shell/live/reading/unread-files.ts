/** Files that nobody reads: whether each is a copy of one that was read, a new one, or cannot be told yet. */
import type { Content } from './content.js';
import type { ContentMark } from './content-mark.js';
import { isRotated, type ListedFile } from './file-listing.js';
import type { FollowedFile } from './followed-file.js';
import type { KnownContents } from './known-contents.js';
import type { Tell } from './readable-input.js';
import { recognise } from './recognise.js';

/** A young file that does not grow for so long has to be told by what it holds (ms). */
const SETTLED_MS = 1_000;

/** What was made of a file as it was then. */
interface Verdict {
  readonly size: number;
  readonly modified: bigint;
  readonly since: number;
  readonly isFinal: boolean;
}

/** What is asked of whoever follows the others. */
export interface ReadFiles {
  readonly unfinished: readonly FollowedFile[];
  /** Of contents that were read to their end. */
  readonly finishedMarks: readonly ContentMark[];
  /** False when one of them turns out to be truncated: what seems new may be the copy of what it held. */
  allStand(): Promise<boolean>;
  /** Null where it cannot be read now. */
  open(listed: ListedFile): Content | null;
  /** A new input; false while its format cannot be told. */
  begin(listed: ListedFile, content: Content, isSettled: boolean, tell: Tell): Promise<boolean>;
  sayOnce(tell: Tell, name: string, message: string): void;
}

export class UnreadFiles {
  private readonly files: ReadFiles;
  private readonly known: KnownContents;
  private readonly follow: boolean;
  /** By device and inode. */
  private readonly verdicts = new Map<string, Verdict>();

  constructor(files: ReadFiles, known: KnownContents, follow: boolean) {
    this.files = files;
    this.known = known;
    this.follow = follow;
  }

  /** @param isRead a file that is followed under its own name or another one */
  async look(
    listed: readonly ListedFile[],
    isRead: (key: string) => boolean,
    now: number,
    tell: Tell,
  ): Promise<void> {
    const there = new Set(listed.map(({ key }) => key));
    for (const key of this.verdicts.keys()) if (!there.has(key)) this.verdicts.delete(key);
    const unread = listed.filter((each) => !isRead(each.key) && this.isWanted(each));
    let isPending = false;
    for (const each of unread) {
      if (each.besides !== null && !(await this.consider(each, now, tell))) isPending = true;
    }
    // What was rotated away comes first: once its successor is known, it would look like an old file.
    for (const each of unread) {
      if (each.besides === null && !isPending) await this.consider(each, now, tell);
    }
  }

  /** It was asked for, or it stood where a file was asked for since that was last read. */
  private isWanted({ key, name, besides, modified }: ListedFile): boolean {
    if (besides === null || this.verdicts.has(key)) return true;
    if (!isRotated(name, besides)) return false;
    const newest = this.known.newestOf(besides);
    return newest !== null && modified >= newest;
  }

  /** False when it cannot be told yet what it is. */
  private async consider(listed: ListedFile, now: number, tell: Tell): Promise<boolean> {
    const { size, modified, key, besides } = listed;
    const before = this.verdicts.get(key);
    const isSame = before !== undefined && before.size === size && before.modified === modified;
    if (size === 0 || (isSame && before.isFinal)) return true;
    const since = isSame ? before.since : now;
    const content = this.files.open(listed);
    if (content === null) return true;
    const isPlainRotated = besides !== null && !content.compressed;
    const isSettled = !this.follow || isPlainRotated || now - since >= SETTLED_MS;
    let isFinal = isSettled;
    try {
      // A compressed file is written in one go, and its beginning is no whole copy yet.
      if (content.compressed && !isSettled) return false;
      isFinal = await this.judge(listed, content, isSettled, tell);
      return isFinal;
    } finally {
      this.verdicts.set(key, { size, modified, since, isFinal });
      await content.close();
    }
  }
  private async judge(
    listed: ListedFile,
    content: Content,
    isSettled: boolean,
    tell: Tell,
  ): Promise<boolean> {
    const { files } = this;
    const living = files.unfinished.filter((file) => !file.isLost);
    const lost = files.unfinished.filter((file) => file.isLost).map((file) => file.mark);
    const known = await recognise(content, living, [...files.finishedMarks, ...lost]);
    if (known === 'longer-copy') {
      const message = 'it goes on where reading had ended for good; what was appended since is not read.';
      files.sayOnce(tell, listed.name, message);
    }
    if (known !== 'new') return true;
    if (!(await files.allStand())) return false;
    return (await files.begin(listed, content, isSettled, tell)) || isSettled;
  }
}
