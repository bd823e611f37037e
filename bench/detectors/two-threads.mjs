/** Runs threads.mjs in a process of its own, where no other side has left anything. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { row } from './rows.mjs';

const TIMEOUT_SECONDS = 300;
const TARGET = 1.8;

/** @returns an entry of results.mjs whose rows are there already; one row that says why where they could not be measured */
export function measureThreads(rounds) {
  const file = fileURLToPath(new URL('./threads.mjs', import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, [file, '--rounds', String(rounds)], {
    timeout: 1000 * TIMEOUT_SECONDS,
    encoding: 'utf8',
  });
  if (status === 0) {
    // A single round has no interval.
    const bounded = (row) => (row.rounds > 1 ? row : { ...row, low: null, high: null });
    return { job: 'threads', rows: 0, threads: JSON.parse(stdout).map(bounded) };
  }
  process.stderr.write(stderr);
  const failure = /Error: (.*)/.exec(stderr)?.[1] ?? `not done after ${TIMEOUT_SECONDS} s`;
  return { job: 'threads', rows: 0, threads: [row('two threads', 'one thread', [], TARGET, failure)] };
}
