/** Extended isolation forest against the paper's algorithm in numpy, and its own promises. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  auroc,
  extendedIsolationForest,
  FittedExtendedIsolationForest,
  fromJSON,
  isolationForest,
  readModelFile,
  writeModelFile,
} from '../src/index.js';
import { golden, matrixOf } from './golden/read.js';
import { clusteredRows, correlation, normals, sum, uniformRows } from './rows.js';

const known = golden<{
  readonly columns: number;
  readonly train: readonly number[];
  readonly test: readonly number[];
}>('isolation-forest');
const paper = golden<Readonly<Record<string, readonly number[]>>>('extended-isolation-forest');

describe('extended isolation forest beside the algorithm of the paper', () => {
  const train = matrixOf(known.train, known.columns);
  const test = matrixOf(known.test, known.columns);

  it.each([0, 2, 5])('scores at extension %i as the paper does, up to the spread of forests', (extension) => {
    const forests = Array.from({ length: 6 }, (_, seed) =>
      extendedIsolationForest({ seed, extension }).fit(train).score(test),
    );
    const [means, spread] = [paper[`means${extension}`]!, paper[`spread${extension}`]!];
    const own = means.map((_, r) => sum(forests.map((scores) => scores[r]!)) / forests.length);
    expect(correlation(own, means)).toBeGreaterThan(0.995);
    const typical = sum(spread) / spread.length;
    const offBy = own.map((mean, r) => (mean - means[r]!) / (typical * Math.sqrt(2 / 6)));
    expect(Math.abs(sum(offBy) / offBy.length)).toBeLessThan(0.8);
    expect(Math.sqrt(sum(offBy.map((z) => z * z)) / offBy.length)).toBeLessThan(1.6);
  });

  it('is the plain forest where hyperplanes cut across one column', () => {
    const mean = (detector: typeof isolationForest | typeof extendedIsolationForest, extension?: 0) => {
      const many = Array.from({ length: 6 }, (_, seed) =>
        detector({ seed, ...(extension === undefined ? {} : { extension }) })
          .fit(train)
          .score(test),
      );
      return Array.from(test.values.slice(0, test.rows), (_, r) => sum(many.map((one) => one[r]!)) / 6);
    };
    const [plain, extended] = [mean(isolationForest), mean(extendedIsolationForest, 0)];
    expect(correlation(plain, extended)).toBeGreaterThan(0.995);
    expect(Math.abs(sum(plain) - sum(extended)) / test.rows).toBeLessThan(0.005);
  });
});

describe('extended isolation forest', () => {
  it('explains a score completely: contributions add up to 1 + log2(score)', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.nat(), fc.nat(), (columns, pick, seed) => {
        const matrix = clusteredRows(200, columns, seed);
        const extension = pick % columns;
        const forest = extendedIsolationForest({ trees: 10, seed, extension }).fit(matrix);
        const scores = forest.score(matrix);
        for (let r = 0; r < 20; r++) {
          const explanation = forest.explain(matrix.values.slice(r * columns, (r + 1) * columns));
          expect(sum(explanation)).toBeCloseTo(1 + Math.log2(scores[r]!), 12);
        }
      }),
      { numRuns: 30 },
    );
  });

  it.each([0, 2, 4])('credits the column that sets a row apart, at extension %i', (extension) => {
    const matrix = clusteredRows(600, 5);
    const row = matrix.values.slice(0, 5);
    row[3] = 3;
    const explanation = extendedIsolationForest({ extension }).fit(matrix).explain(row);
    expect(explanation.indexOf(Math.max(...explanation))).toBe(3);
    expect(explanation[3]!).toBeGreaterThan(2 * Math.max(...explanation.filter((_, c) => c !== 3)));
  });

  it('cuts each hyperplane across extension + 1 columns that vary', () => {
    const matrix = uniformRows(300, 6);
    for (let r = 0; r < 300; r++) matrix.values[r * 6 + 2] = 7;
    for (const extension of [0, 1, 3]) {
      const forest = extendedIsolationForest({ trees: 5, extension }).fit(matrix);
      const splits = forest.trees.flatMap((tree) => [...tree.width]).filter((width) => width > 0);
      expect(new Set(splits)).toEqual(new Set([extension + 1]));
      expect(forest.trees.some((tree) => tree.column.includes(2))).toBe(false);
    }
    expect(extendedIsolationForest({ trees: 5 }).fit(matrix).extension).toBe(5);
  });

  it('has no bands along the axes: finds what is strange only in combination', () => {
    const bends = (strange: boolean, rows: number): number[] => {
      const noise = normals(rows * 2, 4);
      return Array.from({ length: rows }, (_, r) => {
        const x = strange ? Math.PI * ((r % 4) + 0.5) : (r * 4 * Math.PI) / rows;
        const y = strange ? (r % 2 === 0 ? -2 : 2) : 3 * Math.sin(x);
        return [x + 0.1 * noise[2 * r]!, y + 0.3 * noise[2 * r + 1]!];
      }).flat();
    };
    const wave = bends(false, 1000);
    const matrix = matrixOf([...wave, ...bends(true, 100)], 2);
    const labels = Array.from({ length: 1100 }, (_, r) => (r < 1000 ? 0 : 1));
    const quality = (detector: typeof isolationForest | typeof extendedIsolationForest) =>
      sum(
        [1, 2, 3, 4, 5].map((seed) => auroc(detector({ seed }).fit(matrixOf(wave, 2)).score(matrix), labels)),
      ) / 5;
    expect(quality(extendedIsolationForest)).toBeGreaterThan(quality(isolationForest) + 0.05);
  });

  it('puts the threshold where contamination asks for it', () => {
    const matrix = clusteredRows(500, 3);
    const forest = extendedIsolationForest({ contamination: 0.06 }).fit(matrix);
    expect(forest.score(matrix).filter((score) => score > forest.threshold)).toHaveLength(30);
  });

  it('is refreshed tree for tree as a fit on the new rows would grow it', () => {
    const [old, recent] = [clusteredRows(300, 3, 1), clusteredRows(300, 3, 2)];
    const fitted = extendedIsolationForest({ trees: 8, seed: 1 }).fit(old);
    const anew = extendedIsolationForest({ trees: 8, seed: 9 }).fit(recent);
    const half = fitted.refresh(recent, { share: 0.5, seed: 9 });
    expect(half.trees).toEqual([...anew.trees.slice(0, 4), ...fitted.trees.slice(4)]);
    const loaded = fromJSON(JSON.parse(JSON.stringify(half))) as FittedExtendedIsolationForest;
    const whole = loaded.refresh(recent, { share: 0.5, seed: 9, contamination: 0.1 });
    expect(whole.trees).toEqual(anew.trees);
    expect(whole.threshold).toBe(
      extendedIsolationForest({ trees: 8, seed: 9, contamination: 0.1 }).fit(recent).threshold,
    );
  });

  it('comes back from a model file with the same scores', () => {
    const matrix = clusteredRows(300, 5);
    const forest = extendedIsolationForest({ trees: 10, extension: 2, contamination: 0.1 }).fit(matrix);
    const loaded = readModelFile(writeModelFile({ forest })).models['forest']!;
    expect(loaded.score(matrix)).toEqual(forest.score(matrix));
    expect(JSON.stringify(loaded)).toBe(JSON.stringify(forest));
  });

  it.each([
    ['an extension of all columns', { extension: 3 }, /extension .*from 0 to 2, received 3/],
    ['rows that do not add up', { rows: [8, 3, 4] }, /expected 8 rows below node 0 .*received 7/],
    ['missing children', { nodes: [1], width: [2], rows: [8] }, /at least 3 nodes in tree 0, received 1/],
    ['too many nodes', { width: [0, 0, 0], column: [], normal: [], intercept: [] }, /expected 1 nodes/],
    ['a wider plane than its extension', { width: [3, 0, 0] }, /from 0 to 2 in width, received 3 at 0/],
    ['columns out of order', { column: [2, 1] }, /ascending columns in a hyperplane, received 2, 1/],
    ['a column twice', { column: [1, 1] }, /ascending columns in a hyperplane, received 1, 1/],
    ['an unknown column', { column: [1, 3] }, /from 0 to 2 in column, received 3/],
    ['a huge normal', { normal: [1, 1e30] }, /from -100 to 100 in normal, received 1e\+30/],
    ['a huge intercept', { intercept: [1, -1e300] }, /in intercept, received -1e\+300/],
    ['no trees', { nodes: [] }, /expected 1 to 100000 trees in nodes, received 0/],
    ['an oldest tree that is none', { oldest: 1 }, /oldest .*received 1/],
  ])('refuses data with %s', (_, change, message) => {
    const data = {
      kind: 'extended-isolation-forest',
      version: 1,
      columns: 3,
      subsample: 8,
      extension: 1,
      threshold: 0.5,
      oldest: 0,
      nodes: [3],
      width: [2, 0, 0],
      rows: [8, 3, 5],
      column: [0, 2],
      normal: [0.5, -1.5],
      intercept: [1, 2],
    };
    expect(FittedExtendedIsolationForest.fromJSON(data).trees).toHaveLength(1);
    const wrong = () => FittedExtendedIsolationForest.fromJSON({ ...data, ...change });
    expect(wrong).toThrow(RangeError);
    expect(wrong).toThrow(message);
  });

  it.each([
    [{ trees: 0 }, /trees .*from 1 .*received 0/],
    [{ subsample: 2.5 }, /subsample .*received 2.5/],
    [{ extension: -1 }, /extension .*received -1/],
    [{ contamination: 0.6 }, /contamination .*at most 0.5, received 0.6/],
    [{ seed: Number.NaN }, /finite seed, received NaN/],
  ])('rejects %j', (options, message) => {
    expect(() => extendedIsolationForest(options)).toThrow(message);
  });

  it('rejects rows of too few columns for its extension', () => {
    const detector = extendedIsolationForest({ extension: 3 });
    expect(() => detector.fit(uniformRows(20, 3))).toThrow(/extension .*from 0 to 2, received 3/);
  });
});
