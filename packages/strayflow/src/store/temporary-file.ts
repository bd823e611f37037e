/** An append-only temporary file that nobody else can open and that vanishes with the process, however it ends. */
import { randomBytes } from 'node:crypto';
import { closeSync, constants, openSync, read, readSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { StrayflowError } from '../model/errors.js';
import type { SpoolFile } from './spool-file.js';

const readAt = promisify(read);

export class TemporaryFile implements SpoolFile {
  private readonly fd: number;
  private readonly directory: string;
  private readonly maxBytes: number;
  private used = 0;

  /** `maxBytes` is the most that may be written. */
  constructor(directory: string, maxBytes: number) {
    const path = join(directory, `strayflow-${randomBytes(8).toString('hex')}.spool`);
    this.directory = directory;
    this.maxBytes = maxBytes;
    try {
      this.fd = openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL, 0o600);
      // The open descriptor keeps the data; without a name there is nothing left to clean up after a crash.
      unlinkSync(path);
    } catch (cause) {
      throw new StrayflowError('output-unwritable', `cannot create a temporary file in ${directory}`, {
        cause,
      });
    }
  }

  get bytes(): number {
    return this.used;
  }

  /** Where the bytes now start in the file. */
  append(bytes: Uint8Array): number {
    const start = this.used;
    if (start + bytes.length > this.maxBytes) {
      throw new StrayflowError(
        'output-unwritable',
        `the temporary file in ${this.directory} would pass its limit of ${this.maxBytes} bytes`,
        { hint: 'Raise the limit, or read fewer inputs at once.' },
      );
    }
    try {
      for (let done = 0; done < bytes.length; ) {
        done += writeSync(this.fd, bytes, done, bytes.length - done, start + done);
      }
    } catch (cause) {
      const full = (cause as NodeJS.ErrnoException).code === 'ENOSPC';
      const what = full ? 'no space left for' : 'cannot write';
      throw new StrayflowError('output-unwritable', `${what} the temporary file in ${this.directory}`, {
        cause,
      });
    }
    this.used = start + bytes.length;
    return start;
  }

  async readAt(start: number, length: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(length);
    for (let done = 0; done < length; ) {
      const { bytesRead } = await readAt(this.fd, bytes, done, length - done, start + done);
      if (bytesRead === 0) throw this.cutShort(start + done);
      done += bytesRead;
    }
    return bytes;
  }

  /** As `readAt`, while nothing else happens. */
  readNow(start: number, length: number): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(length);
    for (let done = 0; done < length; ) {
      const bytesRead = readSync(this.fd, bytes, done, length - done, start + done);
      if (bytesRead === 0) throw this.cutShort(start + done);
      done += bytesRead;
    }
    return bytes;
  }

  private cutShort(at: number): StrayflowError {
    const message = `the temporary file in ${this.directory} ends at byte ${at} of ${this.used}`;
    return new StrayflowError('output-unwritable', message);
  }

  close(): void {
    closeSync(this.fd);
  }
}
