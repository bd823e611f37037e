/** The bytes of a file as they are parsed: as they stand, or decompressed; read by offset. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { StrayflowError } from '../../../model/errors.js';
import { gunzip } from '../../gunzip.js';
import { isGzip } from '../../open-input.js';

const CHUNK_BYTES = 256 * 1024;
const NO_BYTES = new Uint8Array(0);

export interface Content {
  readonly compressed: boolean;
  /** Device and inode. */
  readonly key: string;
  /** At most `most` bytes (up to 256 KiB) from `offset` on; none at the present end. */
  read(offset: number, most: number): Promise<Uint8Array>;
  /** Why what `read` gave is not all: compressed data that break off or are damaged. */
  readonly fault: StrayflowError | null;
  /** There are bytes from `offset` on that can be had. */
  hasMore(offset: number): boolean;
  close(): Promise<void>;
}

/** The file that `path` leads to, kept open whatever becomes of the path. Throws the system's error. */
export function openContent(path: string | Buffer, name: string): Content {
  const descriptor = openSync(path, 'r');
  try {
    const head = new Uint8Array(3);
    readSync(descriptor, head, 0, 3, 0);
    return isGzip(head) ? new GzipContent(descriptor, name) : new PlainContent(descriptor);
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

function keyOf(descriptor: number): string {
  const { dev, ino } = fstatSync(descriptor, { bigint: true });
  return `${dev}:${ino}`;
}

class PlainContent implements Content {
  readonly compressed = false;
  readonly fault = null;
  readonly key: string;
  private readonly descriptor: number;

  constructor(descriptor: number) {
    this.descriptor = descriptor;
    this.key = keyOf(descriptor);
  }

  read(offset: number, most: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(Math.min(most, CHUNK_BYTES));
    let length = 0;
    while (length < bytes.length) {
      const read = readSync(this.descriptor, bytes, length, bytes.length - length, offset + length);
      if (read === 0) break;
      length += read;
    }
    return Promise.resolve(bytes.subarray(0, length));
  }

  /** A file that has become shorter has something new, too. */
  hasMore(offset: number): boolean {
    return fstatSync(this.descriptor).size !== offset;
  }

  close(): Promise<void> {
    closeSync(this.descriptor);
    return Promise.resolve();
  }
}

class GzipContent implements Content {
  readonly compressed = true;
  readonly key: string;
  fault: StrayflowError | null = null;
  private readonly descriptor: number;
  private readonly name: string;
  private chunks: AsyncGenerator<Uint8Array, void, void> | null = null;
  private left: Uint8Array = NO_BYTES;
  /** Decompressed bytes before `left`. */
  private at = 0;
  private over = false;
  /** Compressed bytes when the data broke off. */
  private brokenAt = -1;

  constructor(descriptor: number, name: string) {
    this.descriptor = descriptor;
    this.name = name;
    this.key = keyOf(descriptor);
  }

  async read(offset: number, most: number): Promise<Uint8Array> {
    if (offset < this.at || this.hasBeenWritten) await this.rewind();
    for (;;) {
      if (this.left.length === 0 && !(await this.more())) return NO_BYTES;
      if (this.at + this.left.length > offset) break;
      this.at += this.left.length;
      this.left = NO_BYTES;
    }
    this.left = this.left.subarray(offset - this.at);
    const bytes = this.left.slice(0, most);
    this.left = this.left.subarray(bytes.length);
    this.at = offset + bytes.length;
    return bytes;
  }

  private async more(): Promise<boolean> {
    if (this.over) return false;
    this.chunks ??= this.decompressed();
    try {
      const next = await this.chunks.next();
      if (next.done !== true) {
        this.left = next.value;
        return true;
      }
    } catch (error) {
      if (!(error instanceof StrayflowError)) throw error;
      this.fault = error;
      this.brokenAt = fstatSync(this.descriptor).size;
    }
    this.over = true;
    return false;
  }

  private decompressed(): AsyncGenerator<Uint8Array, void, void> {
    const stored = { count: 0 };
    const { descriptor } = this;
    async function* chunks(): AsyncGenerator<Uint8Array, void, void> {
      const buffer = new Uint8Array(CHUNK_BYTES);
      for (;;) {
        const read = readSync(descriptor, buffer, 0, buffer.length, stored.count);
        if (read === 0) return;
        stored.count += read;
        yield buffer.subarray(0, read);
      }
    }
    return gunzip(stored, chunks(), this.name);
  }

  private async rewind(): Promise<void> {
    await this.chunks?.return();
    this.chunks = null;
    this.left = NO_BYTES;
    this.at = 0;
    this.over = false;
    this.fault = null;
    this.brokenAt = -1;
  }

  /** Since the data broke off: whoever writes the file was not done. */
  private get hasBeenWritten(): boolean {
    return this.brokenAt >= 0 && fstatSync(this.descriptor).size !== this.brokenAt;
  }

  hasMore(offset: number): boolean {
    return this.hasBeenWritten || !this.over || this.at + this.left.length > offset;
  }

  async close(): Promise<void> {
    await this.chunks?.return();
    closeSync(this.descriptor);
  }
}
