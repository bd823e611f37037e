/** What is wrong with the old script, for the help of `--preset classic` and for the report. */

export const CLASSIC_FAULTS: readonly string[] = [
  'Its risk is the mean of two models that say -1 for an anomaly and +1 for a normal row, so normal rows get the high risk and are flagged, and a row that all three models call an anomaly gets -0.33.',
  'It fits and judges on the same rows with fixed quotas: 5 % of the rows are outliers of each model, whether or not anything is wrong.',
  'It standardises the two port numbers as if port 443 lay between 442 and 444 in meaning, and leaves volumes raw, so that large numbers alone decide distances.',
  'Its autoencoder ends in a sigmoid, which cannot give anything outside 0..1, and is asked to reproduce raw values: its error measures how large a flow is, not how strange.',
  'Its DBSCAN radius of 0.3 on raw values makes almost every row noise or a copy of another; its silhouette fails on a single label, and its clusters enter no verdict.',
  'It judges rows, not hosts: no time, no explanation, no behaviour, and nothing that tells an attacker from a victim.',
];
