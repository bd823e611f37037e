/** Keeps the kernel rows that the solver used last, within a budget of memory. */
import type { SolverKernel } from './one-class-solver.js';

/** What computes the kernels that are kept. */
export interface KernelSource {
  readonly rows: number;
  /** Each row's kernel with itself (rows). */
  readonly diagonal: Float32Array | Float64Array;
  /** Writes the kernel of row `index` with every row (rows). */
  row(index: number, into: Float32Array): void;
}

const NONE = -1;

/** @param bytes budget of the kept rows; at least two rows are kept whatever it is */
export function kernelCache(kernel: KernelSource, bytes: number): SolverKernel {
  const { rows } = kernel;
  const capacity = Math.min(rows, Math.max(2, Math.floor(bytes / (rows * 4))));
  const kept: (Float32Array | undefined)[] = new Array(rows);
  const newer = new Int32Array(rows).fill(NONE);
  const older = new Int32Array(rows).fill(NONE);
  let newest = NONE;
  let oldest = NONE;
  let count = 0;

  const unlink = (index: number): void => {
    const above = newer[index]!;
    const below = older[index]!;
    if (above === NONE) newest = below;
    else older[above] = below;
    if (below === NONE) oldest = above;
    else newer[below] = above;
  };
  const putFirst = (index: number): void => {
    newer[index] = NONE;
    older[index] = newest;
    if (newest !== NONE) newer[newest] = index;
    newest = index;
    if (oldest === NONE) oldest = index;
  };
  return {
    diagonal: kernel.diagonal,
    row(index) {
      let found = kept[index];
      if (found) {
        if (newest !== index) {
          unlink(index);
          putFirst(index);
        }
        return found;
      }
      if (count < capacity) {
        found = new Float32Array(rows);
        count++;
      } else {
        const dropped = oldest;
        found = kept[dropped]!;
        kept[dropped] = undefined;
        unlink(dropped);
      }
      kernel.row(index, found);
      kept[index] = found;
      putFirst(index);
      return found;
    },
  };
}
