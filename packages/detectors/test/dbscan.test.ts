/** DBSCAN against scikit-learn's labels, and its own promises. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dbscan, kDistanceEpsilon, kDistances, type Matrix } from '../src/index.js';
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

  it('finds the same clusters in any order of rows and columns', () => {
    const matrix = clusteredRows(300, 3);
    const first = dbscan({ epsilon: 0.08, minSamples: 5 }).cluster(matrix);
    const order = randomOrder(300, 4);
    const second = dbscan({ epsilon: 0.08, minSamples: 5 }).cluster(inOrder(matrix, order));
    const turned = dbscan({ epsilon: 0.08, minSamples: 5 }).cluster(columnsInOrder(matrix, [1, 2, 0]));
    expect(first.clusters).toBe(2);
    expect(second.clusters).toBe(2);
    expect([...turned.labels]).toEqual([...first.labels]);
    expect([...second.core]).toEqual(Array.from(order, (row) => first.core[row]!));
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
