/** DBSCAN against scikit-learn's labels, and its own promises. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dbscan, kDistanceEpsilon, kDistances, type Matrix, random } from '../src/index.js';
import { golden, matrixOf } from './golden/read.js';
import { clusteredRows, columnsInOrder, inOrder, randomOrder, sum, uniformRows } from './rows.js';

interface Golden {
  readonly cases: readonly {
    readonly columns: number;
    readonly values: readonly number[];
    readonly epsilon: number;
    readonly minSamples: number;
    readonly labels: readonly number[];
    readonly core: readonly number[];
  }[];
}

describe.each(golden<Golden>('dbscan').cases)(
  'DBSCAN beside scikit-learn, $columns columns, epsilon $epsilon',
  (expected) => {
    it('has the same labels, in the same numbers', () => {
      const { epsilon, minSamples } = expected;
      const found = dbscan({ epsilon, minSamples }).cluster(matrixOf(expected.values, expected.columns));
      expect([...found.labels]).toEqual(expected.labels);
      expect([...found.core.keys()].filter((row) => found.core[row] === 1)).toEqual(expected.core);
      expect(found.clusters).toBe(Math.max(-1, ...expected.labels) + 1);
    });
  },
);

describe('DBSCAN', () => {
  it('agrees with its definition on small lattices, where ties and duplicates abound', () => {
    const coordinate = fc.integer({ min: 0, max: 7 });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3 }),
        fc.array(coordinate, { minLength: 3, maxLength: 150 }),
        fc.constantFrom(0.5, 1, Math.SQRT2, 2, 3),
        fc.integer({ min: 1, max: 6 }),
        (columns, numbers, epsilon, minSamples) => {
          const rows = Math.floor(numbers.length / columns);
          const matrix = matrixOf(numbers.slice(0, rows * columns), columns);
          const found = dbscan({ epsilon, minSamples }).cluster(matrix);
          expect([...found.labels]).toEqual(byDefinition(matrix, epsilon, minSamples));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('agrees with its definition on uniform rows', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 1, max: 6 }),
        fc.double({ min: 0.02, max: 0.6, noNaN: true }),
        (seed, columns, epsilon) => {
          const matrix = uniformRows(250, columns, seed);
          expect([...dbscan({ epsilon, minSamples: 4 }).cluster(matrix).labels]).toEqual(
            byDefinition(matrix, epsilon, 4),
          );
        },
      ),
      { numRuns: 40 },
    );
  });

  it.each([
    ['64 columns', clusteredRows(300, 64), 0.9],
    ['64 columns, mostly 0', sparseRows(400, 64), 0.75],
    ['20 columns, mostly 0', sparseRows(400, 20), 0.4],
  ])('agrees with its definition on %s', (_, matrix, epsilon) => {
    const found = dbscan({ epsilon, minSamples: 4 }).cluster(matrix);
    expect(found.clusters).toBeGreaterThan(1);
    expect(found.labels).toContain(-1);
    expect([...found.labels]).toEqual(byDefinition(matrix, epsilon, 4));
  });

  it('finds the same clusters in any order of rows, border rows aside', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 4 }), (seed, columns) => {
        const matrix = clusteredRows(200, columns, seed);
        const detector = dbscan({ epsilon: 0.05 * Math.sqrt(columns), minSamples: 5 });
        const order = randomOrder(200, seed);
        const first = detector.cluster(matrix);
        const second = detector.cluster(inOrder(matrix, order));
        const renamed = new Map([[-1, -1]]);
        order.forEach((row, i) => {
          expect(second.core[i]).toBe(first.core[row]);
          expect(second.labels[i] === -1).toBe(first.labels[row] === -1);
          if (first.core[row] === 0) return;
          const name = renamed.get(first.labels[row]!) ?? second.labels[i]!;
          renamed.set(first.labels[row]!, name);
          expect(second.labels[i]).toBe(name);
        });
        expect(new Set(renamed.values()).size).toBe(first.clusters + 1);
        expect(second.clusters).toBe(first.clusters);
      }),
      { numRuns: 50 },
    );
  });

  it('finds the same clusters in any order of columns, and wherever the rows lie', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: -1_000_000, max: 1_000_000 }), (seed, by) => {
        // Multiples of 1/1024: moving them rounds nothing.
        const rows = clusteredRows(200, 3, seed);
        const matrix = { ...rows, values: rows.values.map((value) => Math.round(value * 1024) / 1024) };
        const detector = dbscan({ epsilon: 5 / 64, minSamples: 5 });
        const found = detector.cluster(matrix);
        expect(detector.cluster(columnsInOrder(matrix, [1, 2, 0]))).toEqual(found);
        const moved = { ...matrix, values: matrix.values.map((value, i) => value + (i % 3) * by) };
        expect(detector.cluster(moved)).toEqual(found);
      }),
      { numRuns: 50 },
    );
  });

  it('finds the same clusters when each row is there several times and as many more are wanted', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 2, max: 5 }), (seed, times) => {
        const matrix = clusteredRows(120, 2, seed);
        const once = dbscan({ epsilon: 0.06, minSamples: 4 }).cluster(matrix);
        const copies = inOrder(
          matrix,
          Array.from({ length: 120 * times }, (_, i) => i % 120),
        );
        const several = dbscan({ epsilon: 0.06, minSamples: 4 * times }).cluster(copies);
        expect(several.clusters).toBe(once.clusters);
        several.labels.forEach((label, i) => {
          expect(label).toBe(once.labels[i % 120]);
        });
      }),
      { numRuns: 30 },
    );
  });

  it('takes equal rows, one row and rows on a line', () => {
    const equal = matrixOf(new Array<number>(6000).fill(0.7), 3);
    const together = dbscan({ epsilon: 1e-9, minSamples: 2000 }).cluster(equal);
    expect([together.clusters, together.labels.every((label) => label === 0)]).toEqual([1, true]);
    const tooFew = dbscan({ epsilon: 1e9, minSamples: 2001 }).cluster(equal);
    expect([tooFew.clusters, tooFew.labels.every((label) => label === -1)]).toEqual([0, true]);
    expect([...dbscan({ epsilon: 1, minSamples: 2 }).cluster(matrixOf([1, 2], 2)).labels]).toEqual([-1]);
    expect([...dbscan({ epsilon: 1, minSamples: 1 }).cluster(matrixOf([1, 2], 2)).labels]).toEqual([0]);
    // 3, 4 and 12 make steps of exactly 13.
    const line = matrixOf(
      Array.from({ length: 15_000 }, (_, i) => Math.floor(i / 3) * [3, 4, 12][i % 3]!),
      3,
    );
    expect(dbscan({ epsilon: 13, minSamples: 3 }).cluster(line).clusters).toBe(1);
    expect(dbscan({ epsilon: 13, minSamples: 3 }).cluster(line).labels).not.toContain(-1);
    expect(dbscan({ epsilon: 12.999, minSamples: 2 }).cluster(line).clusters).toBe(0);
  });

  it('scores by distance to the nearest core row over epsilon', () => {
    const matrix = clusteredRows(200, 2);
    const options = { epsilon: 0.1, minSamples: 5 };
    const found = dbscan(options).cluster(matrix);
    const fitted = dbscan(options).fit(matrix);
    const scores = fitted.score(matrix);
    const labels = fitted.assign(matrix);
    for (let r = 0; r < 200; r++) {
      if (found.core[r]) {
        expect(scores[r]).toBe(0);
        expect(labels[r]).toBe(found.labels[r]);
      } else expect(labels[r] === -1).toBe(found.labels[r] === -1);
      expect(scores[r]! > 1).toBe(found.labels[r] === -1);
    }
    const [far] = fitted.score(matrixOf([0.3, 5], 2));
    expect(far).toBeGreaterThan(40);
    expect(sum(fitted.explain(Float64Array.of(0.3, 5)))).toBeCloseTo(far!, 10);
    expect(fitted.explain(Float64Array.of(0.3, 5))[1]!).toBeGreaterThan(far! * 0.99);
  });

  it('keeps a bounded part of the core rows and says of how many', () => {
    const fitted = dbscan({ epsilon: 0.1, minSamples: 5, maxCoreRows: 40, maxRows: 150 }).fit(
      clusteredRows(400, 2),
    );
    expect(fitted.references.rows).toBe(40);
    expect(fitted.fittedRows).toBe(150);
    expect(fitted.coreRows).toBeGreaterThan(100);
  });

  it('measures from the fitted rows where nothing is dense', () => {
    const fitted = dbscan({ epsilon: 0.001 }).fit(uniformRows(30, 2));
    expect(fitted.coreRows).toBe(0);
    expect(fitted.references.rows).toBe(30);
    expect([...fitted.assign(uniformRows(30, 2))]).toEqual(new Array(30).fill(-1));
  });

  it.each([
    [{ epsilon: 0 }, /epsilon .*received 0/],
    [{ epsilon: NaN }, /epsilon .*received NaN/],
    [{ minSamples: 0 }, /minSamples .*received 0/],
    [{ maxRows: 0 }, /maxRows .*received 0/],
  ])('rejects %j', (options, message) => {
    expect(() => dbscan(options)).toThrow(message);
  });
});

describe('k-distances', () => {
  it('are those that comparing all pairs gives', () => {
    const matrix = clusteredRows(150, 3);
    const expected = Array.from({ length: 150 }, (_, row) => {
      const distances = Array.from({ length: 150 }, (_unused, other) => distance(matrix, row, other));
      return distances.sort((a, b) => a - b)[6]!;
    }).sort((a, b) => a - b);
    const found = kDistances(matrix, 7);
    found.forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i]!, 12);
    });
  });

  it('bend where clusters end', () => {
    const matrix = clusteredRows(1000, 2);
    const epsilon = kDistanceEpsilon(matrix, 10);
    const { clusters, labels } = dbscan({ epsilon }).cluster(matrix);
    expect(clusters).toBe(2);
    const noise = labels.filter((label) => label < 0).length;
    expect(noise).toBeGreaterThan(20);
    expect(noise).toBeLessThan(80);
  });

  it('give a radius above 0 on equal rows, one row and repeated rows', () => {
    const repeated = matrixOf(
      Array.from({ length: 400 }, (_, i) => (i % 40 === 0 ? i / 100 : 1)),
      1,
    );
    expect(kDistanceEpsilon(matrixOf([2, 2, 2, 2], 1), 2)).toBe(1);
    expect(kDistanceEpsilon(matrixOf([2, 3], 2), 10)).toBe(1);
    expect(kDistanceEpsilon(repeated, 5)).toBeGreaterThan(0);
  });
});

/** Groups of rows that share two columns other than 0, and rows alone with three. */
function sparseRows(rows: number, columns: number): Matrix {
  const generator = random(3);
  const values = new Float64Array(rows * columns);
  for (let r = 0; r < rows; r++) {
    const alone = r % 10 === 9;
    for (let k = 0; k < (alone ? 3 : 2); k++) {
      const column = alone ? generator.below(columns) : (r % 5) * 3 + k;
      values[r * columns + column] = 1 + generator.uniform();
    }
  }
  return { rows, columns, values };
}

function distance({ columns, values }: Matrix, a: number, b: number): number {
  let squares = 0;
  for (let c = 0; c < columns; c++) squares += (values[a * columns + c]! - values[b * columns + c]!) ** 2;
  return Math.sqrt(squares);
}

/** DBSCAN as the paper writes it, over all pairs. */
function byDefinition(matrix: Matrix, epsilon: number, minSamples: number): number[] {
  const all = Array.from({ length: matrix.rows }, (_, row) => row);
  const near = all.map((row) =>
    all.filter((other) => distance(matrix, row, other) ** 2 <= epsilon * epsilon * (1 + 1e-12)),
  );
  const labels = all.map(() => -1);
  let label = 0;
  for (const row of all) {
    if (labels[row] !== -1 || near[row]!.length < minSamples) continue;
    const queue = [row];
    for (const member of queue) {
      if (labels[member] !== -1) continue;
      labels[member] = label;
      if (near[member]!.length >= minSamples) queue.push(...near[member]!);
    }
    label++;
  }
  return labels;
}
