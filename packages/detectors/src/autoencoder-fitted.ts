/** A fitted autoencoder: scores rows by what it fails to reproduce. */
import { meanSquaredError, reachable, type TrainingHistory, withinReach } from './autoencoder-training.js';
import type { DetectorJson, FittedDetector } from './detector.js';
import { fitsFloats, isWithinReach, NetworkKernel } from './kernels/network.js';
import { checkMatrix, checkRow, checkShape, type Matrix } from './matrix.js';
import { forward, type Layer, rowsAtOnce, workspace } from './network.js';
import { readList, readNumbers, readObject, readWholes } from './untrusted.js';

const KIND = 'autoencoder';
const BLOCK_ROWS = 64;

/** A trained network; its score is what it fails to reproduce. */
export class FittedAutoencoder implements FittedDetector {
  readonly kind = KIND;
  readonly columns: number;
  readonly layers: readonly Layer[];
  /** Loss by epoch. */
  readonly history: TrainingHistory;
  #fitsFloats: boolean | undefined;

  constructor(layers: readonly Layer[], history: TrainingHistory) {
    this.columns = layers[0]!.inputs;
    this.layers = layers;
    this.history = history;
  }

  /** Mean absolute error of each row (rows). */
  score(matrix: Matrix): Float64Array {
    const { columns } = this;
    checkShape(matrix, columns);
    const scores = new Float64Array(matrix.rows);
    // What is within reach is finite, too.
    if (isWithinReach(matrix.values, 0, matrix.values.length)) {
      const kernel = this.#kernel(matrix.rows);
      if (kernel) {
        kernel.meanErrors(matrix, scores);
        return scores;
      }
    }
    checkMatrix(matrix, columns);
    this.#reconstruct(matrix, (row, outputs, from, inputs, at) => {
      let sum = 0;
      for (let c = 0; c < columns; c++) sum += Math.abs(outputs[from + c]! - inputs[at + c]!);
      scores[row] = sum / columns;
    });
    return scores;
  }

  /** Absolute error of each value (rows x columns). Values beyond 1e30 in size count as 1e30. */
  errors(matrix: Matrix): Matrix {
    checkMatrix(matrix, this.columns);
    const { rows, columns } = matrix;
    const errors = new Float64Array(rows * columns);
    this.#reconstruct(matrix, (row, outputs, from, inputs, at) => {
      const into = row * columns;
      for (let c = 0; c < columns; c++) errors[into + c] = Math.abs(outputs[from + c]! - inputs[at + c]!);
    });
    return { rows, columns, values: errors };
  }

  /** Mean squared error over rows and columns, the loss it was trained on. */
  loss(matrix: Matrix): number {
    checkMatrix(matrix, this.columns);
    return meanSquaredError(this.layers, withinReach(matrix), rowsAtOnce(this.layers, BLOCK_ROWS));
  }

  /** Absolute error of each column of the row (columns); their mean is its score. */
  explain(row: Float64Array): Float64Array {
    checkRow(row, this.columns);
    return this.errors({ rows: 1, columns: this.columns, values: row }).values;
  }

  toJSON(): DetectorJson {
    return {
      kind: KIND,
      version: 1,
      widths: [this.columns, ...this.layers.map((layer) => layer.outputs)],
      layers: this.layers.map(({ weights, biases }) => ({ weights: [...weights], biases: [...biases] })),
      losses: this.history.losses,
      validationLosses: this.history.validationLosses,
    };
  }

  /** @throws RangeError when the data is not what `toJSON` could have written */
  static fromJSON(json: unknown): FittedAutoencoder {
    const fields = readObject(json, KIND);
    const widths = readWholes(fields, 'widths', 1, 1_000_000);
    if (widths.length < 2 || widths[0] !== widths.at(-1)) {
      throw new RangeError(
        `expected widths that end as they begin, received ${widths.subarray(0, 20).join(', ')}`,
      );
    }
    const layers = readList(fields, 'layers', widths.length - 1).map((layer, index): Layer => {
      if (typeof layer !== 'object' || layer === null) {
        throw new RangeError(`expected layer ${index} to be an object, received ${typeof layer}`);
      }
      const inputs = widths[index]!;
      const outputs = widths[index + 1]!;
      return {
        inputs,
        outputs,
        weights: readNumbers({ ...layer }, 'weights', inputs * outputs),
        biases: readNumbers({ ...layer }, 'biases', outputs),
      };
    });
    return new FittedAutoencoder(layers, {
      losses: [...readNumbers(fields, 'losses')],
      validationLosses: [...readNumbers(fields, 'validationLosses')],
    });
  }

  /** For passes over so many rows; undefined where it cannot run. */
  #kernel(rows: number): NetworkKernel | undefined {
    this.#fitsFloats ??= fitsFloats(this.layers);
    const size = rowsAtOnce(this.layers, Math.min(BLOCK_ROWS, rows));
    return this.#fitsFloats && rows > 0 ? NetworkKernel.of(this.layers, size, false) : undefined;
  }

  /**
   * Calls back with the outputs for each row, and its values, none beyond 1e30 in size. What they are depends on no
   * other row.
   */
  #reconstruct(
    matrix: Matrix,
    visit: (
      row: number,
      outputs: Float32Array | Float64Array,
      from: number,
      inputs: Float64Array,
      at: number,
    ) => void,
  ): void {
    const { rows, columns, values } = matrix;
    if (rows === 0) return;
    const size = rowsAtOnce(this.layers, Math.min(BLOCK_ROWS, rows));
    const kernel = this.#kernel(rows);
    const room = workspace(this.layers, kernel ? 1 : size);
    const plain = (from: number, count: number): void => {
      const input = values.slice(from * columns, (from + count) * columns).map(reachable);
      const outputs = forward(this.layers, input, count, room);
      for (let r = 0; r < count; r++) visit(from + r, outputs, r * columns, input, r * columns);
    };
    if (!kernel) {
      for (let from = 0; from < rows; from += size) plain(from, Math.min(size, rows - from));
      return;
    }
    const all = isWithinReach(values, 0, values.length);
    kernel.reconstruct(matrix, (row, outputs, from) => {
      const at = row * columns;
      if (all || isWithinReach(values, at, at + columns)) visit(row, outputs, from, values, at);
      else plain(row, 1);
    });
  }
}
