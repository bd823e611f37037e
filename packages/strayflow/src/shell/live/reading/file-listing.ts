/** The files that patterns lead to now, and those beside them that a rotation may have made. */
import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { glob, isDynamicPattern } from 'tinyglobby';
import { displayName } from '../../display-name.js';

export interface FollowPattern {
  /** File, folder, or glob of files. Bytes where the file system's name is no UTF-8. */
  readonly path: string | Buffer;
  /** Told by the first bytes unless given. */
  readonly format: string | null;
}

export interface ListedFile {
  readonly path: string | Buffer;
  readonly name: string;
  /** Device and inode. */
  readonly key: string;
  readonly size: number;
  /** ns since 1970. */
  readonly modified: bigint;
  readonly format: string | null;
  /** The path that was asked for and that this file stood at before it was rotated; null for a file that was asked for. */
  readonly besides: string | null;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** "eve.json.1", "conn.log-20240131.gz": what stood at `path` before it was rotated. */
export function isRotated(name: string, path: string): boolean {
  return name.length > path.length + 1 && name.startsWith(path) && /^[.-]/.test(name.slice(path.length));
}

export class FileListing {
  /** Paths that cannot be looked at now, with the reason. */
  readonly refused = new Map<string, string>();
  private readonly patterns: readonly FollowPattern[];

  constructor(patterns: readonly FollowPattern[]) {
    this.patterns = patterns;
  }

  /** Each file once: those that were asked for, in that order, then their neighbours, by last writing. @param around paths whose rotated neighbours are wanted, too */
  async list(around: readonly string[]): Promise<readonly ListedFile[]> {
    this.refused.clear();
    const found = new Map<string, ListedFile>();
    for (const pattern of this.patterns) {
      for (const path of await this.pathsOf(pattern)) this.add(found, path, pattern.format, null);
    }
    const named = [...found.values()].flatMap(({ path, format }) =>
      typeof path === 'string' ? [{ path, format }] : [],
    );
    const formats = new Map(named.map(({ path, format }) => [path, format]));
    const bases = new Set([
      ...this.patterns.flatMap(({ path }) =>
        typeof path === 'string' && !isDynamicPattern(path) ? [path] : [],
      ),
      ...formats.keys(),
      ...around,
    ]);
    const asked = found.size;
    for (const base of [...bases].sort()) {
      const format = formats.get(base) ?? this.formatOf(base);
      for (const path of neighbours(base)) this.add(found, path, format, base);
    }
    const files = [...found.values()];
    const beside = files
      .slice(asked)
      .sort((a, b) => Number(a.modified - b.modified) || (a.name < b.name ? -1 : 1));
    return [...files.slice(0, asked), ...beside];
  }

  private formatOf(base: string): string | null {
    return this.patterns.find(({ path }) => path === base)?.format ?? null;
  }

  private async pathsOf({ path }: FollowPattern): Promise<readonly (string | Buffer)[]> {
    if (typeof path !== 'string') return [path];
    const status = this.statusOf(path);
    if (status?.isDirectory())
      return readdirSync(path)
        .sort()
        .map((name) => join(path, name));
    if (status !== null || !isDynamicPattern(path)) return [path];
    const found = await glob(path, {
      expandDirectories: false,
      onlyFiles: true,
      absolute: isAbsolute(path),
    });
    return found.sort();
  }

  private statusOf(path: string | Buffer) {
    try {
      return statSync(path, { bigint: true });
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') this.refused.set(displayName(path), codeOf(error));
      return null;
    }
  }

  private add(
    found: Map<string, ListedFile>,
    path: string | Buffer,
    format: string | null,
    besides: string | null,
  ): void {
    const status = this.statusOf(path);
    if (status === null || !status.isFile()) return;
    const key = `${status.dev}:${status.ino}`;
    if (found.has(key)) return;
    const { size, mtimeNs: modified } = status;
    found.set(key, { path, name: displayName(path), key, size: Number(size), modified, format, besides });
  }
}

/** Files in the folder of `path` whose name begins as its stem does. */
function neighbours(path: string): readonly string[] {
  const folder = dirname(path);
  const name = basename(path);
  const dot = name.indexOf('.', 1);
  const stem = dot < 0 ? name : name.slice(0, dot);
  let names: readonly string[];
  try {
    names = readdirSync(folder);
  } catch {
    // The folder is away, and with it what it held.
    return [];
  }
  return names.filter((each) => each !== name && each.startsWith(stem)).map((each) => join(folder, each));
}
