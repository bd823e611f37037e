/**
 * Bodies that were pushed to one name, each a whole file, named by where it begins in the stream that all of them make one after
 * the other, and by its content.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const NAME = /^(\d{16})-([0-9a-f]{32})-(\d{1,12})\.body$/;

/** Where what is pushed to a name is kept until its effects are stored. */
export function folderOfPushes(state: string, name: string): string {
  return join(state, 'push', name);
}

export interface PushedBody {
  readonly path: string;
  /** Where its first byte stands in the stream. */
  readonly start: number;
  readonly bytes: number;
  /** Of its content, before a line end was added: half of its SHA-256 (hex). */
  readonly digest: string;
}

export function bodyPath(folder: string, { start, digest, bytes }: Omit<PushedBody, 'path'>): string {
  return join(folder, `${String(start).padStart(16, '0')}-${digest}-${bytes}.body`);
}

/** Oldest first; none where nothing was pushed yet. */
export function bodiesIn(folder: string): readonly PushedBody[] {
  return namesIn(folder)
    .sort()
    .flatMap((name) => {
      const [, start, digest, bytes] = NAME.exec(name) ?? [];
      if (start === undefined) return [];
      return [{ path: join(folder, name), start: Number(start), digest: digest!, bytes: Number(bytes) }];
    });
}

export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
