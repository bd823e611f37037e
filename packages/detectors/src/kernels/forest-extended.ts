/** Runs the kernel of extended isolation forests: the same path lengths as without it, bit for bit. */
import { type FlatExtendedForest, paddedColumns } from '../extended-isolation-paths.js';
import wasm from './forest-extended.wasm.js';
import { ensureBytes, type KernelMemory, sharedKernel } from './load.js';

interface Exports {
  readonly memory: KernelMemory;
  addPathLengths(
    trees: number,
    lastTree: number,
    groupBytes: number,
    normals: number,
    nodeBytes: number,
    block: number,
    rows: number,
    rowBytes: number,
    lengths: number,
  ): void;
}

const kernel = sharedKernel<Exports>(wasm);
/** The forest whose nodes are in the kernel's memory. */
let loaded: ExtendedForestTables | undefined;

/** Nodes and a block of rows each take at most so much; beyond it, plain TypeScript steps through the trees. */
const MOST_BYTES = 2 ** 24;
const BLOCK_ROWS = 256;

/** A forest that the kernel can score. */
export class ExtendedForestTables {
  readonly #forest: FlatExtendedForest;
  readonly #columns: number;
  readonly #groups: number;
  readonly #normals: number;
  readonly #nodeBytes: number;

  /** Undefined where the kernel cannot run, or the forest is too large for it. */
  static of(forest: FlatExtendedForest, columns: number): ExtendedForestTables | undefined {
    const tables = new ExtendedForestTables(forest, columns);
    const bytes = tables.#nodeBytes * forest.child.length;
    if (bytes > MOST_BYTES || 4 * BLOCK_ROWS * paddedColumns(columns) > MOST_BYTES || !kernel())
      return undefined;
    return tables;
  }

  private constructor(forest: FlatExtendedForest, columns: number) {
    this.#forest = forest;
    this.#columns = columns;
    let groups = 0;
    for (let node = 0; node < forest.child.length; node++) {
      groups = Math.max(groups, forest.firstGroup[node + 1]! - forest.firstGroup[node]!);
    }
    this.#groups = groups;
    this.#normals = 16 + 16 * Math.ceil(groups / 4);
    this.#nodeBytes = this.#normals + 16 * groups;
  }

  /**
   * Adds the path lengths of every row (rows x columns) to `lengths` (rows), tree by tree in order.
   * @param round writes a row's values as 32-bit floats
   */
  addPathLengths(
    values: Float64Array,
    lengths: Float64Array,
    round: (values: Float64Array, into: Float32Array, from: number) => void,
  ): void {
    const { memory, addPathLengths } = kernel()!;
    const columns = this.#columns;
    const padded = paddedColumns(columns);
    const treesAt = this.#nodeBytes * this.#forest.child.length;
    const lastTree = treesAt + 8 * this.#forest.roots.length;
    const sumsAt = lastTree;
    const blockAt = Math.ceil((sumsAt + 8 * BLOCK_ROWS) / 16) * 16;
    ensureBytes(memory, blockAt + 4 * padded * BLOCK_ROWS);
    this.#load(memory, treesAt);
    const block = new Float32Array(memory.buffer, blockAt, padded * BLOCK_ROWS).fill(0);
    const sums = new Float64Array(memory.buffer, sumsAt, BLOCK_ROWS);
    for (let from = 0; from < lengths.length; from += BLOCK_ROWS) {
      const rows = Math.min(BLOCK_ROWS, lengths.length - from);
      for (let r = 0; r < rows; r++) {
        round(values, block.subarray(r * padded, r * padded + columns), (from + r) * columns);
      }
      sums.fill(0);
      // Rows are taken by four: the last may be old ones, and nothing reads their sums.
      addPathLengths(
        treesAt,
        lastTree,
        4 * this.#groups,
        this.#normals,
        this.#nodeBytes,
        blockAt,
        (rows + 3) & ~3,
        4 * padded,
        sumsAt,
      );
      for (let r = 0; r < rows; r++) lengths[from + r]! += sums[r]!;
    }
  }

  /** Puts this forest's nodes and trees into the kernel's memory unless they are there. */
  #load({ buffer }: KernelMemory, treesAt: number): void {
    if (loaded === this) return;
    loaded = this;
    const { roots, depths, child, offset, length, firstGroup, group, normal } = this.#forest;
    const nodeBytes = this.#nodeBytes;
    const words = new Uint32Array(buffer);
    const floats = new Float32Array(buffer);
    const doubles = new Float64Array(buffer);
    words.fill(0, 0, treesAt / 4);
    for (let node = 0; node < child.length; node++) {
      const at = (node * nodeBytes) / 4;
      words[at] = child[node]! * nodeBytes;
      floats[at + 1] = offset[node]!;
      doubles[at / 2 + 1] = length[node]!;
      const from = firstGroup[node]!;
      for (let g = from; g < firstGroup[node + 1]!; g++) {
        words[at + 4 + g - from] = 4 * group[g]!;
        const normalAt = at + this.#normals / 4 + 4 * (g - from);
        for (let lane = 0; lane < 4; lane++) floats[normalAt + lane] = normal[4 * g + lane]!;
      }
    }
    for (let tree = 0; tree < roots.length; tree++) {
      words[treesAt / 4 + 2 * tree] = roots[tree]! * nodeBytes;
      words[treesAt / 4 + 2 * tree + 1] = depths[tree]!;
    }
  }
}
