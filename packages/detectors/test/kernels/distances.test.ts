/** Silhouettes by the distance kernel beside 64-bit arithmetic. */
import { describe, expect, it } from 'vitest';
import { type Matrix, type MeasuredSilhouette, silhouette } from '../../src/index.js';
import { meanDistances } from '../../src/kernels/distances.js';
import { uniformRows } from '../rows.js';

/** Clusters of very different sizes, one of a single row. */
function labelled(rows: number, columns: number): { matrix: Matrix; labels: Int32Array } {
  const labels = Int32Array.from({ length: rows }, (_, r) =>
    r === 5 ? 9 : r % 7 === 0 ? 1 : r % 50 === 3 ? 2 : 0,
  );
  const { values } = uniformRows(rows, columns, 4);
  return {
    matrix: { rows, columns, values: values.map((x, i) => x + labels[Math.floor(i / columns)]! * 0.4) },
    labels,
  };
}

function exactSamples({ rows, columns, values }: Matrix, labels: Int32Array): Float64Array {
  return Float64Array.from({ length: rows }, (_, r) => {
    const sums = new Map<number, { sum: number; count: number }>();
    for (let s = 0; s < rows; s++) {
      if (s === r) continue;
      let squares = 0;
      for (let c = 0; c < columns; c++) squares += (values[r * columns + c]! - values[s * columns + c]!) ** 2;
      const entry = sums.get(labels[s]!) ?? { sum: 0, count: 0 };
      sums.set(labels[s]!, { sum: entry.sum + Math.sqrt(squares), count: entry.count + 1 });
    }
    const own = sums.get(labels[r]!);
    if (!own) return 0;
    const a = own.sum / own.count;
    const others = [...sums]
      .filter(([label]) => label !== labels[r])
      .map(([, { sum, count }]) => sum / count);
    const b = Math.min(...others);
    return (b - a) / Math.max(a, b);
  });
}

describe('distance kernel', () => {
  it('runs here', () => {
    const { values } = uniformRows(40, 2);
    const clusters = [
      { start: 0, end: 23 },
      { start: 23, end: 40 },
    ];
    expect(meanDistances({ values, columns: 2, clusters }, Uint32Array.of(3, 30))).toBeDefined();
  });

  it.each([[1], [2], [5]])('gives the silhouettes of 64 bits on %i columns', (columns) => {
    const { matrix, labels } = labelled(1021, columns);
    const { samples } = silhouette(matrix, labels) as MeasuredSilhouette;
    exactSamples(matrix, labels).forEach((sample, r) => {
      expect(Math.abs(samples[r]! - sample)).toBeLessThan(1e-6);
    });
  });

  it('gives a row the same silhouette when only some are judged', () => {
    const { matrix, labels } = labelled(1200, 3);
    const whole = silhouette(matrix, labels) as MeasuredSilhouette;
    const part = silhouette(matrix, labels, { maxRows: 500 }) as MeasuredSilhouette;
    expect(part.samples.length).toBeLessThan(300);
    part.rows.forEach((row, i) => {
      expect(Math.abs(part.samples[i]! - whole.samples[row]!)).toBeLessThan(1e-6);
    });
  });

  it('leaves rows that 32 bits cannot tell apart to 64-bit arithmetic', () => {
    const { matrix, labels } = labelled(1000, 2);
    const far = { ...matrix, values: matrix.values.map((x, i) => (i === 10 ? 1e9 : x)) };
    const { samples } = silhouette(far, labels) as MeasuredSilhouette;
    exactSamples(far, labels).forEach((sample, r) => {
      expect(Math.abs(samples[r]! - sample)).toBeLessThan(1e-9);
    });
  });
});
