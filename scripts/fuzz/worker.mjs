/** The thread that fuzzes one target: what it works on stands in shared memory, for the case that it never comes back. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parentPort, workerData } from 'node:worker_threads';
import { codeCoverage } from './coverage.mjs';

const { bundle, target: name, seed, corpus, shared, guided } = workerData;
/** Ours alone is counted. */
const newCode = guided ? await codeCoverage(bundle) : undefined;
const { Campaign, FUZZ_TARGETS } = await import(bundle);
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

const header = new Int32Array(shared, 0, 2);
const current = new Uint8Array(shared, 8);
const MANY_BYTES = 128 << 20;

function heldBytes() {
  const { arrayBuffers, heapUsed } = process.memoryUsage();
  if (arrayBuffers + heapUsed < MANY_BYTES) return 0;
  // Garbage is not held.
  collect();
  const after = process.memoryUsage();
  return after.arrayBuffers + after.heapUsed;
}

const target = FUZZ_TARGETS.find((each) => each.name === name);
const campaign = new Campaign(target, {
  seed,
  corpus,
  newCode,
  before: (input) => {
    header[0] = input.length;
    current.set(input.subarray(0, current.length));
    Atomics.add(header, 1, 1);
  },
  measure: { heldBytes },
  found: (finding, smallest) => parentPort.postMessage({ finding, smallest }),
});

const TOLD_EVERY_MS = 2000;
const tell = () => parentPort.postMessage({ executions: campaign.executions, kept: campaign.corpus.length });
campaign.begin();
let told = performance.now();
tell();
for (;;) {
  campaign.step();
  if (performance.now() - told < TOLD_EVERY_MS) continue;
  told = performance.now();
  tell();
}
