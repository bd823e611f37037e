/** A fitted autoencoder: scores rows by what it fails to reproduce. */
import { meanSquaredError, type TrainingHistory, withinReach } from './autoencoder-training.js';
import type { DetectorJson, FittedDetector } from './detector.js';
import { checkMatrix, checkRow, type Matrix } from './matrix.js';
import { forward, type Layer, workspace } from './network.js';
import { readList, readNumbers, readObject, readWholes } from './untrusted.js';

const KIND = 'autoencoder';
const BLOCK_ROWS = 64;

export class FittedAutoencoder implements FittedDetector {
  readonly kind = KIND;
  readonly columns: number;
  readonly layers: readonly Layer[];
  /** Loss by epoch. */
  readonly history: TrainingHistory;

  constructor(layers: readonly Layer[], history: TrainingHistory) {
    this.columns = layers[0]!.inputs;
    this.layers = layers;
    this.history = history;
  }

  /** Mean absolute error of each row (rows). */
  score(matrix: Matrix): Float64Array {
    const { values } = this.errors(matrix);
    const scores = new Float64Array(matrix.rows);
    for (let r = 0, i = 0; r < matrix.rows; r++) {
      let sum = 0;
      for (let c = 0; c < this.columns; c++, i++) sum += values[i]! / this.columns;
      scores[r] = sum;
    }
    return scores;
  }

  /** Absolute error of each value (rows x columns). Values beyond 1e30 in size count as 1e30. */
  errors(matrix: Matrix): Matrix {
    checkMatrix(matrix, this.columns);
    const { rows, columns } = matrix;
    const reachable = withinReach(matrix).values;
    const values = new Float64Array(rows * columns);
    const room = workspace(this.layers, Math.min(BLOCK_ROWS, rows));
    for (let from = 0; from < rows; from += BLOCK_ROWS) {
      const count = Math.min(BLOCK_ROWS, rows - from);
      const at = from * columns;
      const input = reachable.subarray(at, at + count * columns);
      const output = forward(this.layers, input, count, room);
      for (let i = 0; i < input.length; i++) values[at + i] = Math.abs(output[i]! - input[i]!);
    }
    return { rows, columns, values };
  }

  /** Mean squared error over rows and columns, the loss it was trained on. */
  loss(matrix: Matrix): number {
    checkMatrix(matrix, this.columns);
    return meanSquaredError(this.layers, withinReach(matrix), BLOCK_ROWS);
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
        `expected widths that end as they begin, received ${[...widths].slice(0, 20).join(', ')}`,
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
}
