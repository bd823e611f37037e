/**
 * A dense network: rectified linear layers, then a logistic one; its parameters, its forward pass, its
 * gradients.
 */
import { exp } from './elementary.js';
import { multiplyAdd, multiplyTransposedLeft, multiplyTransposedRight } from './matrix-product.js';
import type { Random } from './random.js';

export interface Layer {
  readonly inputs: number;
  readonly outputs: number;
  /** (inputs x outputs) */
  readonly weights: Float64Array;
  /** (outputs) */
  readonly biases: Float64Array;
}

/**
 * Layers of these widths, input first. Weights are uniform within sqrt(6 / (inputs + outputs)) (Glorot and
 * Bengio, "Understanding the difficulty of training deep feedforward neural networks", AISTATS 2010), biases
 * 0.
 */
export function glorotLayers(widths: readonly number[], generator: Random): Layer[] {
  return widths.slice(1).map((outputs, index) => {
    const inputs = widths[index]!;
    const limit = Math.sqrt(6 / (inputs + outputs));
    const weights = Float64Array.from(
      { length: inputs * outputs },
      () => (2 * generator.uniform() - 1) * limit,
    );
    return { inputs, outputs, weights, biases: new Float64Array(outputs) };
  });
}

/** Room for the passes over up to `batch` rows. */
export interface Workspace {
  /** Output of each layer (layers, each batch x outputs). */
  readonly activations: readonly Float64Array[];
  /**
   * Derivative of the loss by what goes into each layer's activation function (layers, each batch x outputs).
   */
  readonly deltas: readonly Float64Array[];
}

export function workspace(layers: readonly Layer[], batch: number): Workspace {
  return {
    activations: layers.map((layer) => new Float64Array(batch * layer.outputs)),
    deltas: layers.map((layer) => new Float64Array(batch * layer.outputs)),
  };
}

/** Outputs of all layers together that a pass over several rows holds: 16 MB, and as much again for its deltas. */
const MOST_ACTIVATIONS = 2 ** 21;

/** So many rows at once, or fewer of a network that is very wide: memory is in proportion to its weights. */
export function rowsAtOnce(layers: readonly Layer[], wanted: number): number {
  const width = layers.reduce((sum, { outputs }) => sum + outputs, 0);
  return Math.max(1, Math.min(wanted, Math.floor(MOST_ACTIVATIONS / width)));
}

/** Fills `activations`; the last are the network's outputs (rows x outputs). */
export function forward(
  layers: readonly Layer[],
  input: Float64Array,
  rows: number,
  room: Workspace,
): Float64Array {
  let from = input;
  layers.forEach((layer, index) => {
    const out = room.activations[index]!;
    multiplyAdd(from, layer.weights, layer.biases, out, rows, layer.inputs, layer.outputs);
    const count = rows * layer.outputs;
    if (index < layers.length - 1) {
      for (let i = 0; i < count; i++) out[i] = rectified(out[i]!);
    } else {
      for (let i = 0; i < count; i++) out[i] = logistic(out[i]!);
    }
    from = out;
  });
  return from;
}

/** Further up, sums of sums could leave the numbers there are. */
const GREATEST_OUTPUT = 1e150;

/** Where sums of huge weights are no number, the unit is off: outputs are finite for any finite weights. */
function rectified(sum: number): number {
  return sum > 0 ? Math.min(sum, GREATEST_OUTPUT) : 0;
}

function logistic(sum: number): number {
  return Number.isNaN(sum) ? 0.5 : 1 / (1 + exp(-sum));
}

/**
 * After `forward`: mean squared error of the outputs against `target` (rows x outputs), and its derivative by
 * every parameter into `gradients`, shaped as `layers`.
 */
export function backward(
  layers: readonly Layer[],
  input: Float64Array,
  target: Float64Array,
  rows: number,
  room: Workspace,
  gradients: readonly Layer[],
): number {
  const last = layers.length - 1;
  const loss = outputDelta(room.activations[last]!, target, rows * layers[last]!.outputs, room.deltas[last]!);
  for (let index = last; index >= 0; index--) {
    const { inputs, outputs, weights } = layers[index]!;
    const delta = room.deltas[index]!;
    const from = index > 0 ? room.activations[index - 1]! : input;
    const gradient = gradients[index]!;
    multiplyTransposedLeft(from, delta, gradient.weights, rows, inputs, outputs);
    columnSums(delta, gradient.biases, rows, outputs);
    if (index === 0) break;
    const below = room.deltas[index - 1]!;
    multiplyTransposedRight(delta, weights, below, rows, outputs, inputs);
    const count = rows * inputs;
    for (let i = 0; i < count; i++) if (from[i] === 0) below[i] = 0;
  }
  return loss;
}

/** Mean squared error, and its derivative through the logistic function. */
function outputDelta(output: Float64Array, target: Float64Array, count: number, delta: Float64Array): number {
  let squares = 0;
  for (let i = 0; i < count; i++) {
    const y = output[i]!;
    const difference = y - target[i]!;
    squares += difference * difference;
    delta[i] = (2 / count) * difference * y * (1 - y);
  }
  return squares / count;
}

function columnSums(values: Float64Array, sums: Float64Array, rows: number, columns: number): void {
  sums.fill(0);
  for (let r = 0, i = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++, i++) sums[c]! += values[i]!;
  }
}
