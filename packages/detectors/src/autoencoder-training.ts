/** Trains an autoencoder on rows, with early stopping on rows held out. */
import { adam } from './adam.js';
import { square } from './elementary.js';
import { isWithinReach, NetworkKernel } from './kernels/network.js';
import { type Matrix, takeRows } from './matrix.js';
import { backward, forward, type Layer, workspace } from './network.js';
import { type Random, shuffle, shuffled } from './random.js';

export interface TrainingSettings {
  readonly epochs: number;
  readonly batch: number;
  readonly learningRate: number;
  /** Epochs without a better held-out loss before training stops; undefined trains all epochs. */
  readonly patience: number | undefined;
  /** Share of the rows that is held out when `patience` is given. */
  readonly validationShare: number;
}

/** How the loss went while training. */
export interface TrainingHistory {
  /** Mean squared error while training, by epoch, each batch before its step. */
  readonly losses: readonly number[];
  /** Mean squared error of the held-out rows after each epoch; empty without early stopping. */
  readonly validationLosses: readonly number[];
}

/**
 * Changes `layers`. With early stopping, they end as they were after the best epoch.
 * @param generator a new stream, from its beginning, of the numbers that order the rows
 */
export function trainAutoencoder(
  layers: readonly Layer[],
  matrix: Matrix,
  settings: TrainingSettings,
  generator: () => Random,
): TrainingHistory {
  const start = copied(layers);
  const fast = fastTrainer(layers, matrix, settings);
  const history = fast && train(fast, layers, matrix, settings, generator());
  if (history?.losses.every(Number.isFinite) && layersAreFinite(layers)) return history;
  restore(layers, start);
  return train(plainTrainer(layers, settings), layers, matrix, settings, generator());
}

/** Goes over rows and changes its network. */
interface Trainer {
  /** Once over the rows in the given order. @returns mean loss of a row */
  epoch(training: Matrix, order: Uint32Array): number;
  /** Mean squared error of the rows. */
  loss(matrix: Matrix): number;
  /** Writes the network into `layers`. */
  store(layers: readonly Layer[]): void;
}

function train(
  trainer: Trainer,
  layers: readonly Layer[],
  matrix: Matrix,
  settings: TrainingSettings,
  generator: Random,
): TrainingHistory {
  const { training, heldOut } = split(matrix, settings, generator);
  const order = Uint32Array.from({ length: training.rows }, (_, row) => row);
  const losses: number[] = [];
  const validationLosses: number[] = [];
  let best = Number.POSITIVE_INFINITY;
  let bestEpoch = 0;
  let kept = false;
  for (let epoch = 0; epoch < settings.epochs; epoch++) {
    shuffle(order, generator);
    losses.push(trainer.epoch(training, order));
    if (!heldOut || settings.patience === undefined) continue;
    const loss = trainer.loss(heldOut);
    validationLosses.push(loss);
    if (loss < best) {
      best = loss;
      bestEpoch = epoch;
      kept = true;
      trainer.store(layers);
    } else if (epoch - bestEpoch >= settings.patience) break;
  }
  if (!kept) trainer.store(layers);
  return { losses, validationLosses };
}

/** In 64 bits. */
function plainTrainer(layers: readonly Layer[], settings: TrainingSettings): Trainer {
  const own = copied(layers);
  let step: ((order: Uint32Array) => number) | undefined;
  return {
    epoch(training, order) {
      step ??= trainingStep(own, training, settings);
      return step(order);
    },
    loss: (matrix) => meanSquaredError(own, matrix, settings.batch),
    store: (into) => restore(into, own),
  };
}

/** In 32 bits and wasm, where that can run and the rows are within its reach. */
export function fastTrainer(
  layers: readonly Layer[],
  matrix: Matrix,
  { batch, learningRate }: Pick<TrainingSettings, 'batch' | 'learningRate'>,
): Trainer | undefined {
  if (!isWithinReach(matrix.values, 0, matrix.values.length)) return undefined;
  const kernel = NetworkKernel.of(layers, Math.min(batch, matrix.rows), true);
  if (!kernel) return undefined;
  return {
    epoch({ rows, columns, values }, order) {
      const input = kernel.input;
      let total = 0;
      for (let from = 0; from < rows; from += batch) {
        const count = Math.min(batch, rows - from);
        for (let r = 0; r < count; r++) {
          const at = order[from + r]! * columns;
          const into = r * input.stride;
          for (let c = 0; c < columns; c++) input.values[into + c] = values[at + c]!;
        }
        kernel.forward(count);
        total += kernel.train(count, learningRate) / columns;
      }
      return total / rows;
    },
    loss(matrix) {
      let squares = 0;
      kernel.reconstruct(matrix, (row, outputs, from) => {
        const at = row * matrix.columns;
        for (let c = 0; c < matrix.columns; c++)
          squares += square(outputs[from + c]! - matrix.values[at + c]!);
      });
      return squares / matrix.values.length;
    },
    store: (into) => kernel.getLayers(into),
  };
}

function layersAreFinite(layers: readonly Layer[]): boolean {
  return layers.every(
    ({ weights, biases }) => weights.every(Number.isFinite) && biases.every(Number.isFinite),
  );
}

/** Beyond this size squares and sums of what the network computes would no longer be finite. */
const GREATEST_INPUT = 1e30;

/** The value, moved to 1e30 in size when it lies beyond. */
export function reachable(value: number): number {
  return Math.min(Math.max(value, -GREATEST_INPUT), GREATEST_INPUT);
}

/** The matrix itself, or a copy with what lies beyond 1e30 moved there. */
export function withinReach(matrix: Matrix): Matrix {
  if (matrix.values.every((value) => Math.abs(value) <= GREATEST_INPUT)) return matrix;
  return { ...matrix, values: matrix.values.map(reachable) };
}

/** A function that goes once over the rows in the given order and gives the mean loss of a row. */
export function trainingStep(
  layers: readonly Layer[],
  training: Matrix,
  { batch, learningRate }: Pick<TrainingSettings, 'batch' | 'learningRate'>,
): (order: Uint32Array) => number {
  const { columns, rows } = training;
  const room = workspace(layers, Math.min(batch, rows));
  const gradients = copied(layers);
  const optimiser = adam(layers, learningRate);
  const input = new Float64Array(Math.min(batch, rows) * columns);
  return (order) => {
    let total = 0;
    for (let from = 0; from < rows; from += batch) {
      const count = Math.min(batch, rows - from);
      for (let i = 0, o = 0; i < count; i++) {
        const at = order[from + i]! * columns;
        for (let c = 0; c < columns; c++, o++) input[o] = training.values[at + c]!;
      }
      forward(layers, input, count, room);
      total += count * backward(layers, input, input, count, room, gradients);
      optimiser.step(gradients);
    }
    return total / rows;
  };
}

/** Mean over rows and columns of the squared error of the reconstruction. */
export function meanSquaredError(layers: readonly Layer[], matrix: Matrix, batch: number): number {
  const { rows, columns, values } = matrix;
  const room = workspace(layers, Math.min(batch, rows));
  let squares = 0;
  for (let from = 0; from < rows; from += batch) {
    const count = Math.min(batch, rows - from);
    const input = values.subarray(from * columns, (from + count) * columns);
    const output = forward(layers, input, count, room);
    for (let i = 0; i < input.length; i++) squares += square(output[i]! - input[i]!);
  }
  return squares / (rows * columns);
}

interface Split {
  readonly training: Matrix;
  readonly heldOut?: Matrix;
}

/** Holds out a random share; nothing when early stopping is off or a single row would be torn from itself. */
function split(matrix: Matrix, settings: TrainingSettings, generator: Random): Split {
  if (settings.patience === undefined || matrix.rows < 2) return { training: matrix };
  const order = shuffled(matrix.rows, generator);
  const out = Math.min(matrix.rows - 1, Math.max(1, Math.round(matrix.rows * settings.validationShare)));
  return {
    training: takeRows(matrix, order.subarray(out)),
    heldOut: takeRows(matrix, order.subarray(0, out)),
  };
}

function copied(layers: readonly Layer[]): Layer[] {
  return layers.map((layer) => ({ ...layer, weights: layer.weights.slice(), biases: layer.biases.slice() }));
}

function restore(layers: readonly Layer[], from: readonly Layer[]): void {
  layers.forEach((layer, index) => {
    layer.weights.set(from[index]!.weights);
    layer.biases.set(from[index]!.biases);
  });
}
