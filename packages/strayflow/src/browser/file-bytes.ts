/** The bytes of a file that a page was given, by slices, counted and hashed on the way. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { StrayflowError } from '../model/errors.js';
import type { NamedInput, StoredStream } from '../shell/open-input.js';

const CHUNK_BYTES = 256 * 1024;

/** The part of a browser's File that is used. */
export interface PageFile {
  readonly name: string;
  readonly size: number;
  slice(start: number, end: number): { arrayBuffer(): Promise<ArrayBuffer> };
}

export interface PageInput extends NamedInput {
  readonly file: PageFile;
}

export class FileBytes implements StoredStream {
  count = 0;
  private readonly hash = sha256.create();
  private readonly input: PageInput;
  private digest: string | null = null;

  constructor(input: PageInput) {
    this.input = input;
  }

  sha256(): string {
    this.digest ??= bytesToHex(this.hash.digest());
    return this.digest;
  }

  /** Throws StrayflowError 'input-unreadable'. */
  async *chunks(): AsyncGenerator<Uint8Array, void, void> {
    const { file, name } = this.input;
    while (this.count < file.size) {
      let chunk: Uint8Array;
      try {
        chunk = new Uint8Array(await file.slice(this.count, this.count + CHUNK_BYTES).arrayBuffer());
        if (chunk.length === 0) throw new RangeError('the file became shorter');
      } catch (cause) {
        const place = this.count === 0 ? '' : ` after ${this.count} bytes`;
        throw new StrayflowError('input-unreadable', `${name} cannot be read${place}`, { cause });
      }
      this.count += chunk.length;
      this.hash.update(chunk);
      yield chunk;
    }
  }
}
