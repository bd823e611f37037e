/** One file that is followed: its content wherever that was moved to, its parser, and how far it was read. */
import { StrayflowError } from '../../../model/errors.js';
import type { SourceFormat } from '../../../model/source.js';
import type { InputPosition, LiveItem } from '../live-input.js';
import { type Content, openContent } from './content.js';
import { type ContentMark, EndsKeeper, endsOf, markText } from './content-mark.js';
import { ParsedInput } from './parsed-input.js';
import { NO_LOSS, type ReadableInput } from './readable-input.js';

const CHUNK_BYTES = 256 * 1024;

export interface FollowedAs {
  readonly site: string;
  readonly format: SourceFormat;
  readonly options: unknown;
}

export class FollowedFile implements ReadableInput {
  readonly input: number;
  readonly name: string;
  readonly isVolatile = false;
  caughtUp = false;
  finished = false;
  /** Nothing can be appended: its end is the end. */
  endsOnce = false;
  /** Where it was seen last. */
  path: string | Buffer;
  /** Its content is not where it was: it was truncated, or moved away while nobody looked. */
  isLost = false;
  /** Since when it is at no path that is asked for (ms); null while it is. */
  goneSince: number | null = null;
  /** Since when nobody knows where its content is (ms). */
  lostSince: number | null = null;
  private readonly as: FollowedAs;
  private content: Content | null = null;
  private parsed: ParsedInput | null = null;
  private ends: EndsKeeper | null = null;
  private key: string;
  private modified: bigint;
  private readonly markBefore: ContentMark;
  /** Bytes that were parsed and whose records were handed on. */
  private known: number;
  private state: Uint8Array | null;
  private records: number;
  private told: InputPosition | null;
  private countedAt = -1;

  /** @param before where an earlier run stopped, or the beginning */
  constructor(as: FollowedAs, before: InputPosition, mark: ContentMark, path: string | Buffer) {
    this.as = as;
    this.input = before.input;
    this.name = before.name;
    this.known = before.offset;
    this.state = before.parser;
    this.records = before.records;
    this.key = mark.key;
    this.modified = mark.modified;
    this.markBefore = mark;
    this.path = path;
    this.told = before.offset > 0 ? before : null;
  }

  get newest(): number {
    return this.parsed?.newest ?? Number.NEGATIVE_INFINITY;
  }

  get fileKey(): string {
    return this.key;
  }

  get isOpen(): boolean {
    return this.content !== null;
  }

  /** To compare other contents with; the caller does not close it. */
  get readableContent(): Content | null {
    return this.content;
  }

  /** Bytes that were read, by this run or an earlier one. */
  get offset(): number {
    return Math.max(this.known, this.parsed?.offset ?? 0);
  }

  /** What was read of it so far. */
  get mark(): ContentMark {
    const { ends, key, modified } = this;
    return ends === null ? { ...this.markBefore, key, modified } : ends.mark(key, modified);
  }

  /** Its content goes on in this one: moved, copied, or compressed. */
  async adopt(content: Content, path: string | Buffer, modified: bigint): Promise<void> {
    await this.content?.close();
    this.content = content;
    this.key = content.key;
    this.path = path;
    this.modified = modified;
    this.isLost = false;
    this.lostSince = null;
    this.ends ??= new EndsKeeper(this.offset, await endsOf(content, this.offset));
    this.told = null;
  }

  seen(path: string | Buffer, modified: bigint): void {
    this.path = path;
    this.modified = modified;
  }

  /** There is something to read, or to find out. */
  hasMore(size: number | null): boolean {
    if (this.content !== null) return this.content.hasMore(this.offset);
    return size !== null && size !== this.offset;
  }

  get fault(): StrayflowError | null {
    return this.content?.fault ?? null;
  }

  get isCompressed(): boolean {
    return this.content?.compressed ?? false;
  }

  async read(): Promise<readonly LiveItem[] | null> {
    if (this.finished || !(await this.open()) || this.content === null) return this.pause();
    const parsed = this.parser();
    if (parsed.offset < this.known) return this.readAgain(this.content, parsed);
    const bytes = await this.content.read(parsed.offset, CHUNK_BYTES);
    if (!(await this.stands())) return this.pause();
    if (bytes.length === 0) return this.atPresentEnd(this.content, parsed);
    this.ends!.push(bytes);
    parsed.push(bytes);
    parsed.check();
    return parsed.take();
  }

  private async atPresentEnd(content: Content, parsed: ParsedInput): Promise<readonly LiveItem[] | null> {
    const isEnd = this.endsOnce || (content.compressed && content.fault === null);
    const complete = parsed.flush();
    if (complete.length > 0) return complete;
    if (content.fault !== null && this.endsOnce) throw content.fault;
    const items = isEnd && !this.finished ? await this.finish() : [];
    return items.length > 0 ? items : this.pause();
  }

  private pause(): null {
    this.caughtUp = true;
    return null;
  }

  /** What was read of it is still there; where it is not, it is lost from now on. */
  async stands(): Promise<boolean> {
    const { content, ends } = this;
    if (content === null || content.compressed || ends === null) return !this.isLost;
    if (await ends.standsIn(content)) return true;
    this.isLost = true;
    await this.release();
    return false;
  }

  /** False when the file is not there any more. */
  private async open(): Promise<boolean> {
    if (this.content !== null) return true;
    if (this.isLost) return false;
    let content: Content;
    try {
      content = openContent(this.path, this.name);
    } catch {
      // Moved since it was seen: it is looked for.
      this.isLost = true;
      return false;
    }
    if (content.key !== this.key) {
      this.isLost = true;
      await content.close();
      return false;
    }
    this.content = content;
    this.ends ??= new EndsKeeper(this.offset, await endsOf(content, this.offset));
    return true;
  }

  private parser(): ParsedInput {
    if (this.parsed !== null) return this.parsed;
    const { site, format, options } = this.as;
    const as = { input: this.input, name: this.name, site, format, options };
    try {
      this.parsed = new ParsedInput(as, this.state, this.known);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.parsed = new ParsedInput(as);
    }
    this.state = null;
    return this.parsed;
  }

  /** What an earlier run has parsed, for the parser's memory: those records were handed on. */
  private async readAgain(content: Content, parsed: ParsedInput): Promise<readonly LiveItem[]> {
    const bytes = await content.read(parsed.offset, Math.min(CHUNK_BYTES, this.known - parsed.offset));
    if (bytes.length === 0) {
      throw new StrayflowError('input-corrupt', `${this.name} has become shorter: ${parsed.offset} bytes`);
    }
    parsed.push(bytes);
    if (parsed.offset === this.known) parsed.flush();
    parsed.take();
    return [];
  }

  flush(): readonly LiveItem[] {
    const { parsed } = this;
    return parsed === null || this.finished || parsed.offset < this.known ? [] : parsed.flush();
  }

  /** No more bytes come. */
  async finish(): Promise<readonly LiveItem[]> {
    // Its parser's memory is needed for what is still open in it.
    while (this.parsed === null || this.parsed.offset < this.known) {
      if (this.parsed === null && this.state !== null) this.parser();
      else if ((await this.read()) === null) break;
    }
    const whole = this.parsed !== null && this.parsed.offset >= this.known;
    const items = whole ? this.parsed!.end() : [];
    this.over();
    await this.release();
    return items;
  }

  private over(): void {
    this.finished = true;
    this.caughtUp = true;
    this.told = null;
  }

  giveUp(): readonly LiveItem[] {
    const items = this.parsed?.take() ?? [];
    this.over();
    return items;
  }

  get position(): InputPosition {
    if (this.told !== null && this.told.offset === this.offset) return this.told;
    const { parsed, finished, offset } = this;
    const isCurrent = parsed !== null && parsed.offset >= this.known;
    if (isCurrent) this.records = parsed.records;
    this.told = {
      input: this.input,
      source: 'file',
      name: this.name,
      format: this.as.format.name,
      identity: markText(this.mark),
      offset,
      records: this.records,
      parser: finished ? null : isCurrent ? parsed.snapshot() : this.state,
      finished,
    };
    return this.told;
  }

  counts() {
    const { parsed } = this;
    if (parsed === null || parsed.offset < this.known) return null;
    const at = parsed.offset + (this.finished ? 1 : 0);
    if (at === this.countedAt) return null;
    this.countedAt = at;
    return { summary: parsed.summary(), loss: { ...NO_LOSS, sequenceGaps: parsed.losses } };
  }

  /** Gives the file's descriptor back; what was read stays. */
  async release(): Promise<void> {
    const { content } = this;
    this.content = null;
    await content?.close();
  }
}
