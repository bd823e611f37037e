/**
 * What a second thread gains where rows are independent: one worker and two, turn by turn, at the same job.
 * usage: node bench/detectors/threads.mjs [--rounds N]   (prints rows as JSON)
 * Needs `npm run build`, two processors, and nothing else at work on them.
 */
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { autoencoder, dbscan, isolationForest, oneClassSvm } from '@strayflow/detectors';
import { openThreads } from '@strayflow/detectors/threads';
import { clusteredFeatures, unitFeatures } from './features.mjs';
import { interval, median } from './ratio.mjs';

const TARGET = 1.8;
const LEAST_ROUNDS = 5;
const COLUMNS = 12;
/** A time is the median of calls until so much time has passed, at least 3. */
const ROUND_SECONDS = 0.4;

/** @param {{ rounds?: number }} options @returns rows of job, peer, ratio, target, met and the 95 % interval */
export async function measureThreads({ rounds = LEAST_ROUNDS } = {}) {
  if (availableParallelism() < 2) throw new Error('needs two processors');
  const clustered = clusteredFeatures(100_000, COLUMNS);
  const unit = unitFeatures(clustered);
  const first = (matrix, rows) => ({ ...matrix, rows, values: matrix.values.slice(0, rows * COLUMNS) });
  const jobs = [
    ['forest-score', isolationForest().fit(clustered), clustered],
    ['svm-score', oneClassSvm().fit(first(clustered, 10_000)), clustered],
    ['dbscan-score', dbscan({ epsilon: 0.3 }).fit(first(clustered, 10_000)), clustered],
    ['autoencoder-score', autoencoder({ epochs: 1 }).fit(first(unit, 10_000)), unit],
  ];
  const one = await openThreads({ threads: 1 });
  const two = await openThreads({ threads: 2 });
  const results = [];
  for (const [job, fitted, matrix] of jobs) {
    const shared = two.zeros(matrix.rows, COLUMNS);
    shared.values.set(matrix.values);
    const sides = {
      here: async () => fitted.score(shared),
      one: () => one.score(fitted, shared),
      two: () => two.score(fitted, shared),
      copied: () => two.score(fitted, matrix),
    };
    const seconds = { here: [], one: [], two: [], copied: [] };
    for (const run of Object.values(sides)) for (let warm = 0; warm < 3; warm++) await run();
    for (let round = 0; round < rounds; round++) {
      for (const [name, run] of Object.entries(sides)) seconds[name].push(await timed(run));
    }
    const name = `${job}, ${matrix.rows} rows, two threads`;
    const ratios = (side, other) => seconds[side].map((time, round) => time / seconds[other][round]);
    results.push(
      row(name, 'one thread', ratios('one', 'two'), TARGET),
      row(name, 'without threads', ratios('here', 'two')),
      row(`${name}, rows copied`, 'without threads', ratios('here', 'copied')),
    );
  }
  await Promise.all([one.close(), two.close()]);
  return results;
}

async function timed(run) {
  const calls = [];
  const began = performance.now();
  while (calls.length < 3 || performance.now() - began < 1000 * ROUND_SECONDS) {
    const started = performance.now();
    await run();
    calls.push((performance.now() - started) / 1000);
  }
  return median(calls);
}

function row(job, peer, ratios, target) {
  const ratio = median(ratios);
  const decided = target !== undefined && ratios.length >= LEAST_ROUNDS;
  return {
    job,
    peer,
    ratio,
    target: target ?? null,
    met: decided ? ratio >= target : null,
    ...interval(ratios),
    rounds: ratios.length,
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { rounds: { type: 'string', default: String(LEAST_ROUNDS) } } });
  process.stdout.write(
    `${JSON.stringify(await measureThreads({ rounds: Number(values.rounds) }), null, 2)}\n`,
  );
}
