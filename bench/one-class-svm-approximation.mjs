/**
 * How far is the approximate one-class SVM from the exact one, what does it cost, and what would others do?
 * usage: node bench/one-class-svm-approximation.mjs [--rows N] [--gamma G,...] [--landmarks M,...] [--no-exact]
 *   --rows N          rows of 12 columns; default 100000
 *   --gamma G,...     default scale,0.5
 *   --landmarks M,... default 128,256,512,1024
 *   --no-exact        not beside the exact fit of all rows
 * Seconds are of CPU. Errors of scores are in standard deviations of the exact scores, over 5000 fresh rows. Needs `npm run build`.
 */
import { parseArgs } from 'node:util';
import { oneClassSvm, random } from '@strayflow/detectors';
import { clusteredFeatures } from './detectors/features.mjs';

const { values: options } = parseArgs({
  options: {
    rows: { type: 'string', default: '100000' },
    gamma: { type: 'string', default: 'scale,0.5' },
    landmarks: { type: 'string', default: '128,256,512,1024' },
    'no-exact': { type: 'boolean', default: false },
  },
});
const COLUMNS = 12;
const FRESH = 5000;
const rows = Number(options.rows);
const { values } = clusteredFeatures(rows + FRESH, COLUMNS);
const matrix = { rows, columns: COLUMNS, values: values.slice(0, rows * COLUMNS) };
const fresh = { rows: FRESH, columns: COLUMNS, values: values.slice(rows * COLUMNS) };

const show = (value) => value.toPrecision(2);
const mean = (list) => list.reduce((sum, value) => sum + value, 0) / list.length;
const high = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length * 0.95)];

function timed(run) {
  const before = process.cpuUsage();
  const result = run();
  const { user, system } = process.cpuUsage(before);
  return { result, seconds: (user + system) / 1e6 };
}

function scoreErrors(expected, scores) {
  const centre = mean(expected);
  const spread = Math.sqrt(mean(expected.map((score) => (score - centre) ** 2)));
  return Array.from(expected, (score, r) => Math.abs(score - scores[r]) / spread);
}

/** Mean |k - k~| of random Fourier features (Rahimi and Recht 2007), half cosines, half sines, over pairs of fresh rows. */
function fourierError(gamma, features) {
  const generator = random(1);
  const normal = () =>
    Math.sqrt(-2 * Math.log(1 - generator.uniform())) * Math.cos(2 * Math.PI * generator.uniform());
  const half = features / 2;
  const frequencies = Float64Array.from({ length: half * COLUMNS }, () => normal() * Math.sqrt(2 * gamma));
  const errors = [];
  for (let pair = 0; pair < 20_000; pair++) {
    const [a, b] = [generator.below(FRESH) * COLUMNS, generator.below(FRESH) * COLUMNS];
    if (a === b) continue;
    let squares = 0;
    for (let c = 0; c < COLUMNS; c++) squares += (fresh.values[a + c] - fresh.values[b + c]) ** 2;
    let sum = 0;
    for (let f = 0; f < half; f++) {
      let phase = 0;
      for (let c = 0; c < COLUMNS; c++) {
        phase += frequencies[f * COLUMNS + c] * (fresh.values[a + c] - fresh.values[b + c]);
      }
      sum += Math.cos(phase) / half;
    }
    errors.push(Math.abs(Math.exp(-gamma * squares) - sum));
  }
  return mean(errors);
}

for (const text of options.gamma.split(',')) {
  const gamma = text === 'scale' ? text : Number(text);
  const exact = options['no-exact']
    ? undefined
    : timed(() => oneClassSvm({ gamma, method: 'exact' }).fit(matrix));
  const expected = exact?.result.score(fresh);
  if (exact) process.stdout.write(`gamma ${text}, exact: ${show(exact.seconds)} s\n`);
  if (expected) {
    const part = oneClassSvm({ gamma: exact.result.gamma, maxRows: rows / 10 }).fit(matrix);
    const errors = scoreErrors(
      expected,
      part.score(fresh).map((score) => score * 10),
    );
    process.stdout.write(
      `gamma ${text}, exact on a tenth of the rows: scores off by ${show(mean(errors))}, p95 ${show(high(errors))}\n`,
    );
  }
  for (const landmarks of options.landmarks.split(',').map(Number)) {
    const { result, seconds } = timed(() =>
      oneClassSvm({ gamma, method: 'nystroem', landmarks }).fit(matrix),
    );
    const said = result.approximationError;
    const seen = expected ? scoreErrors(expected, result.score(fresh)) : undefined;
    process.stdout.write(
      `gamma ${text}, ${result.supportVectors.rows} landmarks: ${show(seconds)} s, kernel ${show(said.kernelMean)} (Fourier ${show(fourierError(result.gamma, landmarks))}), ` +
        `scores said ${show(said.scoreMean)}, p95 ${show(said.scoreHigh)}${seen ? `; seen ${show(mean(seen))}, p95 ${show(high(seen))}` : ''}; ` +
        `peak ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB\n`,
    );
  }
}
