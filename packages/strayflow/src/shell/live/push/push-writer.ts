/** Stores what is pushed, so that it can be acknowledged: whole, on the disk, once, within a bound. */
import { createHash } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { bodiesIn, bodyPath, namesIn } from './push-folder.js';

/** stored: on the disk; known: the same bytes are there already, from a try that was not acknowledged; full: not taken. */
export type Pushed = 'stored' | 'known' | 'full';

const LINE_END = 10;
const PART = '.part';

/** The only one that writes to its folder. */
export class PushWriter {
  private readonly folder: string;
  private readonly storedBytes: number;
  private readonly atLeast: number;
  private last: Promise<unknown> = Promise.resolve();

  /**
   * Throws the system's error.
   * @param storedBytes of all that was not read yet
   * @param atLeast a place in the stream that was read: where the bodies end before it, they were lost
   */
  constructor(folder: string, storedBytes: number, atLeast = 0) {
    this.folder = folder;
    this.storedBytes = storedBytes;
    this.atLeast = atLeast;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // What broke off was not acknowledged.
    for (const name of namesIn(folder)) if (name.endsWith(PART)) rmSync(join(folder, name));
  }

  /** Whole lines of text, one body after the other. Rejects with the system's error: nothing of it is stored then. */
  add(body: Uint8Array): Promise<Pushed> {
    const added = this.last.then(() => this.store(body));
    this.last = added.catch(() => undefined);
    return added;
  }

  private async store(body: Uint8Array): Promise<Pushed> {
    if (body.length === 0) return 'stored';
    const digest = createHash('sha256').update(body).digest('hex').slice(0, 32);
    const bodies = bodiesIn(this.folder);
    if (bodies.some((each) => each.digest === digest)) return 'known';
    const isWhole = body.at(-1) === LINE_END;
    const bytes = body.length + (isWhole ? 0 : 1);
    const stored = bodies.reduce((sum, each) => sum + each.bytes, 0);
    if (stored + bytes > this.storedBytes) return 'full';
    const before = bodies.at(-1);
    const start = Math.max(this.atLeast, before === undefined ? 0 : before.start + before.bytes);
    const path = bodyPath(this.folder, { start, digest, bytes });
    await this.write(path, isWhole ? [body] : [body, Uint8Array.of(LINE_END)]);
    return 'stored';
  }

  private async write(path: string, pieces: readonly Uint8Array[]): Promise<void> {
    const part = `${path}${PART}`;
    try {
      const file = await open(part, 'w', 0o600);
      try {
        for (const piece of pieces) await file.writeFile(piece);
        await file.datasync();
      } finally {
        await file.close();
      }
      await rename(part, path);
    } catch (error) {
      await rm(part, { force: true });
      throw error;
    }
    const folder = await open(this.folder, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  }
}
