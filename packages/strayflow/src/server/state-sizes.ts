/** What the state folder takes of the disk, by part: looked at now and then, as it has many files. */
import { lstat, opendir, statfs } from 'node:fs/promises';
import { join } from 'node:path';

export const STATE_PARTS = ['databases', 'history', 'received', 'models', 'reports', 'other'] as const;
export type StatePart = (typeof STATE_PARTS)[number];

export interface StateSize {
  readonly part: StatePart;
  readonly bytes: number;
  readonly files: number;
}

export interface FoundSizes {
  /** Parts that have files, the largest first. */
  readonly parts: readonly StateSize[];
  /** Of the disk (bytes); null where it does not tell. */
  readonly disk: { readonly free: number; readonly all: number } | null;
  /** When it was looked at (Unix ms). */
  readonly seen: number;
}

/** What was found is told again for so long (ms). */
const KEPT_MS = 60_000;
/** Received, and not in the history yet. */
const RECEIVED: readonly string[] = ['segments', 'datagrams', 'push'];
const ALIKE: readonly string[] = ['history', 'models', 'reports'];

function partOf(name: string): StatePart {
  if (RECEIVED.includes(name)) return 'received';
  if (ALIKE.includes(name)) return name as StatePart;
  return name.includes('.db') ? 'databases' : 'other';
}

export class StateSizes {
  private readonly folder: string;
  private readonly now: () => number;
  private found: FoundSizes | null = null;
  private looking: Promise<FoundSizes> | null = null;

  /** @param now Unix ms */
  constructor(folder: string, now: () => number) {
    this.folder = folder;
    this.now = now;
  }

  /** However many ask, it is looked once. */
  async look(): Promise<FoundSizes> {
    if (this.found !== null && this.now() - this.found.seen < KEPT_MS) return this.found;
    this.looking ??= this.measure().finally(() => {
      this.looking = null;
    });
    return this.looking;
  }

  private async measure(): Promise<FoundSizes> {
    const sums = new Map<StatePart, { bytes: number; files: number }>();
    for await (const name of namesIn(this.folder)) {
      const part = partOf(name);
      const sum = sums.get(part) ?? { bytes: 0, files: 0 };
      sums.set(part, sum);
      await measureInto(sum, join(this.folder, name));
    }
    const disk = await statfs(this.folder).catch(() => null);
    this.found = {
      parts: [...sums]
        .map(([part, sum]) => ({ part, ...sum }))
        .filter(({ files }) => files > 0)
        .sort((a, b) => b.bytes - a.bytes),
      disk: disk === null ? null : { free: disk.bavail * disk.bsize, all: disk.blocks * disk.bsize },
      seen: this.now(),
    };
    return this.found;
  }
}

/** A running watch makes and removes files meanwhile. */
async function* namesIn(folder: string): AsyncGenerator<string, void> {
  const directory = await opendir(folder).catch(() => null);
  if (directory === null) return;
  for await (const { name } of directory) yield name;
}

async function measureInto(sum: { bytes: number; files: number }, path: string): Promise<void> {
  const found = await lstat(path).catch(() => null);
  if (found?.isFile() === true) {
    sum.bytes += found.size;
    sum.files += 1;
  } else if (found?.isDirectory() === true) {
    for await (const name of namesIn(path)) await measureInto(sum, join(path, name));
  }
}
