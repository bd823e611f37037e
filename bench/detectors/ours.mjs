/**
 * This library at the jobs of jobs.mjs.
 * usage: node ours.mjs FOLDER [--plain]   (lines on standard input: JOB DATA ROWS COLUMNS)
 *   --plain   without WebAssembly: plain TypeScript alone
 */
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

if (process.argv.includes('--plain')) Reflect.deleteProperty(globalThis, 'WebAssembly');
const { autoencoder, dbscan, isolationForest, oneClassSvm, silhouette } = await import(
  '@strayflow/detectors'
);

const prepared = new Map();

function rowsOf(name, rows, columns) {
  const bytes = readFileSync(`${process.argv[2]}/${name}.bin`);
  const values = new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8).slice(0, rows * columns);
  return { rows, columns, values };
}

function prepare(job, matrix) {
  switch (job) {
    case 'forest-fit':
      return () => isolationForest().fit(matrix);
    case 'forest-predict':
    case 'forest-apply': {
      const forest = isolationForest().fit(matrix);
      return () => forest.score(matrix);
    }
    case 'svm-fit':
      return () => oneClassSvm().fit(matrix);
    case 'svm-score': {
      const machine = oneClassSvm().fit(matrix);
      return () => machine.score(matrix);
    }
    case 'autoencoder-epoch':
      return () => autoencoder({ epochs: 1 }).fit(matrix);
    case 'autoencoder-score': {
      const network = autoencoder({ epochs: 1 }).fit(matrix);
      return () => network.score(matrix);
    }
    case 'dbscan':
      return () => dbscan({ epsilon: 0.3 }).cluster(matrix);
    case 'dbscan-uniform':
      return () => dbscan({ epsilon: 0.258 }).cluster(matrix);
    case 'silhouette': {
      const { labels } = dbscan({ epsilon: 0.3 }).cluster(matrix);
      return () => silhouette(matrix, labels);
    }
    default:
      throw new Error(`unknown job ${job}`);
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const [job, data, rows, columns] = line.split(' ');
  if (!prepared.has(job)) {
    const run = prepare(job, rowsOf(data, Number(rows), Number(columns)));
    prepared.set(job, run);
    // The first calls are compiled while they run.
    for (let warm = 0; warm < 2; warm++) run();
  }
  const started = performance.now();
  prepared.get(job)();
  const seconds = (performance.now() - started) / 1000;
  process.stdout.write(`${seconds} ${process.resourceUsage().maxRSS / 1024}\n`);
}
