/** What is measured, against whom, and the ratio that is wanted. */

const SCIKIT = 'scikit-learn';

/**
 * `data` is a file of features.mjs and `large` marks what takes the peer minutes or gigabytes. `kernel` names the
 * wasm kernel that does the work, and is measured against plain TypeScript too. With `fresh`, each round has new
 * processes: then memory is measured in each. Of a peer, `how` is the call that is timed, `target` the ratio of
 * its time to ours that is wanted, `memoryTarget` that of its memory to ours.
 */
export const JOBS = [
  {
    job: 'forest-score',
    data: 'clustered',
    rows: 100_000,
    kernel: 'forest-ranks',
    peers: [
      { peer: SCIKIT, how: 'predict', target: 15 },
      { peer: SCIKIT, how: 'apply and table', target: 4 },
      { peer: 'isolation-forest' },
      { peer: 'ml-isolation-forest' },
    ],
  },
  {
    job: 'forest-score-reference',
    data: 'clustered',
    rows: 100_000,
    kernel: 'forest',
    peers: [
      { peer: SCIKIT, how: 'predict', target: 10 },
      { peer: SCIKIT, how: 'apply and table', target: 2.4 },
    ],
  },
  {
    job: 'forest-fit',
    data: 'clustered',
    rows: 100_000,
    peers: [{ peer: SCIKIT }, { peer: 'isolation-forest' }, { peer: 'ml-isolation-forest' }],
  },
  {
    job: 'svm-fit',
    data: 'clustered',
    rows: 20_000,
    kernel: 'radial',
    peers: [
      { peer: SCIKIT },
      { peer: 'libsvm', how: 'svm-train' },
      { peer: 'libsvm-js' },
      { peer: 'libsvm-wasm' },
    ],
  },
  {
    job: 'svm-fit',
    data: 'clustered',
    rows: 100_000,
    large: true,
    peers: [{ peer: SCIKIT, target: 13 }, { peer: 'libsvm', how: 'svm-train' }, { peer: 'libsvm-js' }],
  },
  {
    job: 'svm-score',
    data: 'clustered',
    rows: 10_000,
    kernel: 'radial',
    peers: [
      { peer: SCIKIT, target: 10 },
      { peer: 'libsvm', how: 'svm-predict' },
      { peer: 'libsvm-js' },
      { peer: 'libsvm-wasm' },
    ],
  },
  {
    job: 'autoencoder-epoch',
    data: 'unit',
    rows: 100_000,
    kernel: 'network',
    peers: [
      { peer: 'torch', how: 'batch 32', target: 9 },
      { peer: 'tfjs', how: 'wasm' },
      { peer: 'tfjs', how: 'cpu' },
    ],
  },
  {
    job: 'autoencoder-score',
    data: 'unit',
    rows: 100_000,
    kernel: 'network',
    peers: [
      { peer: 'torch', target: 1 },
      { peer: 'tfjs', how: 'wasm' },
      { peer: 'tfjs', how: 'cpu' },
    ],
  },
  {
    job: 'dbscan',
    data: 'clustered',
    rows: 10_000,
    epsilon: 0.3,
    peers: [{ peer: SCIKIT }, { peer: 'density-clustering' }, { peer: '@cdxoo/dbscan' }],
  },
  {
    job: 'dbscan',
    data: 'clustered',
    rows: 100_000,
    large: true,
    fresh: true,
    epsilon: 0.3,
    peers: [{ peer: SCIKIT, target: 25, memoryTarget: 50 }, { peer: 'density-clustering' }],
  },
  {
    job: 'dbscan-uniform',
    data: 'uniform',
    rows: 100_000,
    // Ten neighbours on average.
    epsilon: 0.287,
    large: true,
    peers: [{ peer: SCIKIT, target: 1 }],
  },
  {
    job: 'silhouette',
    data: 'clustered',
    rows: 10_000,
    epsilon: 0.3,
    kernel: 'distances',
    peers: [{ peer: SCIKIT, target: 7 }, { peer: '@robzzson/silhouette' }],
  },
];
