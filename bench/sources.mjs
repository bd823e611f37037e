/**
 * How many records a second do the sources read, beside what one would take instead, and does memory stay flat?
 * usage: node bench/sources.mjs [--rounds N] [--records N] [--only JOB,...] [--memory MEGABYTES,...]
 *   --rounds N     alternations of all sides; fewer than 5 decide nothing and leave the page as it is; default 5
 *   --records N    flows in an input, and twice as many packets; default 300000
 *   --only JOB     of bench/sources/jobs.mjs
 *   --memory LIST  sizes of inputs (MB); default 10,2000; "" leaves it out
 * Needs `npm run build`, and Debian's python3-pandas, tshark, softflowd, nfdump; a peer that is missing is said. Writes
 * bench/SOURCES.md.
 */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { availability } from './detectors/available.mjs';
import { Side } from './detectors/side.mjs';
import { writeInput } from './sources/inputs.mjs';
import { JOBS } from './sources/jobs.mjs';
import { pathOf } from './sources/paths.mjs';
import { page } from './sources/table.mjs';

const LEAST_ROUNDS = 5;
const TIMEOUT_SECONDS = 60;
const MEMORY_TIMEOUT_MS = 240_000;
const OURS = fileURLToPath(new URL('./sources/ours.mjs', import.meta.url));
const NPM_PEERS = fileURLToPath(new URL('./sources/npm-peers.mjs', import.meta.url));
const TOOLS = fileURLToPath(new URL('./sources/tools.mjs', import.meta.url));
const MEMORY = fileURLToPath(new URL('./sources/memory.mjs', import.meta.url));
const PANDAS = fileURLToPath(new URL('./sources/pandas_peer.py', import.meta.url));

/** Peers that are not packages of the npm registry: what proves that they are there, and their Debian package. */
const DEBIAN = {
  pandas: ['/usr/lib/python3/dist-packages/pandas', 'python3-pandas'],
  tshark: ['/usr/bin/tshark', 'tshark'],
  softflowd: ['/usr/sbin/softflowd', 'softflowd'],
  nfpcapd: ['/usr/bin/nfpcapd', 'nfdump'],
};

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: String(LEAST_ROUNDS) },
    records: { type: 'string', default: '300000' },
    only: { type: 'string' },
    memory: { type: 'string', default: '10,2000' },
  },
});
const rounds = Number(options.rounds);
const flows = Number(options.records);
if (![rounds, flows].every((value) => Number.isInteger(value) && value > 0))
  throw new RangeError(
    `expected --rounds and --records above 0, received ${options.rounds} and ${options.records}`,
  );
const only = options.only?.split(',');
const unknown = only?.find((name) => !JOBS.some(({ job }) => job === name));
if (unknown !== undefined)
  throw new RangeError(`expected --only of the jobs in bench/sources/jobs.mjs, received ${unknown}`);
const sizes = options.memory.split(',').filter((size) => size !== '');

const folder = mkdtempSync(join(tmpdir(), 'strayflow-bench-'));
const missingPackage = availability();

/** Why a peer cannot be run. */
function missing(peer) {
  if (DEBIAN[peer] === undefined) return missingPackage(peer);
  const [proof, name] = DEBIAN[peer];
  return existsSync(proof) ? undefined : `not installed: apt-get install ${name}`;
}

function commandOf(peer) {
  if (peer === 'pandas') return ['/usr/bin/python3', PANDAS, folder];
  if (DEBIAN[peer] !== undefined) return [process.execPath, TOOLS, folder, peer];
  return [process.execPath, NPM_PEERS, folder, peer];
}

async function measure(job) {
  const records = job.unit === 'packets' ? 2 * flows : flows;
  await writeInput(job.job, pathOf(folder, job.job), records);
  const side = (command) => new Side(command, { job: job.job }, TIMEOUT_SECONDS);
  const ours = side([process.execPath, '--expose-gc', OURS, folder]);
  const peers = job.peers.map(({ peer }) => {
    const started = side(commandOf(peer));
    started.failure = missing(peer);
    return started;
  });
  try {
    for (let round = 0; round < rounds; round++) {
      for (const each of [ours, ...peers]) await each.round();
      if (ours.failure !== undefined) throw new Error(`${job.job}: ${ours.failure}`);
    }
  } finally {
    for (const each of [ours, ...peers]) each.end();
  }
  return { job, records, ours, peers };
}

async function memoryOf({ job }, megabytes) {
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [MEMORY, folder, job, megabytes], {
      timeout: MEMORY_TIMEOUT_MS,
    });
    return { job, megabytes, ...JSON.parse(stdout) };
  } catch (error) {
    return {
      job,
      megabytes,
      failure: error.killed ? `not done after ${MEMORY_TIMEOUT_MS / 1000} s` : 'failed',
    };
  }
}

const measured = [];
const memory = [];
try {
  for (const job of JOBS.filter((each) => only === undefined || only.includes(each.job))) {
    measured.push(await measure(job));
    for (const size of sizes) memory.push(await memoryOf(job, size));
    rmSync(pathOf(folder, job.job));
    process.stderr.write(`${job.job} is measured\n`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
const text = page(measured, memory, ['node bench/sources.mjs', ...process.argv.slice(2)].join(' '));
if (rounds < LEAST_ROUNDS || only !== undefined) process.stdout.write(text);
else writeFileSync(fileURLToPath(new URL('./SOURCES.md', import.meta.url)), text);
