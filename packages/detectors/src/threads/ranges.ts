/** How the rows of a job are cut: by its shape alone, whoever takes which range. */

export interface RowRange {
  /** First row. */
  readonly from: number;
  readonly rows: number;
}

const MOST_VALUES = 2 ** 15;
const MOST_ROWS = 1024;
const LEAST_ROWS = 16;
/** A large range is so many small ones: enough rows for what detectors prepare only when rows are many. */
const LARGE = 4;
/** With fewer large ranges than this, somebody would wait for the last. */
const LEAST_LARGE = 8;

/** Large ranges first, and for the last eighth small ones, so that all threads end at about the same time. */
export interface Ranges {
  readonly count: number;
  at(index: number): RowRange;
}

export function rangesOf(rows: number, columns: number): Ranges {
  const small = Math.min(MOST_ROWS, Math.max(LEAST_ROWS, Math.floor(MOST_VALUES / Math.max(1, columns))));
  const large = LARGE * small;
  const largeCount = rows >= LEAST_LARGE * large ? Math.floor((0.875 * rows) / large) : 0;
  const smallFrom = largeCount * large;
  const count = largeCount + Math.ceil((rows - smallFrom) / small);
  return {
    count,
    at(index) {
      if (index < largeCount) return { from: index * large, rows: large };
      const from = smallFrom + (index - largeCount) * small;
      return { from, rows: Math.min(small, rows - from) };
    },
  };
}
