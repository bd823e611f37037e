/** Rows of numbers. */

/** Row-major, finite: the value of row r, column c is `values[r * columns + c]`. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float64Array;
}

/** Throws a RangeError that names what was expected when the matrix breaks its contract. */
export function checkMatrix(matrix: Matrix, columns?: number): void {
  if (matrix.values.length !== matrix.rows * matrix.columns) {
    throw new RangeError(
      `expected ${matrix.rows} x ${matrix.columns} = ${matrix.rows * matrix.columns} values, received ${matrix.values.length}`,
    );
  }
  if (columns !== undefined && matrix.columns !== columns) {
    throw new RangeError(`expected ${columns} columns, received ${matrix.columns}`);
  }
  for (let i = 0; i < matrix.values.length; i++) {
    if (!Number.isFinite(matrix.values[i]!)) {
      throw new RangeError(
        `expected finite values, received ${matrix.values[i]} at row ${Math.floor(i / matrix.columns)}, column ${i % matrix.columns}`,
      );
    }
  }
}
