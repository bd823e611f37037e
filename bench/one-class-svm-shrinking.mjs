/**
 * What could shrinking save at most? Times the parts of an exact fit: the start (kernels of all rows with those that begin as
 * support vectors, which shrinking does not touch) and the iterations, all of which a perfect shrinking would save.
 * usage: node bench/one-class-svm-shrinking.mjs [ROWS]   (default 100000; needs `npm run build`)
 */
import { kernelCache } from '../packages/detectors/dist/kernel-cache.js';
import { solveOneClass } from '../packages/detectors/dist/one-class-solver.js';
import { gradientOf, leastRows } from '../packages/detectors/dist/one-class-start.js';
import { oneClassSvm } from '../packages/detectors/dist/one-class-svm.js';
import { kernelRows } from '../packages/detectors/dist/radial-kernel.js';
import { clusteredFeatures } from './detectors/features.mjs';

const NU = 0.05;
const rows = Number(process.argv[2] ?? 100_000);
const matrix = clusteredFeatures(rows, 12);

function seconds(run) {
  const started = performance.now();
  const result = run();
  return [result, (performance.now() - started) / 1000];
}

for (const gamma of ['scale', 0.5, 2]) {
  const [fitted, whole] = seconds(() => oneClassSvm({ nu: NU, gamma }).fit(matrix));
  const part = oneClassSvm({ nu: NU, gamma: fitted.gamma, maxRows: rows / 10 }).fit(matrix);
  const kernel = kernelRows(matrix, fitted.gamma);
  const start = leastRows(kernel.weightedSums(part.supportVectors, part.coefficients), NU);
  const [gradient, begun] = seconds(() => gradientOf(start, matrix, kernel));
  const [solution, solved] = seconds(() =>
    solveOneClass(start, gradient, 1e-3, kernelCache(kernel, 100 * 2 ** 20)),
  );
  process.stdout.write(
    `gamma ${gamma}: fit ${whole.toFixed(2)} s; start ${begun.toFixed(2)} s; ${solution.iterations} iterations ${solved.toFixed(2)} s; ` +
      `they are ${((100 * solved) / (begun + solved)).toFixed(0)} % of the two\n`,
  );
}
