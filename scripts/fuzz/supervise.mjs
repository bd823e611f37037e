/** Runs the fuzzer's thread for a while, starts it anew when it dies or hangs, and keeps what is found. */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

const HANG_MS = 30_000;
const LOOK_MS = 1000;
const SHARED_BYTES = 4 << 20;
const MOST_RESTARTS = 50;

/**
 * @param {{ bundle: string, target: string, seconds: number, seed: number, corpus: Uint8Array[], guided: boolean, findings: string }} job
 * @returns {Promise<{ executions: number, kept: number, findings: number, seconds: number }>}
 */
export async function fuzzTarget(job) {
  const started = processorSeconds();
  const total = { executions: 0, kept: 0, findings: 0, seconds: 0 };
  const keep = (finding, bytes) => {
    total.findings++;
    const folder = join(job.findings, job.target);
    mkdirSync(folder, { recursive: true });
    const name = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
    writeFileSync(join(folder, name), bytes);
    process.stdout.write(
      `${job.target} ${finding.kind}: ${finding.detail}\n  ${join(folder, name)} (${bytes.length} bytes)\n`,
    );
  };
  for (let restart = 0; restart < MOST_RESTARTS; restart++) {
    if (processorSeconds() >= started + job.seconds) break;
    await once({ ...job, seed: job.seed + restart }, started + job.seconds, total, keep);
  }
  return { ...total, seconds: Math.round(processorSeconds() - started) };
}

/** What this process has used so far: it does nothing but fuzz, and its seconds are not those of other work beside it. */
function processorSeconds() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

function once(job, until, total, keep) {
  const shared = new SharedArrayBuffer(SHARED_BYTES);
  const header = new Int32Array(shared, 0, 2);
  const current = () => new Uint8Array(shared, 8, header[0]).slice();
  const worker = new Worker(new URL('./worker.mjs', import.meta.url), {
    workerData: { ...job, shared },
    resourceLimits: { maxOldGenerationSizeMb: 256 },
  });
  const before = total.executions;
  return new Promise((resolve) => {
    let count = -1;
    let since = Date.now();
    let failed = false;
    const end = async () => {
      clearInterval(look);
      await worker.terminate();
      resolve();
    };
    const fail = (kind, detail) => {
      if (failed) return;
      failed = true;
      keep({ kind, detail }, current());
      void end();
    };
    const look = setInterval(() => {
      if (processorSeconds() >= until) return void end();
      const now = Atomics.load(header, 1);
      if (now !== count) {
        count = now;
        since = Date.now();
      } else if (Date.now() - since > HANG_MS) fail('hang', `not done after ${HANG_MS} ms`);
    }, LOOK_MS);
    worker.on('message', ({ executions, kept, finding, smallest }) => {
      if (finding) keep(finding, smallest);
      else {
        total.executions = before + executions;
        total.kept = kept;
      }
    });
    worker.on('error', (error) =>
      fail(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'memory' : 'error', error.stack),
    );
  });
}
