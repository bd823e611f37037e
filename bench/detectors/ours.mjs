/**
 * This library at the jobs of jobs.mjs.
 * usage: node ours.mjs FOLDER [--plain]
 *   --plain   without WebAssembly: plain TypeScript alone
 */
import { answer, outliersOf, rowsOf } from './answer.mjs';

const folder = process.argv[2];
if (process.argv.includes('--plain')) Reflect.deleteProperty(globalThis, 'WebAssembly');
// Imported only now: kernels are compiled at their first use.
const { autoencoder, dbscan, isolationForest, oneClassSvm, silhouette } = await import(
  '@strayflow/detectors'
);
const outcomes = await import('./outcomes.mjs');

function prepare(task) {
  const matrix = rowsOf(folder, task);
  const ranking = (scores) => outcomes.ranking(scores, outliersOf(folder, task.rows));
  switch (task.job) {
    case 'forest-fit':
      return { run: () => isolationForest().fit(matrix), outcome: (forest) => ranking(forest.score(matrix)) };
    case 'forest-score':
      return scoring(isolationForest().fit(matrix), matrix, ranking);
    case 'forest-score-reference': {
      const forest = isolationForest().fit(matrix);
      return { run: () => forest.score(matrix, 'reference'), outcome: ranking };
    }
    case 'svm-fit':
      return {
        run: () => oneClassSvm({ method: 'exact' }).fit(matrix),
        outcome: (machine) => outcomes.supportVectors(machine.supportVectors.rows),
      };
    case 'svm-score':
      return scoring(oneClassSvm({ method: 'exact' }).fit(matrix), matrix, (scores) =>
        outcomes.outside(Array.from(scores, (score) => score > 0)),
      );
    case 'autoencoder-epoch':
      return {
        run: () => autoencoder({ epochs: 1 }).fit(matrix),
        outcome: (network) => ranking(network.score(matrix)),
      };
    case 'autoencoder-score':
      return scoring(autoencoder({ epochs: 1 }).fit(matrix), matrix, ranking);
    case 'dbscan':
    case 'dbscan-uniform':
      return {
        run: () => dbscan({ epsilon: task.epsilon }).cluster(matrix),
        outcome: ({ clusters, labels }) =>
          outcomes.clusters(clusters, labels.filter((label) => label < 0).length),
      };
    case 'silhouette': {
      const { labels } = dbscan({ epsilon: task.epsilon }).cluster(matrix);
      return {
        run: () => silhouette(matrix, labels),
        outcome: ({ mean }) => outcomes.silhouetteMean(mean),
      };
    }
    default:
      throw new Error(`unknown job ${task.job}`);
  }
}

function scoring(fitted, matrix, outcome) {
  return { run: () => fitted.score(matrix), outcome };
}

await answer(prepare);
