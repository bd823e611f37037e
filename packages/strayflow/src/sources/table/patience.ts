/** How long a growing table waits for more of its first rows before they decide what its columns are. */

/** As many decide at the first flush. */
const ENOUGH_ROWS = 10;

/** Fewer rows decide when nothing was added between two flushes: a table may grow slowly, and what it holds is wanted. */
/** What a reader of the report must know. */
export function earlyNote(rows: number): string {
  return `columns were told by the first ${rows === 1 ? 'row' : `${rows} rows`}: no more had come`;
}

export class Patience {
  /** Bytes at the last flush, -1 = there was none. */
  bytes: number;

  constructor(bytes = -1) {
    this.bytes = bytes;
  }

  /** At a flush, with so many whole rows in so many bytes: whether they have to do. */
  isOver(rows: number, bytes: number): boolean {
    const isQuiet = bytes === this.bytes;
    this.bytes = bytes;
    return rows >= ENOUGH_ROWS || (rows > 0 && isQuiet);
  }
}
