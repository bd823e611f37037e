/** Finds groups of rows with a radius taken from the data, says how well they are apart, and where new rows belong. */
import { dbscan, kDistanceEpsilon, random, silhouette, standardScaler } from '@strayflow/detectors';

// Three groups of different sizes in four columns, and rows anywhere.
const columns = 4;
const generator = random(2);
const around = (centre, width) => () =>
  Array.from(
    { length: columns },
    (_, c) => centre[c] + width * (generator.uniform() + generator.uniform() - 1),
  );
const rows = [
  ...Array.from({ length: 600 }, around([0, 0, 0, 0], 1)),
  ...Array.from({ length: 300 }, around([4, 0, 4, 0], 1)),
  ...Array.from({ length: 100 }, around([0, 4, 4, 4], 1)),
  ...Array.from({ length: 20 }, around([2, 2, 2, 2], 6)),
];
const toMatrix = (list) => ({ rows: list.length, columns, values: Float64Array.from(list.flat()) });
const scaler = standardScaler().fit(toMatrix(rows));
const matrix = scaler.transform(toMatrix(rows));

const minSamples = 10;
const epsilon = kDistanceEpsilon(matrix, minSamples);
const { labels, clusters } = dbscan({ epsilon, minSamples }).cluster(matrix);
console.log(`radius ${epsilon.toFixed(2)}: ${clusters} groups`);
for (let cluster = -1; cluster < clusters; cluster++) {
  const size = labels.filter((label) => label === cluster).length;
  console.log(`  ${cluster < 0 ? 'in no group' : `group ${cluster}`}: ${size} rows`);
}

const judged = silhouette(matrix, labels, { excludeNoise: true });
console.log(judged.mean === null ? judged.reason : `silhouette ${judged.mean.toFixed(2)}`);

const model = dbscan({ epsilon, minSamples }).fit(matrix);
const fresh = scaler.transform(
  toMatrix([
    [0.1, -0.2, 0.1, 0],
    [4, 0, 4, 2.5],
  ]),
);
const groups = model.assign(fresh);
model.score(fresh).forEach((score, r) => {
  const parts = model.explain(fresh.values.slice(r * columns, (r + 1) * columns));
  const place = groups[r] < 0 ? 'no group' : `group ${groups[r]}`;
  console.log(
    `new row ${r}: ${place}, ${score.toFixed(2)} radii from the nearest, most in column ${parts.indexOf(Math.max(...parts))}`,
  );
});
