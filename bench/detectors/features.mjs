/** Rows like features of flows: ten clusters of unequal size and width, heavy tails, 2 % outliers; or uniform ones. */
import { writeFileSync } from 'node:fs';
import { random } from '@strayflow/detectors';

const WIDTHS = [0.02, 0.04, 0.05, 0.06, 0.08, 0.1, 0.15, 0.25, 0.4, 0.6];
const SHARES = [0.18, 0.14, 0.12, 0.12, 0.1, 0.1, 0.08, 0.06, 0.05, 0.05];
const OUTLIERS = 0.02;

/** Of each file that is written. */
export const COLUMNS = { clustered: 12, unit: 12, uniform: 8 };

const ROWS = 100_000;

/** Writes the named files, row by row in 64-bit floats, and which rows are outliers. @param {readonly string[]} names */
export function writeFeatures(folder, names) {
  const write = (name, values) => writeFileSync(`${folder}/${name}.bin`, new Uint8Array(values.buffer));
  const clustered = clusteredFeatures(ROWS, COLUMNS.clustered);
  write('outliers', clustered.outliers);
  write('clustered', clustered.values);
  if (names.includes('unit')) write('unit', unitFeatures(clustered).values);
  if (names.includes('uniform')) write('uniform', uniformFeatures(ROWS, COLUMNS.uniform).values);
}

/**
 * Standardised columns (rows x columns), and 1 for each planted outlier (rows).
 * @param {number} rows @param {number} columns @param {number} seed
 */
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
  const outliers = new Uint8Array(rows);
  for (let r = 0; r < rows; r++) {
    const outlier = generator.uniform() < OUTLIERS;
    outliers[r] = outlier ? 1 : 0;
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
  return { rows, columns, values: standardised(values, rows, columns), outliers };
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
    const low = quantileOfSorted(column, 0.005);
    const high = quantileOfSorted(column, 0.995);
    for (let r = 0; r < rows; r++) {
      unit[r * columns + c] = Math.min(1, Math.max(0, (values[r * columns + c] - low) / (high - low)));
    }
  }
  return { rows, columns, values: unit };
}

/** The width of a radial kernel that scikit-learn calls 'scale', for peers that do not know it. */
export function scaleGamma({ columns, values }) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return 1 / (columns * variance);
}

/** Between two values by linear interpolation. */
function quantileOfSorted(column, share) {
  const at = share * (column.length - 1);
  const below = column[Math.floor(at)];
  return below + (at % 1) * (column[Math.ceil(at)] - below);
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
