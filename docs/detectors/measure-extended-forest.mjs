/**
 * What the extended isolation forest gains and costs beside the plain one: quality on drawn shapes, time by columns.
 * usage: node docs/detectors/measure-extended-forest.mjs [--plain]   (after `npm run build`; prints two tables)
 *   --plain   without WebAssembly: plain TypeScript alone
 */
import {
  auroc,
  extendedIsolationForest,
  isolationForest,
  random,
} from '../../packages/detectors/dist/index.js';

// Kernels are compiled at their first use.
if (process.argv.includes('--plain')) Reflect.deleteProperty(globalThis, 'WebAssembly');

const SEEDS = [1, 2, 3, 4, 5, 6, 7];

const matrixOf = (rows) => ({
  rows: rows.length,
  columns: rows[0].length,
  values: Float64Array.from(rows.flat()),
});

/** Roughly normal: the sum of twelve uniform numbers, less 6. */
function normal(generator) {
  let sum = -6;
  for (let i = 0; i < 12; i++) sum += generator.uniform();
  return sum;
}

const draw = (count, make) => Array.from({ length: count }, make);

/** Each: an ordinary row, and a strange one, from random numbers. */
const SHAPES = {
  'two groups on a diagonal, strange on the other': [
    (g) => {
      const at = g.uniform() < 0.5 ? 0 : 1;
      return [at * 10 + normal(g), 10 - at * 10 + normal(g)];
    },
    (g) => {
      const at = g.uniform() < 0.5 ? 0 : 10;
      return [at + 2 * normal(g), at + 2 * normal(g)];
    },
  ],
  'sine wave, strange between its bends': [
    (g) => {
      const x = g.uniform() * 4 * Math.PI;
      return [x, 3 * Math.sin(x) + 0.3 * normal(g)];
    },
    (g) => {
      const bend = Math.floor(g.uniform() * 4);
      const side = bend % 2 === 0 ? -1 : 1;
      return [Math.PI * (bend + 0.5) + 0.3 * normal(g), side * (1.5 + g.uniform())];
    },
  ],
  'ring, strange in its middle': [
    (g) => {
      const angle = g.uniform() * 2 * Math.PI;
      return [Math.cos(angle) + 0.1 * normal(g), Math.sin(angle) + 0.1 * normal(g)];
    },
    (g) => [0.3 * normal(g), 0.3 * normal(g)],
  ],
  'one round group, strange around it': [
    (g) => [normal(g), normal(g)],
    (g) => {
      const angle = g.uniform() * 2 * Math.PI;
      return [3.2 * Math.cos(angle), 3.2 * Math.sin(angle)];
    },
  ],
  'eight columns that follow one another, strange where they do not': [
    (g) => {
      const common = normal(g);
      return draw(8, () => common + 0.3 * normal(g));
    },
    (g) => draw(8, () => normal(g)),
  ],
  'two columns, strange in one, the other a thousand times wider': [
    (g) => [normal(g), 1000 * normal(g)],
    (g) => [5, 1000 * normal(g)],
  ],
  'two columns, strange in both, among fourteen that say nothing': [
    (g) => draw(16, () => normal(g)),
    (g) => [4, -4, ...draw(14, () => normal(g))],
  ],
  'eight columns, strange far out in one of them': [
    (g) => draw(8, () => normal(g)),
    (g) => {
      const row = draw(8, () => normal(g));
      row[Math.floor(g.uniform() * 8)] = 5;
      return row;
    },
  ],
};

function quality(ordinary, strange, make) {
  return SEEDS.map((seed) => {
    const generator = random(seed);
    const fitted = make(seed).fit(matrixOf(draw(2000, () => ordinary(generator))));
    const rows = [...draw(1000, () => ordinary(generator)), ...draw(200, () => strange(generator))];
    return auroc(
      fitted.score(matrixOf(rows)),
      rows.map((_, r) => (r < 1000 ? 0 : 1)),
    );
  });
}

function summary(values) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return `${mean.toFixed(3)} ± ${Math.sqrt(squares / (values.length - 1)).toFixed(3)}`;
}

/** Median microseconds a row of seven runs over 20,000 rows. */
function timePerRow(detector, columns) {
  const generator = random(1);
  const rows = matrixOf(draw(20_000, () => draw(columns, () => normal(generator))));
  const fitted = detector.fit(rows);
  const times = draw(9, () => {
    const started = performance.now();
    fitted.score(rows);
    return ((performance.now() - started) * 1000) / rows.rows;
  });
  // The first two are compiled while they run.
  return times
    .slice(2)
    .sort((a, b) => a - b)[3]
    .toFixed(2);
}

const lines = [
  `| AUROC over ${SEEDS.length} seeds, mean ± standard deviation | plain | extended |`,
  '|---|---|---|',
];
for (const [name, [ordinary, strange]] of Object.entries(SHAPES)) {
  const plain = quality(ordinary, strange, (seed) => isolationForest({ seed }));
  const extended = quality(ordinary, strange, (seed) => extendedIsolationForest({ seed }));
  lines.push(`| ${name} | ${summary(plain)} | ${summary(extended)} |`);
}
lines.push('', '| µs a row, 100 trees | plain | extension 0 | extension columns - 1 |', '|---|---|---|---|');
for (const columns of [2, 12, 32]) {
  const times = [isolationForest(), extendedIsolationForest({ extension: 0 }), extendedIsolationForest()].map(
    (detector) => timePerRow(detector, columns),
  );
  lines.push(`| ${columns} columns | ${times.join(' | ')} |`);
}
process.stdout.write(`${lines.join('\n')}\n`);
