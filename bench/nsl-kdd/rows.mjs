/** Reads the rows of NSL-KDD, and makes numbers of them as a set of training rows tells. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { standardScaler } from '@strayflow/detectors';

const FEATURES = 41;
const LABEL = 41;
/** Columns of words: protocol, service, state of the connection. */
const WORDS = [1, 2, 3];
const NUMBERS = Array.from({ length: FEATURES }, (_, i) => i).filter((i) => !WORDS.includes(i));

/** The rows of a gzipped file without header: 41 features, the label, a number that is not used. */
export function readRows(path) {
  return gunzipSync(readFileSync(path))
    .toString('latin1')
    .trim()
    .split('\n')
    .map((line) => line.split(','));
}

export const isAttack = (row) => row[LABEL] !== 'normal';

/**
 * Numbers become log(1 + x); words become a column of 0 and 1 for each word that the training rows hold, and a word
 * they do not hold is 0 in all of them; then all columns are standardised.
 * @returns from rows to a matrix (rows x columns)
 */
export function encoder(training) {
  const words = WORDS.map((column) => [...new Set(training.map((row) => row[column]))].sort());
  const encode = (rows) => {
    const values = rows.flatMap((row) => [
      ...NUMBERS.map((column) => Math.log1p(Number(row[column]))),
      ...WORDS.flatMap((column, w) => words[w].map((word) => (row[column] === word ? 1 : 0))),
    ]);
    const columns = NUMBERS.length + words.reduce((sum, list) => sum + list.length, 0);
    return { rows: rows.length, columns, values: Float64Array.from(values) };
  };
  const scaler = standardScaler().fit(encode(training));
  return (rows) => scaler.transform(encode(rows));
}
