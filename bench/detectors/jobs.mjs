/** What is measured, against whom, and the ratio that is wanted. */

/** `large` jobs take minutes at the peer, or gigabytes. */
export const JOBS = [
  { job: 'forest-predict', peer: 'scikit-learn predict', data: 'clustered', rows: 100_000, target: 15 },
  { job: 'forest-apply', peer: 'scikit-learn apply and table', data: 'clustered', rows: 100_000, target: 4 },
  { job: 'forest-fit', peer: 'scikit-learn', data: 'clustered', rows: 100_000 },
  { job: 'svm-fit', peer: 'scikit-learn (libsvm)', data: 'clustered', rows: 20_000 },
  {
    job: 'svm-fit',
    peer: 'scikit-learn (libsvm)',
    data: 'clustered',
    rows: 100_000,
    target: 13,
    large: true,
  },
  { job: 'svm-score', peer: 'scikit-learn (libsvm)', data: 'clustered', rows: 10_000, target: 10 },
  { job: 'autoencoder-epoch', peer: 'torch, batch 32', data: 'unit', rows: 100_000, target: 9 },
  { job: 'autoencoder-score', peer: 'torch', data: 'unit', rows: 100_000, target: 1 },
  { job: 'dbscan', peer: 'scikit-learn', data: 'clustered', rows: 20_000 },
  { job: 'dbscan', peer: 'scikit-learn', data: 'clustered', rows: 100_000, target: 25, large: true },
  { job: 'dbscan-uniform', peer: 'scikit-learn', data: 'uniform', rows: 100_000, target: 1, large: true },
  { job: 'silhouette', peer: 'scikit-learn', data: 'clustered', rows: 10_000, target: 7 },
];
