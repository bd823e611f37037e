/**
 * Packages of the npm registry at the jobs of jobs.mjs, each as its own documentation calls it.
 * usage: node npm-peers.mjs FOLDER PACKAGE   (after npm ci --prefix bench/peers)
 */
import { createRequire } from 'node:module';
import { dbscan } from '@strayflow/detectors';
import { answer, outliersOf, rowsOf } from './answer.mjs';
import { scaleGamma } from './features.mjs';
import * as outcomes from './outcomes.mjs';
import { tensorflow } from './tensorflow.mjs';

const [, , folder, name] = process.argv;
const packages = createRequire(new URL('../peers/package.json', import.meta.url));

/** Rows that a forest without subsamples of its own is fitted to where only its scoring is measured. */
const FOREST_ROWS = 256;

async function prepare(task) {
  const matrix = rowsOf(folder, task);
  const outliers = outliersOf(folder, task.rows);
  if (name === 'tfjs') return await tensorflow(packages, task, matrix, outliers);
  const rows = Array.from({ length: matrix.rows }, (_, r) => [
    ...matrix.values.subarray(r * matrix.columns, (r + 1) * matrix.columns),
  ]);
  switch (name) {
    case 'isolation-forest':
    case 'ml-isolation-forest':
      return forest(task, rows, outliers);
    case 'libsvm-js':
      return await libsvmJs(task, matrix, rows);
    case 'libsvm-wasm':
      return await libsvmWasm(task, matrix, rows);
    case 'density-clustering':
    case '@cdxoo/dbscan':
      return clustering(task, rows);
    case '@robzzson/silhouette': {
      const { labels } = dbscan({ epsilon: task.epsilon }).cluster(matrix);
      // It takes natural numbers only.
      const shifted = Array.from(labels, (label) => label + 1);
      const score = packages(name);
      return { run: () => score(rows, shifted), outcome: outcomes.silhouetteMean };
    }
    default:
      throw new Error(`unknown package ${name}`);
  }
}

function forest(task, rows, outliers) {
  const { IsolationForest } = packages(name);
  const grown = (training) => {
    const model = new IsolationForest();
    if (name === 'isolation-forest') model.fit(training);
    else model.train(training);
    return model;
  };
  const ranking = (scores) => outcomes.ranking(scores, outliers);
  if (task.job === 'forest-fit') {
    return { run: () => grown(rows), outcome: (model) => ranking(model.predict(rows)) };
  }
  const step = Math.floor(rows.length / FOREST_ROWS);
  const model = grown(rows.filter((_, r) => r % step === 0).slice(0, FOREST_ROWS));
  return { run: () => model.predict(rows), outcome: ranking };
}

const NU = 0.05;

async function libsvmJs(task, matrix, rows) {
  const SVM = await packages('libsvm-js');
  const ones = rows.map(() => 1);
  let machine;
  const train = () => {
    machine?.free();
    machine = new SVM({
      type: SVM.SVM_TYPES.ONE_CLASS,
      kernel: SVM.KERNEL_TYPES.RBF,
      gamma: scaleGamma(matrix),
      nu: NU,
      quiet: true,
    });
    machine.train(rows, ones);
    return machine;
  };
  if (task.job === 'svm-fit') {
    return { run: train, outcome: (fitted) => outcomes.supportVectors(fitted.getSVIndices().length) };
  }
  train();
  return {
    run: () => machine.predict(rows),
    outcome: (signs) => outcomes.outside(signs.map((sign) => sign < 0)),
  };
}

async function libsvmWasm(task, matrix, rows) {
  // Its loader takes Node's fetch for a browser's, and then does not find its own file.
  Reflect.deleteProperty(globalThis, 'fetch');
  const { KERNEL_TYPE, SVM, SVMParam, SVM_TYPE } = packages('libsvm-wasm');
  const ones = rows.map(() => 1);
  const parameters = {
    svm_type: SVM_TYPE.ONE_CLASS,
    kernel_type: KERNEL_TYPE.RBF,
    gamma: scaleGamma(matrix),
    nu: NU,
  };
  let machine;
  const train = async () => {
    machine = new SVM(new SVMParam(parameters));
    await machine.init();
    machine.feedSamples(rows, ones);
    await machine.train();
  };
  const predict = () => rows.map((row) => machine.predict(row));
  const outcome = (signs) => outcomes.outside(signs.map((sign) => sign < 0));
  if (task.job === 'svm-fit') return { run: train, outcome: () => outcome(predict()) };
  await train();
  return { run: predict, outcome };
}

function clustering({ epsilon }, rows) {
  const minimum = 10;
  if (name === 'density-clustering') {
    const { DBSCAN } = packages(name);
    return {
      run: () => {
        const clusterer = new DBSCAN();
        clusterer.run(rows, epsilon, minimum);
        return clusterer;
      },
      outcome: ({ clusters, noise }) => outcomes.clusters(clusters.length, noise.length),
    };
  }
  const cluster = packages(name);
  const distanceFunction = (a, b) => {
    let sum = 0;
    for (let c = 0; c < a.length; c++) sum += (a[c] - b[c]) ** 2;
    return Math.sqrt(sum);
  };
  return {
    run: () => cluster({ dataset: rows, epsilon, minimumPoints: minimum, distanceFunction }),
    outcome: ({ clusters, noise }) => outcomes.clusters(clusters.length, noise.length),
  };
}

await answer(prepare);
