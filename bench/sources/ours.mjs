/** Our parsers at the jobs of jobs.mjs: the file in chunks, flows as columns. usage: node ours.mjs FOLDER */
import { closeSync, openSync, readSync } from 'node:fs';
import { SOURCE_FORMATS } from '../../packages/strayflow/dist/sources/index.js';
import { answer } from '../detectors/answer.mjs';
import { JOBS } from './jobs.mjs';
import { pathOf } from './paths.mjs';

const CHUNK_BYTES = 1 << 18;

function prepare({ job }) {
  const wanted = JOBS.find((each) => each.job === job).format;
  const format = SOURCE_FORMATS.find(({ name }) => name === wanted);
  const chunk = new Uint8Array(CHUNK_BYTES);
  return {
    run: () => {
      const counts = { read: 0, rows: 0, unused: 0 };
      const sink = {
        flows: (batch) => {
          counts.rows += batch.length;
        },
        facts: () => {},
        read: (records) => {
          counts.read += records;
        },
        reject: () => counts.unused++,
        ignore: () => {},
        note: () => {},
      };
      const parser = format.open({ site: 'bench', input: 0, sink }, format.options.parse({}));
      const file = openSync(pathOf(process.argv[2], job), 'r');
      for (let length = readSync(file, chunk); length > 0; length = readSync(file, chunk)) {
        parser.push(chunk.subarray(0, length));
      }
      closeSync(file);
      parser.end();
      return counts;
    },
    outcome: ({ read, rows, unused }) => `${read} read, ${rows} rows, ${unused} rejected`,
  };
}

await answer(prepare);
