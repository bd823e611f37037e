/** Sums over whole files, which never change: pages that ask again have only what is new to be worked out. */
import type { SqlRow } from './flow-database.js';

const MOST_ROWS = 200_000;

export class KeptSums {
  /** The last used last. */
  private readonly kept = new Map<string, readonly SqlRow[]>();
  private rows = 0;

  /** @param key all that the rows depend on */
  async take(key: string, make: () => Promise<readonly SqlRow[]>): Promise<readonly SqlRow[]> {
    const known = this.kept.get(key);
    const rows = known ?? (await make());
    this.forget(key);
    this.kept.set(key, rows);
    // An empty answer takes room, too.
    this.rows += rows.length + 1;
    for (const [oldest] of this.kept) {
      if (this.rows <= MOST_ROWS || oldest === key) break;
      this.forget(oldest);
    }
    return rows;
  }

  private forget(key: string): void {
    const rows = this.kept.get(key);
    if (rows === undefined) return;
    this.kept.delete(key);
    this.rows -= rows.length + 1;
  }
}
