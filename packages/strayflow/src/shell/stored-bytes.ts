/** The bytes of an input as they are stored, counted and hashed on the way. */
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { StrayflowError } from '../model/errors.js';
import type { InputFile } from './inputs.js';
import type { StoredStream } from './open-input.js';

const CHUNK_BYTES = 256 * 1024;

export class StoredBytes implements StoredStream {
  /** Bytes read so far. */
  count = 0;
  private readonly hash = createHash('sha256');
  private readonly file: InputFile;
  private readonly standardInput: Readable;
  private digest: string | null = null;

  constructor(file: InputFile, standardInput: Readable) {
    this.file = file;
    this.standardInput = standardInput;
  }

  /** SHA-256 (hex) of the bytes read so far; final. */
  sha256(): string {
    this.digest ??= this.hash.digest('hex');
    return this.digest;
  }

  /** A chunk is valid until the next one is asked for. Throws StrayflowError 'input-unreadable'. */
  async *chunks(): AsyncGenerator<Uint8Array, void, void> {
    const raw = this.file.path === null ? this.fromStandardInput() : this.fromFile(this.file.path);
    try {
      for await (const chunk of raw) {
        this.count += chunk.length;
        this.hash.update(chunk);
        yield chunk;
      }
    } catch (error) {
      const place = this.count === 0 ? '' : ` after ${this.count} bytes`;
      throw new StrayflowError('input-unreadable', `${this.file.name} cannot be read${place}`, {
        cause: error,
      });
    }
  }

  private async *fromFile(path: string | Buffer): AsyncGenerator<Uint8Array, void, void> {
    const handle = await open(path, 'r');
    const buffer = new Uint8Array(CHUNK_BYTES);
    try {
      for (;;) {
        const { bytesRead } = await handle.read(buffer, 0, buffer.length, null);
        if (bytesRead === 0) return;
        yield buffer.subarray(0, bytesRead);
      }
    } finally {
      await handle.close();
    }
  }

  private async *fromStandardInput(): AsyncGenerator<Uint8Array, void, void> {
    for await (const chunk of this.standardInput) {
      const bytes: Uint8Array = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      for (let at = 0; at < bytes.length; at += CHUNK_BYTES) yield bytes.subarray(at, at + CHUNK_BYTES);
    }
  }
}
