/** Runs the kernel that finds distances to nearest points: the same bits as without it. */
import type { Matrix } from '../matrix.js';
import { ensureBytes, type KernelMemory, kernelSource, sharedKernel } from './load.js';
import wasm from './nearest.wasm.js';
import { type NearestBlocks, nearestBlocks } from './nearest-blocks.js';

interface Exports {
  readonly memory: KernelMemory;
  nearestSquares(
    root: number,
    nodes: number,
    blocks: number,
    points: number,
    columns: number,
    rows: number,
    single: number,
    slacks: number,
    count: number,
    scale: number,
    tolerance: number,
    stack: number,
    squares: number,
  ): void;
}

/** With fewer points a search without the kernel is as fast. */
const LEAST_POINTS = 32;
const MOST_COLUMNS = 1024;
/** Making the tables takes as long as searching for about so many rows without them, copying them as for these. */
const LEAST_ROWS = 256;
const LEAST_ROWS_TO_COPY = 8;
/** Tables that need more memory than this are not kept in the shared one. */
const MOST_SHARED_BYTES = 2 ** 25;
const MOST_BYTES = 2 ** 31;
const BLOCK_ROWS = 64;
/** For 3 entries a level of the deepest tree that fits into memory. */
const STACK_BYTES = 1024;
/** Rows further out, in units of the points' extent, are too coarse in 32 bits to rule out much. */
const REACH = 1024;

const shared = sharedKernel<Exports>(wasm);
const own = kernelSource<Exports>(wasm);
/** The points whose tables are in the shared kernel's memory. */
let loaded: NearestPoints | undefined;

/** Points that the nearest is searched among. */
export class NearestPoints {
  readonly #points: Matrix;
  readonly #at: Addresses;
  #blocks: NearestBlocks | null | undefined;

  /** Undefined where the kernel cannot run, or gains nothing for such points. */
  static of(points: Matrix): NearestPoints | undefined {
    if (points.rows < LEAST_POINTS || points.columns > MOST_COLUMNS) return undefined;
    const at = addressesOf(points);
    return at.end <= MOST_BYTES && shared() ? new NearestPoints(points, at) : undefined;
  }

  private constructor(points: Matrix, at: Addresses) {
    this.#points = points;
    this.#at = at;
  }

  /** Whether searching for so many rows is worth making the tables, or copying them into the kernel's memory. */
  worthwhile(rows: number): boolean {
    if (this.#blocks === null) return false;
    return loaded === this || rows >= (this.#blocks ? LEAST_ROWS_TO_COPY : LEAST_ROWS);
  }

  /**
   * Squared distance of each row to the nearest point (rows); NaN where this kernel is not for the row.
   * @returns undefined where it is not for these points, or has not so much memory
   */
  squares(matrix: Matrix): Float64Array | undefined {
    this.#blocks ??= nearestBlocks(this.#points) ?? null;
    const kernel = this.#blocks && this.#load(this.#blocks);
    if (!this.#blocks || !kernel) return undefined;
    const squares = new Float64Array(matrix.rows).fill(Number.NaN);
    const within: number[] = [];
    const batch = new Batch(kernel, this.#at, this.#blocks);
    for (let r = 0; r < matrix.rows; r++) {
      if (batch.put(matrix.values, r * matrix.columns, within.length)) within.push(r);
      if (within.length === BLOCK_ROWS || r === matrix.rows - 1) {
        const found = batch.search(within.length);
        for (let i = 0; i < within.length; i++) squares[within[i]!] = found[i]!;
        within.length = 0;
      }
    }
    return squares;
  }

  #load(blocks: NearestBlocks): Exports | undefined {
    const isShared = this.#at.end <= MOST_SHARED_BYTES;
    if (isShared && loaded === this) return shared();
    const kernel = isShared ? shared() : own();
    if (!kernel || !ensureBytes(kernel.memory, this.#at.end)) return undefined;
    if (isShared) loaded = this;
    const { buffer } = kernel.memory;
    const { values, columns } = this.#points;
    const points = new Float64Array(buffer, 0, blocks.order.length * columns);
    blocks.order.forEach((point, place) => {
      for (let c = 0; c < columns; c++) points[place * columns + c] = values[point * columns + c]!;
    });
    new Float32Array(buffer, this.#at.blocks).set(blocks.blocks);
    // As bits: a reference may be a NaN that would not survive as a number.
    new Int32Array(buffer, this.#at.nodes).set(new Int32Array(blocks.nodes.buffer));
    return kernel;
  }
}

/** Where things are in the kernel's memory; the points begin at 0. */
interface Addresses {
  readonly blocks: number;
  readonly nodes: number;
  readonly rows: number;
  readonly single: number;
  readonly slacks: number;
  readonly squares: number;
  readonly stack: number;
  readonly end: number;
}

function addressesOf({ rows, columns }: Matrix): Addresses {
  const places = Math.ceil(rows / 16) * 16;
  const blocks = 8 * places * columns;
  const nodes = blocks + 4 * places * columns;
  // A node has 2 children at least, and there are as many leaves as blocks.
  const values = aligned(nodes + (places / 16) * (32 * columns + 16));
  const single = values + 8 * BLOCK_ROWS * columns;
  const slacks = aligned(single + 4 * BLOCK_ROWS * columns);
  const squares = slacks + 8 * BLOCK_ROWS;
  const stack = squares + 8 * BLOCK_ROWS;
  return { blocks, nodes, rows: values, single, slacks, squares, stack, end: stack + STACK_BYTES };
}

function aligned(address: number): number {
  return Math.ceil(address / 64) * 64;
}

/** Rows that are searched for together. */
class Batch {
  readonly #kernel: Exports;
  readonly #at: Addresses;
  readonly #blocks: NearestBlocks;
  readonly #rows: Float64Array;
  readonly #single: Float32Array;
  readonly #slacks: Float64Array;
  readonly #squares: Float64Array;

  constructor(kernel: Exports, at: Addresses, blocks: NearestBlocks) {
    const { buffer } = kernel.memory;
    this.#kernel = kernel;
    this.#at = at;
    this.#blocks = blocks;
    this.#rows = new Float64Array(buffer, at.rows, BLOCK_ROWS * blocks.columns);
    this.#single = new Float32Array(buffer, at.single, BLOCK_ROWS * blocks.columns);
    this.#slacks = new Float64Array(buffer, at.slacks, BLOCK_ROWS);
    this.#squares = new Float64Array(buffer, at.squares, BLOCK_ROWS);
  }

  /** Puts the row at this offset into a place; false where it is out of reach. */
  put(values: Float64Array, at: number, place: number): boolean {
    const { columns, centre, scale } = this.#blocks;
    const into = place * columns;
    let squares = 0;
    for (let c = 0; c < columns; c++) {
      const value = values[at + c]!;
      const scaled = (value - centre[c]!) * scale;
      this.#rows[into + c] = value;
      this.#single[into + c] = scaled;
      squares += scaled * scaled;
    }
    // A point's own rounding is bounded by the row's length and their distance; twice that is allowed for.
    this.#slacks[place] = Math.sqrt(squares) * 2 ** -22;
    return squares <= REACH * REACH;
  }

  /** Squared distances of the first rows (at least `count`). */
  search(count: number): Float64Array {
    const { columns, root, scale } = this.#blocks;
    const tolerance = 1 + (columns + 16) * 2 ** -22;
    const { nodes, blocks, rows, single, slacks, stack, squares } = this.#at;
    this.#kernel.nearestSquares(
      root,
      nodes,
      blocks,
      0,
      columns,
      rows,
      single,
      slacks,
      count,
      scale,
      tolerance,
      stack,
      squares,
    );
    return this.#squares;
  }
}
