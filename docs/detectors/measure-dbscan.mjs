/**
 * What DBSCAN takes on the bench's clustered rows (bench/detectors/features.mjs).
 * usage: node --expose-gc docs/detectors/measure-dbscan.mjs cluster ROWS [EPSILON]   seconds, and memory beside the data (Linux)
 *        node docs/detectors/measure-dbscan.mjs score REFERENCES COLUMNS [--plain]   seconds for 100 000 new rows
 *   --plain   without WebAssembly: plain TypeScript alone
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { clusteredFeatures } from '../../bench/detectors/features.mjs';

if (process.argv.includes('--plain')) Reflect.deleteProperty(globalThis, 'WebAssembly');
const { dbscan, FittedDbscan } = await import('@strayflow/detectors');
const [job, first, second] = process.argv.slice(2);

/** @param {string} name a field of /proc/self/status, in kB @returns {number} MB */
function megabytes(name) {
  const status = readFileSync('/proc/self/status', 'utf8');
  return Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)[1]) / 1024;
}

function measureCluster(rows, epsilon) {
  const matrix = clusteredFeatures(rows, 12);
  globalThis.gc?.();
  // From here on the peak is counted anew.
  writeFileSync('/proc/self/clear_refs', '5');
  const before = megabytes('VmRSS');
  const started = performance.now();
  const { clusters, labels } = dbscan({ epsilon }).cluster(matrix);
  const seconds = (performance.now() - started) / 1000;
  const added = megabytes('VmHWM') - before;
  const noise = labels.filter((label) => label === -1).length;
  return { rows, epsilon, seconds, before, added, clusters, noise };
}

function measureScore(rows, columns) {
  const all = clusteredFeatures(200_000, columns, 7);
  const part = (from, count) => ({
    rows: count,
    columns,
    values: all.values.slice(from * columns, (from + count) * columns),
  });
  const fitted = new FittedDbscan({
    epsilon: 0.5,
    minSamples: 10,
    clusters: 1,
    fittedRows: rows,
    coreRows: rows,
    references: part(0, rows),
    labels: new Int32Array(rows),
  });
  const fresh = part(100_000, 100_000);
  fitted.score(part(100_000, 1000));
  const started = performance.now();
  fitted.score(fresh);
  return { references: rows, columns, seconds: (performance.now() - started) / 1000 };
}

const result =
  job === 'cluster'
    ? measureCluster(Number(first), Number(second ?? 0.3))
    : measureScore(Number(first), Number(second));
process.stdout.write(`${JSON.stringify(result)}\n`);
