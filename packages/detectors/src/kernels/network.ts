/** Runs the network kernel: forward and backward passes and Adam, in 32 bits, in one memory. */
import type { Matrix } from '../matrix.js';
import type { Layer } from '../network.js';
import { ensureBytes, type KernelMemory, kernelSource, sharedKernel } from './load.js';
import wasm from './network.wasm.js';

interface Exports {
  readonly memory: KernelMemory;
  product(
    a: number,
    rowStride: number,
    step: number,
    b: number,
    bias: number,
    floor: number,
    gate: number,
    out: number,
    m: number,
    k: number,
    n: number,
  ): void;
  logistic(values: number, bytes: number): void;
  narrow(from: number, rows: number, columns: number, into: number, stride: number): void;
  meanErrors(
    values: number,
    stride: number,
    others: number,
    rows: number,
    columns: number,
    means: number,
  ): void;
  outputDelta(
    output: number,
    target: number,
    delta: number,
    rows: number,
    columns: number,
    mask: number,
    factor: number,
  ): number;
  columnSums(values: number, rows: number, columns: number, sums: number): void;
  transpose(values: number, rows: number, columns: number, out: number): void;
  adam(values: number, gradients: number, first: number, second: number, bytes: number, rate: number): void;
}

const FIRST_DECAY = 0.9;
const SECOND_DECAY = 0.999;
/** Networks that need more memory than this get a kernel of their own, which goes when they go. */
const MOST_SHARED_BYTES = 2 ** 24;
const MOST_BYTES = 2 ** 31;

const shared = sharedKernel<Exports>(wasm);
const own = kernelSource<Exports>(wasm);

/** Values further from 0 could overflow on their way through the network. */
const GREATEST_INPUT = 1e4;
const GREATEST_SUM = 1e15;

/** Whether no sum in the network can leave 32 bits on inputs within reach. */
export function fitsFloats(layers: readonly Layer[]): boolean {
  let greatest = GREATEST_INPUT;
  for (const { inputs, outputs, weights, biases } of layers) {
    const sums = biases.map(Math.abs);
    for (let i = 0, w = 0; i < inputs; i++) {
      for (let o = 0; o < outputs; o++, w++) sums[o]! += greatest * Math.abs(weights[w]!);
    }
    greatest = sums.reduce((most, sum) => Math.max(most, sum), 0);
    if (!(greatest <= GREATEST_SUM)) return false;
  }
  return true;
}

/** Whether 32 bits are enough for the values from <= i < to. */
export function isWithinReach(values: Float64Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (!(Math.abs(values[i]!) <= GREATEST_INPUT)) return false;
  return true;
}

/** Addresses of one layer's arrays, and its widths filled up to multiples of 8. */
interface Place {
  readonly inputs: number;
  readonly outputs: number;
  readonly weights: number;
  readonly biases: number;
  readonly transposed: number;
  readonly activations: number;
  readonly deltas: number;
}

/** A network in the kernel's memory, which is valid until the next is made. */
export class NetworkKernel {
  /** Most rows of one pass. */
  readonly rows: number;
  readonly #exports: Exports;
  readonly #layers: readonly Layer[];
  readonly #places: readonly Place[];
  /** Bytes from a parameter to its gradient; twice and three times that to its moments. */
  readonly #stride: number;
  readonly #input: number;
  readonly #mask: number;
  readonly #zeros: number;
  /** A block of rows in 64 bits, and what was made of each; only of a network that does not learn. */
  readonly #values: number;
  readonly #means: number;
  #firstLeft = 1;
  #secondLeft = 1;

  /**
   * The layers' values are copied in.
   * @param rows most rows of one pass
   * @param learns whether `train` will be called
   * @returns undefined where the kernel cannot run or has not so much memory
   */
  static of(layers: readonly Layer[], rows: number, learns: boolean): NetworkKernel | undefined {
    const batch = filled(rows, 4);
    const columns = filled(layers[0]!.inputs, 8);
    let at = 0;
    const take = (floats: number): number => {
      const address = at;
      at += 4 * floats;
      return address;
    };
    const parameters = layers.map((layer) => {
      const inputs = filled(layer.inputs, 8);
      const outputs = filled(layer.outputs, 8);
      return { inputs, outputs, weights: take(inputs * outputs), biases: take(outputs) };
    });
    const stride = at;
    if (learns) at *= 4;
    const places = parameters.map((place) => ({
      ...place,
      transposed: learns ? take(place.inputs * place.outputs) : 0,
      activations: take(batch * place.outputs),
      deltas: learns ? take(batch * place.outputs) : 0,
    }));
    const input = take(batch * columns);
    const mask = take(columns);
    const zeros = take(parameters.reduce((most, { outputs }) => Math.max(most, outputs), columns));
    at = filled(at, 8);
    const values = take(learns ? 0 : 2 * batch * layers[0]!.inputs);
    const means = take(learns ? 0 : 2 * batch);
    if (at > MOST_BYTES) return undefined;
    const exports = at > MOST_SHARED_BYTES ? own() : shared();
    if (!exports || !ensureBytes(exports.memory, at)) return undefined;
    new Uint8Array(exports.memory.buffer, 0, at).fill(0);
    return new NetworkKernel(exports, layers, places, batch, stride, { input, mask, zeros, values, means });
  }

  private constructor(
    exports: Exports,
    layers: readonly Layer[],
    places: readonly Place[],
    rows: number,
    stride: number,
    { input, mask, zeros, values, means }: Record<'input' | 'mask' | 'zeros' | 'values' | 'means', number>,
  ) {
    this.#exports = exports;
    this.#layers = layers;
    this.#places = places;
    this.rows = rows;
    this.#stride = stride;
    this.#input = input;
    this.#mask = mask;
    this.#zeros = zeros;
    this.#values = values;
    this.#means = means;
    this.#floats(mask, layers[0]!.inputs).fill(1);
    this.setLayers(layers);
  }

  /** Copies the values of such layers in. */
  setLayers(layers: readonly Layer[]): void {
    layers.forEach(({ inputs, outputs, weights, biases }, index) => {
      const place = this.#places[index]!;
      const into = this.#floats(place.weights, place.inputs * place.outputs);
      for (let i = 0; i < inputs; i++) {
        for (let o = 0; o < outputs; o++) into[i * place.outputs + o] = weights[i * outputs + o]!;
      }
      this.#floats(place.biases, outputs).set(biases);
      this.#transpose(place);
    });
  }

  /** Copies the values out, into such layers. */
  getLayers(layers: readonly Layer[]): void {
    layers.forEach(({ inputs, outputs, weights, biases }, index) => {
      const place = this.#places[index]!;
      const from = this.#floats(place.weights, place.inputs * place.outputs);
      for (let i = 0; i < inputs; i++) {
        for (let o = 0; o < outputs; o++) weights[i * outputs + o] = from[i * place.outputs + o]!;
      }
      biases.set(this.#floats(place.biases, outputs));
    });
  }

  /** Where row r of a pass is put: columns from r x `stride` on. */
  get input(): { readonly values: Float32Array; readonly stride: number } {
    const stride = this.#places[0]!.inputs;
    return { values: this.#floats(this.#input, this.rows * stride), stride };
  }

  /**
   * Takes all rows through the network and calls back with each row's outputs, in order. Rows out of reach have
   * outputs that mean nothing.
   */
  reconstruct(
    { rows, columns, values }: Matrix,
    visit: (row: number, outputs: Float32Array, from: number) => void,
  ): void {
    const input = this.input;
    const { activations, outputs: stride } = this.#places.at(-1)!;
    const outputs = this.#floats(activations, this.rows * stride);
    for (let from = 0; from < rows; from += this.rows) {
      const count = Math.min(this.rows, rows - from);
      for (let r = 0, at = from * columns; r < count; r++) {
        const into = r * input.stride;
        for (let c = 0; c < columns; c++, at++) input.values[into + c] = values[at]!;
      }
      this.forward(count);
      for (let r = 0; r < count; r++) visit(from + r, outputs, r * stride);
    }
  }

  /** Mean absolute error of each row (rows) of a matrix within reach, by a network that does not learn. */
  meanErrors({ rows, columns, values }: Matrix, means: Float64Array): void {
    const { narrow, meanErrors, memory } = this.#exports;
    const { activations, outputs } = this.#places.at(-1)!;
    const block = new Float64Array(memory.buffer, this.#values, this.rows * columns);
    const found = new Float64Array(memory.buffer, this.#means, this.rows);
    for (let from = 0; from < rows; from += this.rows) {
      const count = Math.min(this.rows, rows - from);
      block.set(values.subarray(from * columns, (from + count) * columns));
      narrow(this.#values, count, columns, this.#input, 4 * this.#places[0]!.inputs);
      this.forward(count);
      meanErrors(activations, 4 * outputs, this.#values, count, columns, this.#means);
      means.set(count === this.rows ? found : found.subarray(0, count), from);
    }
  }

  /** Takes the first `rows` rows of the input through the network. What it gives for a row depends on no other. */
  forward(rows: number): void {
    const { product, logistic } = this.#exports;
    const whole = filled(rows, 4);
    let from = this.#input;
    this.#places.forEach(({ inputs, outputs, weights, biases, activations }, index) => {
      const last = index === this.#places.length - 1;
      const floor = last ? Number.NEGATIVE_INFINITY : 0;
      const used = this.#layers[index]!.inputs;
      product(from, 4 * inputs, 4, weights, biases, floor, 0, activations, whole, used, outputs);
      if (last) logistic(activations, 4 * whole * outputs);
      from = activations;
    });
  }

  /** After `forward`, one step of Adam towards outputs that equal the inputs. @returns sum of squared errors */
  train(rows: number, learningRate: number): number {
    const { product, outputDelta, columnSums, adam } = this.#exports;
    const places = this.#places;
    const whole = filled(rows, 4);
    const last = places.at(-1)!;
    // Rows that fill the batch up have no error, and so no part in the gradients.
    this.#floats(last.deltas + 4 * rows * last.outputs, (whole - rows) * last.outputs).fill(0);
    const factor = 2 / (rows * this.#layers[0]!.inputs);
    const { activations, deltas, outputs } = last;
    const loss = outputDelta(activations, this.#input, deltas, rows, outputs, this.#mask, factor);
    const none = Number.NEGATIVE_INFINITY;
    for (let index = places.length - 1; index >= 0; index--) {
      const { inputs, outputs, weights, biases, transposed, deltas } = places[index]!;
      const below = places[index - 1];
      const from = below?.activations ?? this.#input;
      const gradient = weights + this.#stride;
      product(from, 4, 4 * inputs, deltas, this.#zeros, none, 0, gradient, inputs, whole, outputs);
      columnSums(deltas, whole, outputs, biases + this.#stride);
      if (!below) break;
      product(
        deltas,
        4 * outputs,
        4,
        transposed,
        this.#zeros,
        none,
        from,
        below.deltas,
        whole,
        outputs,
        inputs,
      );
    }
    // Products, because engines differ in the last bits of powers.
    this.#firstLeft *= FIRST_DECAY;
    this.#secondLeft *= SECOND_DECAY;
    const rate = (learningRate * Math.sqrt(1 - this.#secondLeft)) / (1 - this.#firstLeft);
    adam(0, this.#stride, 2 * this.#stride, 3 * this.#stride, this.#stride, rate);
    for (const place of places) this.#transpose(place);
    return loss;
  }

  /** The layer's weights, transposed for the backward pass; the first layer's are not needed. */
  #transpose({ transposed, weights, inputs, outputs }: Place): void {
    if (weights > 0 && transposed > 0) this.#exports.transpose(weights, inputs, outputs, transposed);
  }

  #floats(address: number, length: number): Float32Array {
    return new Float32Array(this.#exports.memory.buffer, address, length);
  }
}

function filled(count: number, multiple: number): number {
  return Math.ceil(count / multiple) * multiple;
}
