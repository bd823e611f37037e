/** Regrows a share of a forest's trees on new rows, the oldest first. */
import { checkContamination } from './isolation-options.js';
import { checkFitMatrix, type Matrix } from './matrix.js';
import { checkShare } from './options.js';
import { random } from './random.js';

/** How much of a forest is regrown. */
export interface RefreshOptions {
  /** Share of the trees that are regrown, 0 < share <= 1, rounded up to whole trees; default .1. */
  readonly share?: number;
  /** Default 0. */
  readonly seed?: number;
  /**
   * Share of these rows above the new `threshold`, 0 < share <= .5; without it the threshold stays as it is.
   */
  readonly contamination?: number;
}

/** What a refresh needs of a forest. */
interface AgeingForest<Tree> {
  readonly columns: number;
  readonly subsample: number;
  readonly trees: readonly Tree[];
  readonly oldest: number;
}

/**
 * The trees after a refresh, each in its place, and the place of the tree that is the oldest then.
 * @param grow the tree of this place, from the new rows
 * @throws RangeError on options out of range, other columns, or fewer rows than a tree is grown on
 */
export function refreshedTrees<Tree>(
  forest: AgeingForest<Tree>,
  matrix: Matrix,
  { share = 0.1, seed = 0, contamination }: RefreshOptions,
  grow: (matrix: Matrix, sampleRows: number, seed: number, tree: number) => Tree,
): { readonly trees: readonly Tree[]; readonly oldest: number } {
  checkShare('share', share, 0, 1);
  checkContamination(contamination);
  random(seed);
  checkFitMatrix(matrix);
  const { columns, subsample, oldest } = forest;
  if (matrix.columns !== columns)
    throw new RangeError(`expected ${columns} columns, received ${matrix.columns}`);
  // All trees share one average path length, so they are all grown on equally many rows.
  if (matrix.rows < subsample) {
    throw new RangeError(
      `expected at least ${subsample} rows (subsample) to refresh on, received ${matrix.rows}`,
    );
  }
  const trees = forest.trees.slice();
  // .07 x 100 is a little more than 7 in floating point, and means 7.
  const regrown = Math.min(trees.length, Math.ceil(share * trees.length * (1 - Number.EPSILON * 4)));
  for (let i = 0; i < regrown; i++) {
    const place = (oldest + i) % trees.length;
    trees[place] = grow(matrix, subsample, seed, place);
  }
  return { trees, oldest: (oldest + regrown) % trees.length };
}
