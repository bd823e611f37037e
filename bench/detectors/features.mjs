/** Rows like features of flows: ten clusters of unequal size and width, heavy tails, 2 % outliers; or uniform ones. */
import { random } from '@strayflow/detectors';

const WIDTHS = [0.02, 0.04, 0.05, 0.06, 0.08, 0.1, 0.15, 0.25, 0.4, 0.6];
const SHARES = [0.18, 0.14, 0.12, 0.12, 0.1, 0.1, 0.08, 0.06, 0.05, 0.05];
const OUTLIERS = 0.02;

/** @param {number} rows @param {number} columns @param {number} seed standardised columns (rows x columns) */
export function clusteredFeatures(rows, columns, seed = 42) {
  const generator = random(seed);
  const between = (low, high) => low + (high - low) * generator.uniform();
  const normal = () =>
    Math.sqrt(-2 * Math.log(1 - generator.uniform())) * Math.cos(2 * Math.PI * generator.uniform());
  /** Student's t with 3 degrees of freedom. */
  const heavy = () => normal() / Math.sqrt((normal() ** 2 + normal() ** 2 + normal() ** 2) / 3);
  const centres = SHARES.map(() => Array.from({ length: columns }, () => between(-2, 2)));
  const widths = WIDTHS.map((width) => Array.from({ length: columns }, () => width * between(0.6, 1.4)));
  const values = new Float64Array(rows * columns);
  for (let r = 0; r < rows; r++) {
    const outlier = generator.uniform() < OUTLIERS;
    const spread = outlier ? between(0.3, 1.5) : 0;
    let cluster = 0;
    for (let left = generator.uniform() - SHARES[0]; left > 0 && cluster < 9; left -= SHARES[cluster])
      cluster++;
    for (let c = 0; c < columns; c++) {
      // Bytes, packets, duration and rate have heavy tails, the next column is skewed.
      const z = c < 4 ? 0.6 * heavy() : c === 4 ? Math.exp(0.8 * normal()) - 1.4 : normal();
      values[r * columns + c] = outlier
        ? spread * between(-6, 6)
        : centres[cluster][c] + widths[cluster][c] * z;
    }
  }
  return { rows, columns, values: standardised(values, rows, columns) };
}

/** @param {number} rows @param {number} columns @param {number} seed values in 0..1 (rows x columns) */
export function uniformFeatures(rows, columns, seed = 42) {
  const generator = random(seed);
  return { rows, columns, values: Float64Array.from({ length: rows * columns }, () => generator.uniform()) };
}

/** Each column from its .5 to its 99.5 percentile becomes 0..1, what lies outside is cut off. */
export function unitFeatures({ rows, columns, values }) {
  const unit = new Float64Array(values.length);
  for (let c = 0; c < columns; c++) {
    const column = Float64Array.from({ length: rows }, (_, r) => values[r * columns + c]).sort();
    const low = column[Math.floor(0.005 * (rows - 1))];
    const high = column[Math.floor(0.995 * (rows - 1))];
    for (let r = 0; r < rows; r++) {
      unit[r * columns + c] = Math.min(1, Math.max(0, (values[r * columns + c] - low) / (high - low)));
    }
  }
  return { rows, columns, values: unit };
}

function standardised(values, rows, columns) {
  for (let c = 0; c < columns; c++) {
    let mean = 0;
    for (let r = 0; r < rows; r++) mean += values[r * columns + c] / rows;
    let variance = 0;
    for (let r = 0; r < rows; r++) variance += (values[r * columns + c] - mean) ** 2 / rows;
    for (let r = 0; r < rows; r++) {
      values[r * columns + c] = (values[r * columns + c] - mean) / Math.sqrt(variance);
    }
  }
  return values;
}
