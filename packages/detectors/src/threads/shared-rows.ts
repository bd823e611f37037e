/** Memory that workers see, too. */

import type { Matrix } from '../matrix.js';
import { checkWhole } from '../options.js';

/** Rows of a job that are copied, and their scores, are at most so many bytes at a time. */
const MOST_BYTES = 2 ** 25;
const MOST_ROWS = 2 ** 20;

export function isShared({ buffer }: Float64Array): boolean {
  return Object.prototype.toString.call(buffer) === '[object SharedArrayBuffer]';
}

/** The same rows in shared memory: the matrix itself where it lies there already. */
export function inSharedMemory(matrix: Matrix): Matrix {
  if (isShared(matrix.values)) return matrix;
  const values = sharedNumbers(matrix.values.length);
  values.set(matrix.values);
  return { ...matrix, values };
}

/** A matrix of zeros, in shared memory or not. */
export function zeros(rows: number, columns: number, shared: boolean): Matrix {
  checkWhole('rows', rows, 0);
  checkWhole('columns', columns, 0);
  const count = rows * columns;
  return { rows, columns, values: shared ? sharedNumbers(count) : new Float64Array(count) };
}

/** One part of a job's rows, and room for their scores. */
export interface SharedPart {
  /** First row in the job's matrix. */
  readonly from: number;
  readonly matrix: Matrix;
  readonly scores: Float64Array;
}

/** Room that is used again by each job, so that memory does not grow with their number. */
export class SharedRoom {
  #values = sharedNumbers(0);
  #scores = sharedNumbers(0);

  /** The rows in shared memory, part after part; each part is valid until the next. */
  *parts({ rows, columns, values }: Matrix): Generator<SharedPart> {
    const inPlace = isShared(values);
    const fitting = inPlace ? MOST_ROWS : Math.floor(MOST_BYTES / (8 * Math.max(1, columns)));
    const most = Math.max(1, Math.min(MOST_ROWS, fitting));
    for (let from = 0; from < rows; from += most) {
      const count = Math.min(most, rows - from);
      const taken = values.subarray(from * columns, (from + count) * columns);
      yield {
        from,
        matrix: { rows: count, columns, values: inPlace ? taken : this.#copied(taken) },
        scores: this.#scoresOf(count),
      };
    }
  }

  #copied(values: Float64Array): Float64Array {
    if (this.#values.length < values.length) this.#values = sharedNumbers(values.length);
    const copy = this.#values.subarray(0, values.length);
    copy.set(values);
    return copy;
  }

  #scoresOf(rows: number): Float64Array {
    if (this.#scores.length < rows) this.#scores = sharedNumbers(rows);
    return this.#scores.subarray(0, rows);
  }
}

function sharedNumbers(count: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer(8 * count));
}
