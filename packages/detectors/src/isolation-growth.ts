/** Draws the rows of one tree of an isolation forest and grows it. */
import { growIsolationTree, type IsolationTree, toFloats } from './isolation-tree.js';
import type { Matrix } from './matrix.js';
import { type Random, random, sampleAscending } from './random.js';

/**
 * Each tree has its own stream of random numbers: it does not depend on the others or on who grows it.
 * @param sampleRows rows to draw without replacement, at most as many as there are
 */
export function growSampled(matrix: Matrix, sampleRows: number, seed: number, tree: number): IsolationTree {
  const generator = random(seed, tree);
  const sample = drawSample(matrix, sampleRows, generator, toFloats);
  return growIsolationTree(sample, matrix.columns, heightLimit(sampleRows), generator);
}

/** Greatest depth of a leaf: that of a balanced tree of so many rows. */
export function heightLimit(sampleRows: number): number {
  return 32 - Math.clz32(Math.max(sampleRows, 2) - 1);
}

/** Different rows, as 32-bit floats (sampleRows x columns). */
export function drawSample(
  matrix: Matrix,
  sampleRows: number,
  generator: Random,
  round: (values: Float64Array, into: Float32Array, from: number) => void,
): Float32Array {
  const { columns } = matrix;
  const chosen = sampleDistinct(matrix.rows, sampleRows, generator);
  const sample = new Float32Array(sampleRows * columns);
  for (let i = 0; i < sampleRows; i++) {
    round(matrix.values, sample.subarray(i * columns, (i + 1) * columns), chosen[i]! * columns);
  }
  return sample;
}

/** `size` different rows out of `count`: Floyd's algorithm where few are drawn, a scan where many are. */
function sampleDistinct(count: number, size: number, generator: Random): ArrayLike<number> {
  if (size * 8 > count) return sampleAscending(count, size, generator);
  const drawn = new Set<number>();
  for (let top = count - size; top < count; top++) {
    const candidate = generator.below(top + 1);
    drawn.add(drawn.has(candidate) ? top : candidate);
  }
  return [...drawn];
}
