/** The tables of the forest kernel that works by ranks and masks; see forest-ranks.as.ts. */

/** One run of nodes: child, column and threshold of each, the path length at leaves. A leaf is its own child. */
export interface ForestNodes {
  readonly roots: Int32Array;
  readonly depths: Int32Array;
  readonly feature: Int32Array;
  readonly threshold: Float32Array;
  readonly child: Int32Array;
  readonly length: Float64Array;
}

export const WORDS_PER_LINE = 8;
export const LINE_BYTES = 8 * WORDS_PER_LINE;
const HALVES_PER_LINE = 2 * WORDS_PER_LINE;
const LEAVES_PER_WORD = 64;
const LEAVES_PER_LINE = LEAVES_PER_WORD * WORDS_PER_LINE;
/** Path lengths kept for a word: its leaves', and 0 for none. */
export const LENGTHS_PER_WORD = LEAVES_PER_WORD + 1;

/** What the splits of some trees look like, before it is written into the kernel's memory. */
export interface RankedTrees {
  /** Columns that any tree splits on, ascending, with their different thresholds, ascending. */
  readonly columns: readonly { readonly column: number; readonly thresholds: Float32Array }[];
  /** Of each column the nodes that split on it, by threshold. */
  readonly splits: readonly (readonly Split[])[];
  /** Words of all trees. */
  readonly words: number;
  /** Path lengths (words x 65). */
  readonly lengths: Float64Array;
  /** Leaves that exist, as two 32-bit halves (words x 2). */
  readonly leaves: Uint32Array;
}

/** Leaves are counted from left to right over the words of all trees. */
interface Split {
  readonly threshold: number;
  readonly first: number;
  readonly middle: number;
  readonly end: number;
}

/** Ranks the splits of the trees, and counts their leaves. */
export function rankTrees(nodes: ForestNodes): RankedTrees {
  const byColumn = new Map<number, Split[]>();
  const lengths: number[] = [];
  let leaf = 0;
  const visit = (node: number): void => {
    const child = nodes.child[node]!;
    if (child === node) {
      const at = Math.floor(leaf / LEAVES_PER_WORD) * LENGTHS_PER_WORD + (leaf % LEAVES_PER_WORD);
      lengths[at] = nodes.length[node]!;
      leaf++;
      return;
    }
    const first = leaf;
    visit(child);
    const middle = leaf;
    visit(child + 1);
    const column = nodes.feature[node]!;
    const splits = byColumn.get(column) ?? [];
    byColumn.set(column, splits);
    splits.push({ threshold: nodes.threshold[node]!, first, middle, end: leaf });
  };
  const ends: number[] = [];
  for (const root of nodes.roots) {
    visit(root);
    ends.push(leaf);
    leaf = Math.ceil(leaf / LEAVES_PER_WORD) * LEAVES_PER_WORD;
  }
  const words = leaf / LEAVES_PER_WORD;
  const leaves = new Uint32Array(words * 2);
  let from = 0;
  for (const end of ends) {
    for (let at = from; at < end; at++) leaves[at >> 5]! |= 1 << (at & 31);
    from = Math.ceil(end / LEAVES_PER_WORD) * LEAVES_PER_WORD;
  }
  const columns = [...byColumn.keys()].sort((a, b) => a - b);
  const splits = columns.map((column) => byColumn.get(column)!.sort((a, b) => a.threshold - b.threshold));
  return {
    columns: columns.map((column, index) => ({
      column,
      thresholds: Float32Array.from(new Set(splits[index]!.map((split) => split.threshold))),
    })),
    splits,
    words,
    lengths: Float64Array.from({ length: words * LENGTHS_PER_WORD }, (_, at) => lengths[at] ?? 0),
    leaves,
  };
}

/** Ranks of all columns: of each 0 to the number of its thresholds. */
export function ranksOf(trees: RankedTrees): number {
  return trees.columns.reduce((sum, { thresholds }) => sum + thresholds.length + 1, 0);
}

/**
 * The lines of one chunk (lines x 16 halves of words), and the line of each rank, in `map` (ranks), in bytes
 * from the first.
 */
export function chunkLines(trees: RankedTrees, chunk: number, map: Uint16Array): Uint32Array {
  const from = chunk * HALVES_PER_LINE;
  const leaves = new Uint32Array(HALVES_PER_LINE);
  leaves.set(trees.leaves.subarray(from, from + HALVES_PER_LINE));
  const firstLeaf = 32 * from;
  const lines: Uint32Array[] = [];
  let at = 0;
  trees.splits.forEach((all, column) => {
    const splits = all.filter(({ first, end }) => end > firstLeaf && first < firstLeaf + LEAVES_PER_LINE);
    const line = leaves.slice();
    for (const { middle, end } of splits) clear(line, middle - firstLeaf, end - firstLeaf);
    lines.push(line);
    map[at++] = (lines.length - 1) * LINE_BYTES;
    let next = 0;
    for (const threshold of trees.columns[column]!.thresholds) {
      if (splits[next]?.threshold === threshold) {
        while (splits[next]?.threshold === threshold) next++;
        lines.push(openBeyond(threshold, splits, leaves, firstLeaf));
      }
      map[at++] = (lines.length - 1) * LINE_BYTES;
    }
  });
  const joined = new Uint32Array(lines.length * HALVES_PER_LINE);
  lines.forEach((line, index) => {
    joined.set(line, index * HALVES_PER_LINE);
  });
  return joined;
}

/** What the splits of one column leave open for values just above the threshold. */
function openBeyond(
  threshold: number,
  splits: readonly Split[],
  leaves: Uint32Array,
  firstLeaf: number,
): Uint32Array {
  const open = leaves.slice();
  for (const { threshold: other, first, middle, end } of splits) {
    if (other <= threshold) clear(open, first - firstLeaf, middle - firstLeaf);
    else clear(open, middle - firstLeaf, end - firstLeaf);
  }
  return open;
}

/** Closes the leaves from <= leaf < to that are within the line. */
function clear(open: Uint32Array, from: number, to: number): void {
  const last = Math.min(to, LEAVES_PER_LINE);
  for (let leaf = Math.max(from, 0); leaf < last; leaf++) open[leaf >> 5]! &= ~(1 << (leaf & 31));
}
