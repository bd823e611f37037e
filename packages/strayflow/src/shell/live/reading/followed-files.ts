/** All files that are followed: opened, found again after they were moved or copied, and ended. */
import type { SourceFormat } from '../../../model/source.js';
import type { InputPosition } from '../live-input.js';
import { type Content, openContent } from './content.js';
import { type ContentMark, markText, parseMark, sha256 } from './content-mark.js';
import { FileListing, type FollowPattern, type ListedFile } from './file-listing.js';
import { findContent } from './find-content.js';
import { FollowedFile } from './followed-file.js';
import { KnownContents } from './known-contents.js';
import type { LiveSource, Tell } from './readable-input.js';
import { formatNamed, SNIFF_BYTES, tellFormat } from './tell-format.js';
import { type ReadFiles, UnreadFiles } from './unread-files.js';

export interface FollowedFilesOptions {
  readonly patterns: readonly FollowPattern[];
  /** Files grow; without it each ends where it ends now. */
  readonly follow: boolean;
  readonly site: string;
  optionsOf(format: SourceFormat): unknown;
  /** All source formats unless given. */
  readonly formats?: readonly SourceFormat[];
  /** Of files, by an earlier run. */
  readonly positions: readonly InputPosition[];
  nextInput(): number;
  /** Any origin (ms). */
  now(): number;
  /** How often folders are looked through (ms). */
  readonly scanMs: number;
  /** A file that was rotated away is over when nothing was appended to it for so long (ms). */
  readonly quietMs: number;
}

const MOST_OPEN = 256;
const EMPTY = sha256(new Uint8Array(0));

export class FollowedFiles implements LiveSource, ReadFiles {
  private readonly options: FollowedFilesOptions;
  private readonly listing: FileListing;
  private files: FollowedFile[] = [];
  private readonly known = new KnownContents();
  private readonly unread: UnreadFiles;
  private readonly saidOnce = new Set<string>();
  private lastScan = Number.NEGATIVE_INFINITY;

  constructor(options: FollowedFilesOptions) {
    this.options = options;
    this.listing = new FileListing(options.patterns);
    this.unread = new UnreadFiles(this, this.known, options.follow);
    for (const position of options.positions) this.restore(position);
  }

  private restore(position: InputPosition): void {
    const mark = parseMark(position.identity, position.offset);
    if (mark === null) return;
    this.known.written(position.name, mark.modified);
    if (position.finished) {
      this.known.finished(mark);
      return;
    }
    const file = new FollowedFile(this.as(this.format(position.format)), position, mark, position.name);
    file.isLost = true;
    file.endsOnce = !this.options.follow;
    this.files.push(file);
  }

  private format(name: string): SourceFormat {
    return formatNamed(name, this.options.formats);
  }

  private as(format: SourceFormat) {
    return { site: this.options.site, format, options: this.options.optionsOf(format) };
  }

  get inputs(): readonly FollowedFile[] {
    return this.files;
  }

  get unfinished(): readonly FollowedFile[] {
    return this.files.filter((file) => !file.finished);
  }

  get isOver(): boolean {
    return (
      !this.options.follow &&
      this.lastScan > Number.NEGATIVE_INFINITY &&
      this.files.every((file) => file.finished)
    );
  }

  async look(tell: Tell): Promise<void> {
    const now = this.options.now();
    const sizes = new Map<string, number>();
    const isLost = this.files.some((file) => file.isLost && !file.finished && file.lostSince === null);
    if (isLost || now - this.lastScan >= this.options.scanMs) {
      const listed = await this.listing.list(this.unfinished.map((file) => file.name));
      for (const { key, size } of listed) sizes.set(key, size);
      await this.scan(listed, now, tell);
      this.lastScan = now;
    }
    for (const file of this.unfinished) {
      if (!file.caughtUp || file.isLost || !file.hasMore(sizes.get(file.fileKey) ?? null)) continue;
      file.caughtUp = false;
      tell({ kind: 'caught-up', input: file.input, caughtUp: false });
    }
    await this.endRotated(now, tell);
    await this.closeSome();
  }

  private async scan(listed: readonly ListedFile[], now: number, tell: Tell): Promise<void> {
    const owners = new Map<string, FollowedFile>();
    await this.allStand();
    for (const file of this.unfinished) if (!file.isLost) owners.set(file.fileKey, file);
    const there = new Map(listed.map((each) => [each.key, each]));
    for (const [key, file] of owners) {
      const each = there.get(key);
      if (each !== undefined) file.seen(each.path, each.modified);
      const isNamed = each !== undefined && each.besides === null;
      file.goneSince = isNamed ? null : (file.goneSince ?? now);
    }
    await this.findLost(listed, owners, now, tell);
    await this.unread.look(listed, (key) => owners.has(key), now, tell);
    for (const file of this.unfinished) this.known.written(file.name, file.mark.modified);
    this.tellMissing(listed, tell);
  }

  async allStand(): Promise<boolean> {
    let all = true;
    for (const file of this.unfinished) if (!file.isLost && !(await file.stands())) all = false;
    return all;
  }

  private async findLost(
    listed: readonly ListedFile[],
    owners: Map<string, FollowedFile>,
    now: number,
    tell: Tell,
  ): Promise<void> {
    for (const file of this.unfinished) {
      if (!file.isLost) continue;
      const candidates = listed.filter(({ key }) => !owners.has(key));
      candidates.sort((a, b) => Number(b.key === file.fileKey) - Number(a.key === file.fileKey));
      if (await this.find(file, candidates)) {
        owners.set(file.fileKey, file);
        const isNamed = listed.some(({ key, besides }) => key === file.fileKey && besides === null);
        file.goneSince = isNamed ? null : now;
        file.caughtUp = false;
        tell({ kind: 'caught-up', input: file.input, caughtUp: false });
        continue;
      }
      file.lostSince ??= now;
      if (this.options.follow && now - file.lostSince < this.options.quietMs) continue;
      if (file.offset > 0) {
        const message = `its content after byte ${file.offset} was not found: moved away, deleted, or truncated without a copy. If something was appended there, it was not read.`;
        tell({ kind: 'trouble', source: file.name, message });
      }
      await this.end(file, tell);
    }
  }

  private async find(file: FollowedFile, candidates: readonly ListedFile[]): Promise<boolean> {
    const open = (listed: ListedFile) => this.open(listed);
    const found = await findContent(file.mark, candidates, open, this.finishedMarks);
    if (found !== null) await file.adopt(found.content, found.at.path, found.at.modified);
    return found !== null;
  }

  /** Marks of what was read to its end, also of files that are not stored as finished yet. */
  get finishedMarks(): readonly ContentMark[] {
    return [...this.known.marks, ...this.files.filter((file) => file.finished).map((file) => file.mark)];
  }

  open({ path, name, key }: ListedFile): Content | null {
    try {
      const content = openContent(path, name);
      if (content.key === key) return content;
      void content.close();
    } catch (error) {
      this.listing.refused.set(name, error instanceof Error ? error.message : String(error));
    }
    return null;
  }

  async begin(listed: ListedFile, content: Content, isSettled: boolean, tell: Tell): Promise<boolean> {
    const { key, name, path, modified, format: asked, besides } = listed;
    const { formats, follow, nextInput } = this.options;
    const head = await content.read(0, SNIFF_BYTES);
    const format = asked === null ? tellFormat(head, isSettled, formats) : this.format(asked);
    if (format === null) {
      if (isSettled || head.length >= SNIFF_BYTES)
        this.sayOnce(tell, name, 'it begins like no known format.');
      return false;
    }
    const mark = { key, offset: 0, head: EMPTY, tail: EMPTY, modified };
    const position = {
      input: nextInput(),
      source: 'file',
      name,
      format: format.name,
      identity: markText(mark),
      offset: 0,
      records: 0,
      parser: null,
      finished: false,
    };
    const file = new FollowedFile(this.as(format), position, mark, path);
    file.endsOnce = !follow;
    file.goneSince = besides === null ? null : this.options.now();
    this.files.push(file);
    tell({ kind: 'opened', position });
    tell({ kind: 'caught-up', input: file.input, caughtUp: false });
    return true;
  }

  private async endRotated(now: number, tell: Tell): Promise<void> {
    for (const file of this.unfinished) {
      if (file.fault !== null && file.caughtUp) this.sayOnce(tell, file.name, file.fault.message);
      if (!file.caughtUp || file.isLost || file.goneSince === null) continue;
      if (now - file.goneSince >= this.options.quietMs) await this.end(file, tell);
    }
  }

  private async end(file: FollowedFile, tell: Tell): Promise<void> {
    const items = await file.finish();
    if (items.length > 0) tell({ kind: 'records', input: file.input, items });
    tell({ kind: 'caught-up', input: file.input, caughtUp: true });
  }

  private async closeSome(): Promise<void> {
    const open = this.files.filter((file) => file.isOpen);
    for (const file of open.slice(0, Math.max(0, open.length - MOST_OPEN))) {
      if (file.caughtUp && file.goneSince === null) await file.release();
    }
  }

  sayOnce(tell: Tell, source: string, message: string): void {
    const said = `${source}: ${message}`;
    if (this.saidOnce.has(said)) return;
    this.saidOnce.add(said);
    tell({ kind: 'trouble', source, message });
  }

  private tellMissing(listed: readonly ListedFile[], tell: Tell): void {
    for (const [name, reason] of this.listing.refused) {
      this.sayOnce(tell, name, `it cannot be read (${reason}); it is tried again.`);
    }
    if (listed.every(({ besides }) => besides !== null) && this.files.length === 0) {
      const asked = this.options.patterns.map(({ path }) => String(path)).join(', ');
      this.sayOnce(tell, asked, 'no such file yet; it is waited for.');
    }
  }

  positions(): readonly InputPosition[] {
    return this.files.map((file) => file.position);
  }

  stop(): void {
    // The files stay what they are.
  }

  stored(positions: readonly InputPosition[]): void {
    const over = new Set(positions.filter(({ finished }) => finished).map(({ input }) => input));
    this.files = this.files.filter((file) => {
      if (!over.has(file.input)) return true;
      this.known.finished(file.mark);
      return false;
    });
  }

  async close(): Promise<void> {
    for (const file of this.files) await file.release();
  }
}
