/** One file of the live shell: bytes from where an earlier run stopped, through the parser, to batches. */
import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import type { InputSummary } from '../../model/coverage.js';
import { StrayflowError } from '../../model/errors.js';
import type { Parser } from '../../model/source.js';
import { SOURCE_FORMATS, sniffFormat } from '../../sources/index.js';
import { describeHead } from '../describe-head.js';
import { isGzip } from '../gunzip.js';
import { type OpenInput, openInput } from '../input-reader.js';
import { InputTally } from '../input-tally.js';
import type { InputPosition, LiveItem } from './live-input.js';

const CHUNK_BYTES = 256 * 1024;
const HEAD_BYTES = 64 * 1024;
/** First bytes that tell a file from another one of the same name. */
const IDENTITY_BYTES = 256;

export interface FileToRead {
  /** As it may be shown. */
  readonly name: string;
  readonly path: string | Buffer;
  /** Name of its format; told by the first bytes unless given. */
  readonly format?: string;
}

export interface ReadAs {
  readonly site: string;
  readonly sourceOptions: Readonly<Record<string, unknown>>;
}

/** Device, inode, and the hash of the first bytes, with how many these are: a young file may have few. */
function identityOf(path: string | Buffer, bytes: number): string | null {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch {
    // It is gone, or not to be read: then it is not the file that it was.
    return null;
  }
  try {
    const { dev, ino } = fstatSync(descriptor, { bigint: true });
    const head = new Uint8Array(bytes);
    const read = readSync(descriptor, head, 0, bytes, 0);
    const hash = createHash('sha256').update(head.subarray(0, read)).digest('hex');
    return `${dev}:${ino}:${read}:${hash}`;
  } finally {
    closeSync(descriptor);
  }
}

export class FileReader {
  readonly name: string;
  readonly input: number;
  caughtUp = false;
  finished = false;
  /** Event time of the newest record (Unix ms). */
  newest = Number.NEGATIVE_INFINITY;
  private readonly path: string | Buffer;
  private readonly givenFormat: string | undefined;
  private readonly readAs: ReadAs;
  /** Bytes that an earlier run has parsed: their records were handed on by it. */
  private readonly known: number;
  private readonly before: InputPosition | null;
  private identity: string;
  private readonly tally = new InputTally();
  private parser: Parser | null = null;
  private format = '';
  private offset = 0;
  private compressed: { readonly input: OpenInput; readonly chunks: AsyncGenerator<Uint8Array> } | null =
    null;
  private left: Uint8Array = new Uint8Array(0);
  private descriptor: number | null = null;

  static isSame({ path }: FileToRead, { identity }: InputPosition): boolean {
    const bytes = Number(identity.split(':')[2]);
    return Number.isInteger(bytes) && identityOf(path, bytes) === identity;
  }

  constructor(file: FileToRead, input: number, readAs: ReadAs, before: InputPosition | null) {
    this.name = file.name;
    this.path = file.path;
    this.givenFormat = file.format;
    this.input = input;
    this.readAs = readAs;
    this.before = before;
    this.known = before?.offset ?? 0;
    this.identity = before?.identity ?? identityOf(file.path, IDENTITY_BYTES) ?? '';
  }

  get isOpen(): boolean {
    return this.parser !== null;
  }

  /** Nothing can be appended: a compressed file. */
  get endsOnce(): boolean {
    return this.compressed !== null;
  }

  /** The records of the next bytes; null at the present end. Throws StrayflowError. */
  async read(): Promise<readonly LiveItem[] | null> {
    if (this.parser === null && !(await this.open())) return null;
    // What an earlier run has parsed is parsed again for the parser's memory; its records were handed on.
    while (this.offset < this.known) {
      const bytes = await this.bytes(this.known - this.offset);
      if (bytes === null) {
        throw new StrayflowError('input-corrupt', `${this.name} has become shorter: ${this.offset} bytes`);
      }
      this.push(bytes);
      if (this.offset === this.known) this.parser!.flush();
      this.take();
    }
    const bytes = await this.bytes(CHUNK_BYTES);
    if (bytes === null) return this.isEmpty() ? null : this.atPresentEnd();
    this.push(bytes);
    this.tally.checkSoFar(this.name);
    return this.take();
  }

  /** Records that are complete and not yet handed on; then null. */
  private atPresentEnd(): readonly LiveItem[] | null {
    this.parser!.flush();
    const items = this.take();
    return items.length === 0 ? null : items;
  }

  private isEmpty(): boolean {
    return this.offset === 0;
  }

  private push(bytes: Uint8Array): void {
    this.parser!.push(bytes);
    this.offset += bytes.length;
  }

  private take(): readonly LiveItem[] {
    const items = this.tally.batches.splice(0);
    for (const { batch } of items) {
      for (const time of batch.time) if (time > this.newest) this.newest = time;
    }
    return items;
  }

  /** False as long as the file is empty. */
  private async open(): Promise<boolean> {
    const head = new Uint8Array(HEAD_BYTES);
    let length: number;
    try {
      this.descriptor ??= openSync(this.path, 'r');
      length = readSync(this.descriptor, head, 0, HEAD_BYTES, 0);
    } catch (cause) {
      throw new StrayflowError('input-unreadable', `${this.name} cannot be read`, { cause });
    }
    if (length === 0) return false;
    if (this.known === 0) this.identity = identityOf(this.path, IDENTITY_BYTES) ?? '';
    let plain = head.subarray(0, length);
    if (isGzip(plain)) {
      const bytes = statSync(this.path).size;
      const input = await openInput({ name: this.name, path: this.path, explicit: true, bytes });
      this.compressed = { input, chunks: input.chunks() };
      plain = new Uint8Array(input.head);
    }
    const format = this.chooseFormat(plain);
    const options = format.options.parse(this.readAs.sourceOptions[format.name] ?? {});
    this.parser = format.open({ site: this.readAs.site, input: this.input, sink: this.tally }, options);
    this.format = format.name;
    return true;
  }

  private chooseFormat(head: Uint8Array) {
    const format = this.givenFormat;
    const found =
      format === undefined ? sniffFormat(head) : SOURCE_FORMATS.find((each) => each.name === format);
    if (found !== undefined && found !== null) return found;
    if (format !== undefined) throw new StrayflowError('usage', `there is no format "${format}"`);
    throw new StrayflowError(
      'input-unknown',
      `${this.name} begins like no known format; it looks like ${describeHead(head)}`,
    );
  }

  /** At most `most` of the next bytes; null at the present end. */
  private async bytes(most: number): Promise<Uint8Array | null> {
    if (this.compressed === null) {
      const chunk = new Uint8Array(Math.min(most, CHUNK_BYTES));
      const read = readSync(this.descriptor!, chunk, 0, chunk.length, this.offset);
      return read === 0 ? null : chunk.subarray(0, read);
    }
    while (this.left.length === 0) {
      const next = await this.compressed.chunks.next();
      if (next.done === true) return null;
      this.left = next.value.slice();
    }
    const part = this.left.subarray(0, most);
    this.left = this.left.subarray(part.length);
    return part;
  }

  /** Throws StrayflowError 'input-corrupt' when the file has become shorter: what was read is not there any more. */
  hasGrown(): boolean {
    let size: number;
    try {
      ({ size } = statSync(this.path));
    } catch {
      // Away for the moment, or for good; what was read of it stays.
      return false;
    }
    const read = this.parser === null ? 0 : this.offset;
    if (size >= read) return size > read;
    throw new StrayflowError('input-corrupt', `it has become shorter, from ${read} to ${size} bytes`);
  }

  /** Records that are complete. */
  flush(): readonly LiveItem[] {
    if (this.parser === null || this.finished || this.offset < this.known) return [];
    this.parser.flush();
    return this.take();
  }

  /** No more bytes come. */
  async finish(): Promise<readonly LiveItem[]> {
    if (this.parser === null) return [];
    this.finished = true;
    this.parser.end();
    await this.close();
    return this.take();
  }

  /** It cannot be read on. */
  async giveUp(): Promise<void> {
    this.finished = true;
    this.caughtUp = true;
    await this.close();
  }

  get position(): InputPosition {
    return {
      input: this.input,
      source: 'file',
      name: this.name,
      format: this.before?.format ?? this.format,
      identity: this.identity,
      offset: Math.max(this.offset, this.known),
      records: this.summary()?.read ?? this.before?.records ?? 0,
      parser: null,
      finished: this.finished,
    };
  }

  /** Null before its first byte. */
  summary(): InputSummary | null {
    if (this.parser === null) return null;
    return this.tally.summary({ name: this.name, sha256: '', format: this.format, bytes: this.offset });
  }

  async close(): Promise<void> {
    if (this.descriptor !== null) closeSync(this.descriptor);
    this.descriptor = null;
    await this.compressed?.input.close();
    await this.compressed?.chunks.return(undefined);
  }
}
