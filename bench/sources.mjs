/**
 * How many records a second do the sources read, beside what one would take instead, and does memory stay flat?
 * usage: node bench/sources.mjs [--rounds N] [--records N] [--only JOB,...] [--memory MEGABYTES,...]
 *   --rounds N     alternations of all sides; with fewer than 5 nothing is kept, 0 measures memory alone; default 5
 *   --records N    flows in an input, and twice as many packets; default 300000
 *   --only JOB     of bench/sources/jobs.mjs; the others keep what was measured before
 *   --memory LIST  sizes of inputs (MB); default 10,100,2000; "" leaves it out
 * Needs `npm run build`, and Debian's python3-pandas, tshark, softflowd, nfdump; a peer that is missing is said. Keeps each
 * job in bench/sources.jsonl when it is measured, and writes bench/SOURCES.md from there; see bench/README.md.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { availability } from './detectors/available.mjs';
import { writeInput } from './sources/inputs.mjs';
import { JOBS } from './sources/jobs.mjs';
import { measureMemory, measureSpeed, measureThreads } from './sources/measure.mjs';
import { pathOf } from './sources/paths.mjs';
import { keep, machine } from './sources/results.mjs';
import { page } from './sources/table.mjs';

const LEAST_ROUNDS = 5;

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: String(LEAST_ROUNDS) },
    records: { type: 'string', default: '300000' },
    only: { type: 'string' },
    memory: { type: 'string', default: '10,100,2000' },
  },
});
const rounds = Number(options.rounds);
const flows = Number(options.records);
if (![rounds, flows].every((value) => Number.isInteger(value) && value >= 0) || flows === 0)
  throw new RangeError(
    `expected whole --rounds, and --records above 0, received ${options.rounds} and ${options.records}`,
  );
const only = options.only?.split(',');
const unknown = only?.find((name) => !JOBS.some(({ job }) => job === name));
if (unknown !== undefined)
  throw new RangeError(`expected --only of the jobs in bench/sources/jobs.mjs, received ${unknown}`);
const sizes = options.memory.split(',').filter((size) => size !== '');

const folder = mkdtempSync(join(tmpdir(), 'strayflow-bench-'));
const trial = [];

function take(entry) {
  const isDecided = entry.kind === 'memory' || rounds >= LEAST_ROUNDS;
  if (isDecided) keep(entry);
  else trial.push({ ...entry, machine: machine() });
}

try {
  const missing = availability();
  for (const job of JOBS.filter((each) => only === undefined || only.includes(each.job))) {
    const records = job.unit === 'packets' ? 2 * flows : flows;
    const started = performance.now();
    await writeInput(job.job, pathOf(folder, job.job), records);
    if (rounds > 0) {
      take(await measureSpeed(job, { folder, rounds, records, missing }));
      take(await measureThreads(job, { folder, rounds, records, missing }));
    }
    if (sizes.length > 0) take(await measureMemory(job, { folder, sizes }));
    rmSync(pathOf(folder, job.job));
    process.stderr.write(`${job.job}: ${((performance.now() - started) / 1000).toFixed(0)} s\n`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
if (trial.length > 0) process.stdout.write(page(trial));
