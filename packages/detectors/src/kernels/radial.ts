/** Runs the kernel of radial basis functions, in 32 bits: relative error of a kernel value about 1e-6. */
import type { Matrix } from '../matrix.js';
import { ensureBytes, type KernelMemory, kernelSource, sharedKernel } from './load.js';
import wasm from './radial.wasm.js';

interface Exports {
  readonly memory: KernelMemory;
  kernelRow(source: number, columns: number, points: number, blocks: number, into: number): void;
  addWeightedKernels(
    points: number,
    blocks: number,
    columns: number,
    sources: number,
    count: number,
    weights: number,
    sums: number,
  ): void;
}

const BLOCK = 16;
/** What lies below in the kernel's memory are its constants. */
const SOURCES_AT = 2048;
/** Sources that are read again and again while they are in the first-level cache; a multiple of 8. */
const SOURCES_AT_ONCE = 128;
/** Kernels that need more memory than this get one of their own, which goes when they go. */
const MOST_SHARED_BYTES = 2 ** 24;
const MOST_BYTES = 2 ** 31;
/**
 * Values further from the centre, in units of sqrt(ln 2 / gamma), are too coarse in 32 bits: their squared
 * distances to near rows would be off by more than 1e-3.
 */
const REACH = 1024;

const shared = sharedKernel<Exports>(wasm);
const own = kernelSource<Exports>(wasm);

/** Where rows become the kernel's: each column less its centre, times the square root of gamma / ln 2. */
export interface Frame {
  readonly centre: Float64Array;
  readonly scale: number;
}

/** Centred at the means of the columns, of 1/rows of each value so that nothing overflows. */
export function frameOf({ rows, columns, values }: Matrix, gamma: number): Frame {
  const centre = new Float64Array(columns);
  for (let r = 0, i = 0; r < rows; r++)
    for (let c = 0; c < columns; c++, i++) centre[c]! += values[i]! / rows;
  return { centre, scale: Math.sqrt(gamma * Math.LOG2E) };
}

/** Whether 32 bits are enough for the row that begins at `at`. */
export function isWithinReach({ centre, scale }: Frame, values: Float64Array, at: number): boolean {
  for (let c = 0; c < centre.length; c++) {
    if (!(Math.abs((values[at + c]! - centre[c]!) * scale) <= REACH)) return false;
  }
  return true;
}

/** Kernels between points, which stay, and sources, which come. Its memory is valid until the next is made. */
export class RadialKernel {
  readonly #exports: Exports;
  readonly #frame: Frame;
  /** Columns, filled up to an even number. */
  readonly #width: number;
  readonly #blocks: number;
  readonly #pointsAt: number;
  readonly #rowAt: number;
  readonly #sumsAt: number;
  readonly #weightsAt: number;

  /** Room for so many points; undefined where the kernel cannot run or has not so much memory. */
  static of(frame: Frame, points: number): RadialKernel | undefined {
    const columns = frame.centre.length;
    const width = columns + (columns & 1);
    const blocks = Math.ceil(points / BLOCK);
    const sources = SOURCES_AT_ONCE * 4 * (width + 1);
    const bytes = SOURCES_AT + sources + blocks * BLOCK * (12 + 4 * width);
    if (bytes > MOST_BYTES) return undefined;
    const exports = bytes > MOST_SHARED_BYTES ? own() : shared();
    if (!exports || !ensureBytes(exports.memory, bytes)) return undefined;
    return new RadialKernel(exports, frame, width, blocks);
  }

  private constructor(exports: Exports, frame: Frame, width: number, blocks: number) {
    this.#exports = exports;
    this.#frame = frame;
    this.#width = width;
    this.#blocks = blocks;
    this.#weightsAt = SOURCES_AT + SOURCES_AT_ONCE * 4 * width;
    this.#sumsAt = this.#weightsAt + SOURCES_AT_ONCE * 4;
    this.#rowAt = this.#sumsAt + blocks * BLOCK * 8;
    this.#pointsAt = this.#rowAt + blocks * BLOCK * 4;
  }

  /** Takes the rows from <= row < from + count of the values as points. */
  setPoints(values: Float64Array, from: number, count: number): void {
    const { centre, scale } = this.#frame;
    const columns = centre.length;
    const points = new Float32Array(
      this.#exports.memory.buffer,
      this.#pointsAt,
      this.#blocks * BLOCK * this.#width,
    );
    points.fill(0);
    for (let r = 0, i = from * columns; r < count; r++) {
      let at = Math.floor(r / BLOCK) * BLOCK * this.#width + (r % BLOCK);
      for (let c = 0; c < columns; c++, i++, at += BLOCK) points[at] = (values[i]! - centre[c]!) * scale;
    }
  }

  /** Writes the kernel of the row at `at` with every point (points). */
  row(values: Float64Array, at: number, into: Float32Array): void {
    const { memory } = this.#exports;
    this.#setSource(new Float32Array(memory.buffer, SOURCES_AT, this.#width), values, at);
    this.#exports.kernelRow(SOURCES_AT, this.#width, this.#pointsAt, this.#blocks, this.#rowAt);
    into.set(new Float32Array(memory.buffer, this.#rowAt, into.length));
  }

  /** Writes the weighted sum of the kernels of the sources with every point (points). */
  weightedSums(sources: Matrix, weights: Float64Array, into: Float64Array): void {
    const { memory } = this.#exports;
    const { rows, columns, values } = sources;
    const blocks = Math.ceil(into.length / BLOCK);
    const width = this.#width;
    const sums = new Float64Array(memory.buffer, this.#sumsAt, blocks * BLOCK).fill(0);
    for (let from = 0; from < rows; from += SOURCES_AT_ONCE) {
      const count = Math.min(SOURCES_AT_ONCE, rows - from);
      for (let s = 0; s < count; s++) {
        const source = new Float32Array(memory.buffer, SOURCES_AT + s * 4 * width, width);
        this.#setSource(source, values, (from + s) * columns);
      }
      // The kernel takes sources by two: one at the centre, without weight, may fill them up.
      const even = count + (count & 1);
      if (even > count) new Float32Array(memory.buffer, SOURCES_AT + count * 4 * width, width).fill(0);
      const factors = new Float32Array(memory.buffer, this.#weightsAt, even).fill(0);
      factors.set(weights.subarray(from, from + count));
      this.#exports.addWeightedKernels(
        this.#pointsAt,
        blocks,
        width,
        SOURCES_AT,
        even,
        this.#weightsAt,
        this.#sumsAt,
      );
    }
    into.set(sums.subarray(0, into.length));
  }

  #setSource(source: Float32Array, values: Float64Array, at: number): void {
    const { centre, scale } = this.#frame;
    source[this.#width - 1] = 0;
    for (let c = 0; c < centre.length; c++) source[c] = (values[at + c]! - centre[c]!) * scale;
  }
}
