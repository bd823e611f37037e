/** Rows of numbers. */

/** Row-major, finite: the value of row r, column c is `values[r * columns + c]`. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float64Array;
}

/**
 * Throws a RangeError that names what was expected when the matrix breaks its contract. No rows are allowed.
 */
export function checkMatrix(matrix: Matrix, columns?: number): void {
  checkShape(matrix, columns);
  for (let i = 0; i < matrix.values.length; i++) {
    if (!Number.isFinite(matrix.values[i]!)) {
      throw new RangeError(
        `expected finite values, received ${matrix.values[i]} at row ${Math.floor(i / matrix.columns)}, column ${i % matrix.columns}`,
      );
    }
  }
}

/** `checkMatrix` for what is fitted on: at least one row and one column. */
export function checkFitMatrix(matrix: Matrix): void {
  checkMatrix(matrix);
  if (matrix.rows < 1 || matrix.columns < 1) {
    throw new RangeError(
      `expected at least 1 row and 1 column to fit, received ${matrix.rows} x ${matrix.columns}`,
    );
  }
}

/** Throws a RangeError unless the row has this many columns, all finite. */
export function checkRow(row: Float64Array, columns: number): void {
  if (row.length !== columns) {
    throw new RangeError(`expected a row of ${columns} columns, received ${row.length}`);
  }
  for (let c = 0; c < columns; c++) {
    if (!Number.isFinite(row[c]!)) {
      throw new RangeError(`expected finite values, received ${row[c]} at column ${c}`);
    }
  }
}

/** The rows of `matrix` with these indices, in this order, as a new matrix. */
export function takeRows(matrix: Matrix, indices: ArrayLike<number>): Matrix {
  const { columns } = matrix;
  const values = new Float64Array(indices.length * columns);
  for (let i = 0; i < indices.length; i++) {
    const from = indices[i]! * columns;
    for (let c = 0; c < columns; c++) values[i * columns + c] = matrix.values[from + c]!;
  }
  return { rows: indices.length, columns, values };
}

/** `checkMatrix` without a look at the values. */
export function checkShape(matrix: Matrix, expectedColumns?: number): void {
  const { rows, columns, values } = matrix;
  if (!Number.isSafeInteger(rows) || rows < 0 || !Number.isSafeInteger(columns) || columns < 0) {
    throw new RangeError(
      `expected whole, non-negative numbers of rows and columns, received ${rows} x ${columns}`,
    );
  }
  // Not instanceof: arrays of another realm (a worker, a frame) are as good.
  if (Object.prototype.toString.call(values) !== '[object Float64Array]') {
    throw new RangeError(`expected values in a Float64Array, received ${typeof values}`);
  }
  if (values.length !== rows * columns) {
    throw new RangeError(
      `expected ${rows} x ${columns} = ${rows * columns} values, received ${values.length}`,
    );
  }
  if (expectedColumns !== undefined && columns !== expectedColumns) {
    throw new RangeError(`expected ${expectedColumns} columns, received ${columns}`);
  }
}
