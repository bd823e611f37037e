/** Kernels between rows of features: their inner products. */
import type { KernelSource } from './kernel-cache.js';

/** @param features row-major (rows x size) */
export function featureKernel(features: Float64Array, size: number): KernelSource {
  const rows = size === 0 ? 0 : features.length / size;
  const diagonal = Float64Array.from({ length: rows }, (_, r) => {
    const own = features.subarray(r * size, (r + 1) * size);
    return innerProduct(own, 0, own);
  });
  return {
    rows,
    diagonal,
    row(index, into) {
      const own = features.subarray(index * size, (index + 1) * size);
      for (let r = 0; r < rows; r++) into[r] = innerProduct(features, r * size, own);
    },
  };
}

/** Of each row of features with `direction` (rows). */
export function innerProducts(features: Float64Array, direction: Float64Array): Float64Array {
  const size = direction.length;
  return Float64Array.from({ length: features.length / size }, (_, r) =>
    innerProduct(features, r * size, direction),
  );
}

/** Four sums side by side: one alone would wait for its own last addition. */
function innerProduct(values: Float64Array, at: number, other: Float64Array): number {
  const size = other.length;
  const fours = size & ~3;
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (let i = 0; i < fours; i += 4) {
    a += values[at + i]! * other[i]!;
    b += values[at + i + 1]! * other[i + 1]!;
    c += values[at + i + 2]! * other[i + 2]!;
    d += values[at + i + 3]! * other[i + 3]!;
  }
  for (let i = fours; i < size; i++) a += values[at + i]! * other[i]!;
  return a + b + (c + d);
}
