/** Runs threads.mjs in a process of its own, where no other side has left anything. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const TIMEOUT_SECONDS = 300;

/** @returns an entry of results.mjs whose rows are there already */
export function measureThreads(rounds) {
  const output = execFileSync(
    process.execPath,
    [fileURLToPath(new URL('./threads.mjs', import.meta.url)), '--rounds', String(rounds)],
    { stdio: ['ignore', 'pipe', 'inherit'], timeout: 1000 * TIMEOUT_SECONDS, encoding: 'utf8' },
  );
  return { job: 'threads', rows: 0, threads: JSON.parse(output) };
}
