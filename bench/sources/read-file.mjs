/** One pass of a parser of ours over a file, in chunks. */
import { closeSync, openSync, readSync } from 'node:fs';
import { SOURCE_FORMATS } from '../../packages/strayflow/dist/sources/index.js';
import { JOBS } from './jobs.mjs';

const CHUNK_BYTES = 1 << 18;
const chunk = new Uint8Array(CHUNK_BYTES);

/** @param {string} job of jobs.mjs */
export function formatOf(job) {
  const wanted = JOBS.find((each) => each.job === job).format;
  return SOURCE_FORMATS.find(({ name }) => name === wanted);
}

/** A parser whose rows and facts are counted and let go. @param {string} job of jobs.mjs */
export function countingParser(job) {
  const format = formatOf(job);
  const counts = { read: 0, rows: 0, facts: 0, rejected: 0 };
  const sink = {
    flows: (batch) => {
      counts.rows += batch.length;
    },
    facts: (batch) => {
      counts.facts += batch.length;
    },
    read: (records) => {
      counts.read += records;
    },
    reject: () => {
      counts.rejected++;
    },
    ignore: () => {},
    note: () => {},
  };
  return { counts, parser: format.open({ site: 'bench', input: 0, sink }, format.options.parse({})) };
}

/** @param {string} job of jobs.mjs @param {string} path */
export function readFile(job, path) {
  const { counts, parser } = countingParser(job);
  const file = openSync(path, 'r');
  for (let length = readSync(file, chunk); length > 0; length = readSync(file, chunk)) {
    parser.push(chunk.subarray(0, length));
  }
  closeSync(file);
  parser.end();
  return counts;
}
