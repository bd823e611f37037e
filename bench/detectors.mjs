/**
 * How fast are the detectors beside scikit-learn, torch, libsvm and the packages of the npm registry, beside
 * themselves without WebAssembly, and on two threads?
 * usage: node bench/detectors.mjs [--rounds N] [--only JOB,...] [--large] [--json FILE]
 *   --rounds N    alternations of all sides; with fewer than 5 nothing is kept; default 5
 *   --only JOB    these jobs alone, by name (`threads` are those on two threads); the others keep what was measured before
 *   --large       also what takes the peer minutes or gigabytes
 *   --json FILE   also rows of job, peer, ratio, target, met, low, high: of all that is kept, or of fewer than 5 rounds
 * Needs `npm run build`. Keeps each job in bench/results.jsonl when it is measured, and writes bench/RESULTS.md from
 * there; see bench/README.md.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { availability } from './detectors/available.mjs';
import { writeFeatures } from './detectors/features.mjs';
import { JOBS } from './detectors/jobs.mjs';
import { measure } from './detectors/measure.mjs';
import { keep, kept, writeTables } from './detectors/results.mjs';
import { allRows, LEAST_ROUNDS } from './detectors/rows.mjs';
import { rowWords } from './detectors/table.mjs';
import { measureThreads } from './detectors/two-threads.mjs';

const THREADS = 'threads';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: String(LEAST_ROUNDS) },
    only: { type: 'string' },
    large: { type: 'boolean', default: false },
    json: { type: 'string' },
  },
});
const rounds = Number(options.rounds);
if (!Number.isInteger(rounds) || rounds < 1)
  throw new RangeError(`expected --rounds of 1 or more, received ${options.rounds}`);
const only = options.only?.split(',');
const unknown = only?.find((name) => name !== THREADS && !JOBS.some(({ job }) => job === name));
if (unknown !== undefined)
  throw new RangeError(`expected --only of the jobs in bench/detectors/jobs.mjs, received ${unknown}`);

const wanted = (name) => only === undefined || only.includes(name);
const jobs = JOBS.filter(({ job, large }) => wanted(job) && (options.large || !large));
const folder = mkdtempSync(join(tmpdir(), 'strayflow-bench-'));
const measured = [];

function take(entry) {
  measured.push(entry);
  for (const row of allRows(entry)) process.stdout.write(`${rowWords(row)}\n`);
  // Too few rounds decide nothing: they are shown, and do not replace what was measured.
  if (rounds < LEAST_ROUNDS) return;
  keep(entry);
  writeTables();
}

try {
  writeFeatures(
    folder,
    jobs.map(({ data }) => data),
  );
  const missing = availability();
  for (const job of jobs) {
    const started = performance.now();
    take(await measure(job, { rounds, folder, missing }));
    process.stderr.write(
      `${job.job}, ${job.rows} rows: ${((performance.now() - started) / 1000).toFixed(0)} s\n`,
    );
  }
  if (wanted(THREADS)) take(measureThreads(rounds));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

if (options.json !== undefined) {
  const entries = rounds < LEAST_ROUNDS ? measured : kept();
  writeFileSync(options.json, `${JSON.stringify(entries.flatMap(allRows), null, 2)}\n`);
}
