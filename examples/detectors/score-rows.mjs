/** Scales rows, fits three detectors, calibrates and combines them, explains the strangest row, and stores the models. */
import {
  autoencoder,
  combinationShares,
  combineRows,
  fromJSON,
  isolationForest,
  minMaxScaler,
  oneClassSvm,
  random,
  tailCalibration,
} from '@strayflow/detectors';

// Ordinary transfers: packets, bytes that follow from them, seconds that follow from the bytes.
const names = ['packets', 'bytes', 'seconds'];
const generator = random(1);
const transfer = () => {
  const packets = 10 + 90 * generator.uniform();
  const bytes = packets * (600 + 200 * generator.uniform());
  return [packets, bytes, (bytes / 20_000) * (0.8 + 0.4 * generator.uniform())];
};
const toMatrix = (rows) => ({
  rows: rows.length,
  columns: names.length,
  values: Float64Array.from(rows.flat()),
});
const fitted = toMatrix(Array.from({ length: 1500 }, transfer));
const calibration = toMatrix(Array.from({ length: 1500 }, transfer));
const judgedRows = [transfer(), [80, 56_000, 0.4], [30, 400_000, 20], transfer()];
const judged = toMatrix(judgedRows);

const scaler = minMaxScaler().fit(fitted);
const models = [
  isolationForest({ seed: 1 }),
  oneClassSvm({ nu: 0.02 }),
  autoencoder({ seed: 1, layers: [32, 1, 32] }),
].map((detector) => detector.fit(scaler.transform(fitted)));

// How rare each model finds a row, from rows that it was not fitted on.
const tails = models.map((model) => tailCalibration(model.score(scaler.transform(calibration))));
const surprises = models.map((model, m) => tails[m].surprises(model.score(scaler.transform(judged))));
const combined = combineRows(surprises);

combined.forEach((surprise, r) => {
  console.log(`row ${r}: one ordinary row in ${Math.round(10 ** surprise)} is as strange`);
  if (surprise < 2) return;
  const shares = combinationShares(surprises.map((ofModel) => ofModel[r]));
  const row = scaler.transform(toMatrix([judgedRows[r]])).values;
  models.forEach((model, m) => {
    const parts = model.explain(row);
    const column = names[parts.indexOf(Math.max(...parts))];
    console.log(`  ${model.kind}: ${Math.round(100 * shares[m])} % of the combination, most by ${column}`);
  });
});

const restored = models.map((model) => fromJSON(JSON.parse(JSON.stringify(model))));
const same = restored.every((model, m) => {
  const [before, after] = [models[m], model].map((each) => each.score(scaler.transform(judged)));
  return before.every((score, r) => score === after[r]);
});
console.log(`stored and loaded models give ${same ? 'the same' : 'other'} scores`);
