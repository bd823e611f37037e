/** Runs the kernel that sums distances between clusters, in 32 bits. */
import wasm from './distances.wasm.js';
import { ensureBytes, type KernelMemory, kernelSource, sharedKernel } from './load.js';

interface Exports {
  readonly memory: KernelMemory;
  addDistances(
    points: number,
    blocks: number,
    masks: number,
    columns: number,
    sources: number,
    count: number,
    sums: number,
    halves: number,
  ): void;
}

const BLOCK = 16;
const MOST_SHARED_BYTES = 2 ** 24;
const MOST_BYTES = 2 ** 31;
/** Where rounding to 32 bits could change silhouettes by more than this on average, 64 bits are wanted. */
const MOST_ERROR = 1e-6;

const shared = sharedKernel<Exports>(wasm);
const own = kernelSource<Exports>(wasm);

/** Rows cluster by cluster. */
export interface ClusteredRows {
  readonly values: Float64Array;
  readonly columns: number;
  /** Positions start <= p < end of each cluster, without gaps. */
  readonly clusters: readonly { readonly start: number; readonly end: number }[];
}

export interface MeanDistances {
  /** To the other rows of the own cluster; 0 for a row alone (judged rows). */
  readonly within: Float64Array;
  /** To the rows of the nearest other cluster (judged rows). */
  readonly nearest: Float64Array;
}

/**
 * Mean distances of the judged rows, up to a common factor.
 * @param judged positions, ascending
 * @returns undefined where the kernel cannot run, or 32 bits are too few for such rows
 */
export function meanDistances(rows: ClusteredRows, judged: Uint32Array): MeanDistances | undefined {
  const { clusters } = rows;
  const scaled = scaledRows(rows);
  const kernel = scaled && ClusterKernel.of(rows, scaled, judged);
  if (!kernel) return undefined;
  const within = new Float64Array(judged.length);
  const nearest = new Float64Array(judged.length).fill(Number.POSITIVE_INFINITY);
  const all = judged.length === clusters.at(-1)!.end;
  const size = (cluster: number): number => clusters[cluster]!.end - clusters[cluster]!.start;
  clusters.forEach((_, k) => {
    const from = kernel.firstJudged(k);
    const count = kernel.firstJudged(k + 1) - from;
    for (let l = all ? k : 0; count > 0 && l < clusters.length; l++) {
      const { sums, halves } = kernel.between(k, l, all);
      if (l === k) {
        const others = Math.max(1, size(k) - 1);
        for (let i = 0; i < count; i++) {
          const sum = sums[i]! + (all ? halves[2 * i]! + halves[2 * i + 1]! : 0);
          within[from + i] = sum / others;
        }
        continue;
      }
      for (let i = 0; i < count; i++) {
        nearest[from + i] = Math.min(nearest[from + i]!, sums[i]! / size(l));
      }
      const { start } = clusters[l]!;
      for (let i = 0; all && i < size(l); i++) {
        const mean = (halves[2 * i]! + halves[2 * i + 1]!) / size(k);
        nearest[start + i] = Math.min(nearest[start + i]!, mean);
      }
    }
  });
  return errorOf(scaled, rows.columns, judged, within, nearest) <= MOST_ERROR
    ? { within, nearest }
    : undefined;
}

/** Centred and within -1..1, so that 32 bits hold the squares; undefined where that is not possible. */
function scaledRows({ values, columns }: ClusteredRows): Float32Array | undefined {
  const rows = values.length / columns;
  const centre = new Float64Array(columns);
  for (let i = 0; i < values.length; i++) centre[i % columns]! += values[i]! / rows;
  let greatest = 0;
  for (let i = 0; i < values.length; i++) {
    greatest = Math.max(greatest, Math.abs(values[i]! - centre[i % columns]!));
  }
  if (!(greatest > 0 && greatest < Number.MAX_VALUE)) return undefined;
  return Float32Array.from(values, (value, i) => (value - centre[i % columns]!) / greatest);
}

/** At most so much, on average, does rounding the rows change (b - a) / max(a, b). */
function errorOf(
  scaled: Float32Array,
  columns: number,
  judged: Uint32Array,
  within: Float64Array,
  nearest: Float64Array,
): number {
  const errors = new Float64Array(scaled.length / columns);
  let mean = 0;
  for (let r = 0, i = 0; r < errors.length; r++) {
    let squares = 0;
    for (let c = 0; c < columns; c++, i++) squares += scaled[i]! * scaled[i]!;
    errors[r] = Math.sqrt(squares) * 2 ** -24;
    mean += errors[r]! / errors.length;
  }
  let total = 0;
  judged.forEach((position, i) => {
    const greater = Math.max(within[i]!, nearest[i]!);
    if (greater > 0) total += (errors[position]! + mean) / greater;
  });
  return total / judged.length;
}

/** Points are the judged rows, cluster by cluster in blocks; sources are all rows. */
class ClusterKernel {
  readonly #exports: Exports;
  readonly #rows: ClusteredRows;
  readonly #width: number;
  /** Number of judged rows, and of blocks, before each cluster and in all. */
  readonly #judgedBefore: readonly number[];
  readonly #blocksBefore: readonly number[];
  readonly #at: {
    readonly masks: number;
    readonly sources: number;
    readonly sums: number;
    readonly halves: number;
  };

  static of(rows: ClusteredRows, scaled: Float32Array, judged: Uint32Array): ClusterKernel | undefined {
    const { columns, clusters } = rows;
    const width = columns + (columns & 1);
    const judgedBefore = [0];
    const blocksBefore = [0];
    let most = 0;
    let last = 0;
    for (const { end } of clusters) {
      const first = last;
      while (last < judged.length && judged[last]! < end) last++;
      judgedBefore.push(last);
      blocksBefore.push(blocksBefore.at(-1)! + Math.ceil((last - first) / BLOCK));
    }
    for (const { start, end } of clusters) most = Math.max(most, end - start + BLOCK);
    const blocks = blocksBefore.at(-1)!;
    const masks = blocks * BLOCK * 4 * width;
    const sources = masks + blocks * BLOCK * 4;
    const sums = sources + 4 * width * (scaled.length / columns);
    const halves = sums + 8 * most;
    // Behind the halves, room for those of one block that nobody reads.
    const bytes = halves + 16 * (most + BLOCK);
    if (bytes > MOST_BYTES) return undefined;
    const exports = bytes > MOST_SHARED_BYTES ? own() : shared();
    if (!exports || !ensureBytes(exports.memory, bytes)) return undefined;
    const { buffer } = exports.memory;
    new Uint8Array(buffer, 0, sums).fill(0);
    const points = new Float32Array(buffer, 0, masks / 4);
    const lanes = new Int32Array(buffer, masks, blocks * BLOCK);
    clusters.forEach((_, k) => {
      for (let j = judgedBefore[k]!, lane = blocksBefore[k]! * BLOCK; j < judgedBefore[k + 1]!; j++, lane++) {
        lanes[lane] = -1;
        const block = Math.floor(lane / BLOCK) * BLOCK * width + (lane % BLOCK);
        for (let c = 0; c < columns; c++) points[block + c * BLOCK] = scaled[judged[j]! * columns + c]!;
      }
    });
    const into = new Float32Array(buffer, sources, width * (scaled.length / columns));
    for (let i = 0, r = 0; i < scaled.length; r++) {
      for (let c = 0; c < columns; c++, i++) into[r * width + c] = scaled[i]!;
    }
    return new ClusterKernel(exports, rows, width, judgedBefore, blocksBefore, {
      masks,
      sources,
      sums,
      halves,
    });
  }

  private constructor(
    exports: Exports,
    rows: ClusteredRows,
    width: number,
    judgedBefore: readonly number[],
    blocksBefore: readonly number[],
    at: { readonly masks: number; readonly sources: number; readonly sums: number; readonly halves: number },
  ) {
    this.#exports = exports;
    this.#rows = rows;
    this.#width = width;
    this.#judgedBefore = judgedBefore;
    this.#blocksBefore = blocksBefore;
    this.#at = at;
  }

  /** How many rows are judged before cluster k. */
  firstJudged(k: number): number {
    return this.#judgedBefore[k]!;
  }

  /**
   * Sums of distances of the judged rows of cluster k from all rows of cluster l (judged rows of k), and of the rows
   * of l from the judged rows of k in two halves (rows of l x 2).
   * @param all whether all rows are judged: then within a cluster each pair is taken once, and only sums and halves
   * together hold all distances
   */
  between(
    k: number,
    l: number,
    all: boolean,
  ): { readonly sums: Float64Array; readonly halves: Float64Array } {
    const { start, end } = this.#rows.clusters[l]!;
    const first = this.#blocksBefore[k]!;
    const blocks = this.#blocksBefore[k + 1]! - first;
    const { buffer } = this.#exports.memory;
    const sums = new Float64Array(buffer, this.#at.sums, blocks * BLOCK).fill(0);
    const halves = new Float64Array(buffer, this.#at.halves, 2 * (end - start)).fill(0);
    if (k !== l || !all) {
      this.#add(first, blocks, start, end, this.#at.sums, this.#at.halves);
      return { sums, halves };
    }
    const unread = this.#at.halves + 16 * (end - start);
    for (let block = 0; block < blocks; block++) {
      const from = start + block * BLOCK;
      const to = Math.min(end, from + BLOCK);
      const into = this.#at.sums + 8 * BLOCK * block;
      this.#add(first + block, 1, from, to, into, unread);
      this.#add(first + block, 1, to, end, into, this.#at.halves + 16 * (to - start));
    }
    return { sums, halves };
  }

  #add(block: number, blocks: number, from: number, to: number, sums: number, halves: number): void {
    const width = this.#width;
    const points = block * BLOCK * 4 * width;
    const masks = this.#at.masks + block * BLOCK * 4;
    const sources = this.#at.sources + from * 4 * width;
    this.#exports.addDistances(points, blocks, masks, width, sources, to - from, sums, halves);
  }
}
