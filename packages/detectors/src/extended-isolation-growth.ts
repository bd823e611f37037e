/** Draws the rows of one tree of an extended isolation forest and grows it. */
import { type ExtendedIsolationTree, growExtendedTree, toBoundedFloats } from './extended-isolation-tree.js';
import { drawSample, heightLimit } from './isolation-growth.js';
import type { Matrix } from './matrix.js';
import { random } from './random.js';

/** Grows the tree of a place from a stream of random numbers of its own. */
export function growExtendedSampled(
  extension: number,
): (matrix: Matrix, sampleRows: number, seed: number, tree: number) => ExtendedIsolationTree {
  return (matrix, sampleRows, seed, tree) => {
    const generator = random(seed, tree);
    const sample = drawSample(matrix, sampleRows, generator, toBoundedFloats);
    return growExtendedTree(sample, matrix.columns, extension, heightLimit(sampleRows), generator);
  };
}
