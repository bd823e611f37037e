/** Runs the forest kernel that works by ranks and masks: the same path lengths as without it, bit for bit. */
import wasm from './forest-ranks.wasm.js';
import {
  chunkLines,
  type ForestNodes,
  LENGTHS_PER_WORD,
  LINE_BYTES,
  type RankedTrees,
  ranksOf,
  rankTrees,
  WORDS_PER_LINE,
} from './forest-table.js';
import { ensureBytes, type KernelMemory, sharedKernel } from './load.js';

interface Exports {
  readonly memory: KernelMemory;
  rankRows(
    values: number,
    rows: number,
    stride: number,
    columns: number,
    count: number,
    offsets: number,
  ): void;
  addRankedPathLengths(
    offsets: number,
    rows: number,
    count: number,
    chunks: number,
    mapBytes: number,
    chunkEnds: number,
    lastChunkEnd: number,
    lengths: number,
    sums: number,
  ): void;
}

const rankKernel = sharedKernel<Exports>(wasm);
/** The forest whose tables are in the kernel's memory. */
let loaded: RankedForest | undefined;

/** Maps grow with the square of the number of trees; 1000 usual trees have 20 MB of tables. */
const MOST_BYTES = 2 ** 25;
/** With more columns, or deeper trees, stepping through the nodes is as fast. */
const MOST_COLUMNS = 32;
const MOST_DEPTH = 16;
const BLOCK_ROWS = 256;
/** Making the tables takes as long as scoring about so many rows without them, copying them as for these. */
const LEAST_ROWS = 4096;
const LEAST_ROWS_TO_COPY = 1024;

/** Addresses of what the kernel reads. */
interface Tables {
  readonly columns: number;
  readonly count: number;
  readonly mapBytes: number;
  readonly chunkEnds: number;
  readonly lastChunkEnd: number;
  readonly lengths: number;
  readonly end: number;
}

/** A forest that can be scored by ranks and masks. */
export class RankedForest {
  readonly #nodes: ForestNodes;
  readonly #columns: number;
  #tables: Tables | undefined;
  /** What the tables are in the kernel's memory, from address 0 on: forests that take turns copy it back. */
  #image: Uint8Array | undefined;

  /** Undefined where the kernel cannot run, or gains nothing for such trees. */
  static of(nodes: ForestNodes, columns: number): RankedForest | undefined {
    if (columns > MOST_COLUMNS || nodes.depths.some((depth) => depth > MOST_DEPTH)) return undefined;
    if (mostBytes(nodes, columns) > MOST_BYTES || !rankKernel()) return undefined;
    return new RankedForest(nodes, columns);
  }

  private constructor(nodes: ForestNodes, columns: number) {
    this.#nodes = nodes;
    this.#columns = columns;
  }

  /** Whether scoring so many rows is worth making the tables, unless they are there already. */
  worthwhile(rows: number): boolean {
    return loaded === this || rows >= (this.#image ? LEAST_ROWS_TO_COPY : LEAST_ROWS);
  }

  /** Adds the path lengths of every row (rows x columns) to `lengths` (rows), tree by tree in order. */
  addPathLengths(values: Float64Array, lengths: Float64Array): void {
    const kernel = rankKernel()!;
    const tables = this.#load(kernel);
    const columns = this.#columns;
    const sumsAt = tables.end;
    const valuesAt = sumsAt + 8 * BLOCK_ROWS;
    const offsetsAt = valuesAt + 8 * columns * BLOCK_ROWS;
    const { buffer } = kernel.memory;
    const block = new Float64Array(buffer, valuesAt, columns * BLOCK_ROWS);
    const sums = new Float64Array(buffer, sumsAt, BLOCK_ROWS);
    for (let from = 0; from < lengths.length; from += BLOCK_ROWS) {
      const rows = Math.min(BLOCK_ROWS, lengths.length - from);
      // Rows are taken by four: the last may be old ones, and nothing reads their sums.
      const whole = (rows + 3) & ~3;
      block.set(values.subarray(from * columns, (from + rows) * columns));
      sums.fill(0);
      kernel.rankRows(valuesAt, whole, 8 * columns, tables.columns, tables.count, offsetsAt);
      kernel.addRankedPathLengths(
        offsetsAt,
        whole,
        tables.count,
        0,
        tables.mapBytes,
        tables.chunkEnds,
        tables.lastChunkEnd,
        tables.lengths,
        sumsAt,
      );
      for (let r = 0; r < rows; r++) lengths[from + r]! += sums[r]!;
    }
  }

  /** Puts this forest's tables into the kernel's memory unless they are there. */
  #load({ memory }: Exports): Tables {
    if (loaded === this && this.#tables) return this.#tables;
    loaded = undefined;
    const tables = this.#tables ?? write(memory, rankTrees(this.#nodes));
    ensureBytes(memory, tables.end + BLOCK_ROWS * (8 + 8 * this.#columns + 4 * (this.#columns + 2)));
    if (this.#image) new Uint8Array(memory.buffer).set(this.#image);
    else this.#image = new Uint8Array(memory.buffer).slice(0, tables.end);
    loaded = this;
    this.#tables = tables;
    return tables;
  }
}

/** At most so large are the tables. */
function mostBytes({ roots, child }: ForestNodes, columns: number): number {
  let splits = 0;
  let words = 0;
  for (let tree = 0; tree < roots.length; tree++) {
    const nodes = (roots[tree + 1] ?? child.length) - roots[tree]!;
    splits += (nodes - 1) / 2;
    words += Math.ceil((nodes + 1) / 128);
  }
  const chunks = Math.ceil(words / WORDS_PER_LINE);
  return (
    chunks * (2 * (splits + columns + 64) + LINE_BYTES * (columns + 1)) + LINE_BYTES * splits + 600 * words
  );
}

/** Writes the chunks from address 0 on, and then the other tables. */
function write(memory: KernelMemory, trees: RankedTrees): Tables {
  const chunks = Math.ceil(trees.words / WORDS_PER_LINE);
  // The kernel takes columns by two; a column of ranks that all mean the same stands in for a missing one.
  const count = Math.max(2, trees.columns.length + (trees.columns.length & 1));
  const ranks = ranksOf(trees);
  const mapBytes = alignedTo64(2 * (ranks + 1));
  const ends: number[] = [];
  let at = 0;
  for (let chunk = 0; chunk < chunks; chunk++) {
    const map = new Uint16Array(mapBytes / 2);
    const lines = chunkLines(trees, chunk, map);
    map[ranks] = lines.byteLength;
    const ones = at + mapBytes + lines.byteLength;
    ensureBytes(memory, ones + LINE_BYTES);
    new Uint16Array(memory.buffer, at).set(map);
    new Uint32Array(memory.buffer, at + mapBytes).set(lines);
    new Uint8Array(memory.buffer, ones, LINE_BYTES).fill(255);
    at = ones + LINE_BYTES;
    ends.push(at);
  }
  const lengths = at;
  const columns = lengths + chunks * WORDS_PER_LINE * LENGTHS_PER_WORD * 8;
  const chunkEnds = columns + 16 * count;
  const thresholds = chunkEnds + 4 * chunks;
  const sizes = trees.columns.map((column) => 2 ** (32 - Math.clz32(column.thresholds.length)));
  const end = alignedTo64(thresholds + 4 * sizes.reduce((sum, size) => sum + size, 0));
  ensureBytes(memory, end);
  const { buffer } = memory;
  new Float64Array(buffer, lengths, (columns - lengths) / 8).fill(0);
  new Float64Array(buffer, lengths).set(trees.lengths);
  new Uint32Array(buffer, chunkEnds).set(ends);
  const descriptions = new Uint32Array(buffer, columns, 4 * count);
  let rank = 0;
  let address = thresholds;
  for (let index = 0; index < count; index++) {
    const known = trees.columns[index];
    const size = sizes[index] ?? 0;
    descriptions.set([8 * (known?.column ?? 0), address, 2 * size, 2 * rank], 4 * index);
    if (!known) continue;
    new Float32Array(buffer, address, size).fill(Number.POSITIVE_INFINITY).set(known.thresholds);
    address += 4 * size;
    rank += known.thresholds.length + 1;
  }
  return { columns, count, mapBytes, chunkEnds, lastChunkEnd: chunkEnds + 4 * chunks, lengths, end };
}

function alignedTo64(address: number): number {
  return Math.ceil(address / 64) * 64;
}
