/**
 * How do rows best cross from the thread that parses to the thread that judges: as arrays that are handed over, or as Arrow IPC?
 * usage: node bench/live-transfer.mjs [--rounds 5]
 * Both ways in turn, over a channel between two threads; batches of 4,096 rows with strings in a column, and of 40.
 */
import { once } from 'node:events';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { decodeFlowBatch, encodeFlowBatch } from '../packages/strayflow/dist/model/batch-codec.js';
import { FlowBuilder } from '../packages/strayflow/dist/model/flow-builder.js';
import { pack, unpack } from '../packages/strayflow/dist/shell/live/threads/transfer.js';

const BATCHES = 400;

/** @param {number} rows */
function makeBatch(rows) {
  const builder = new FlowBuilder('site', ['exporter', 'uid']);
  for (let i = 0; i < rows; i++) {
    const row = builder.add();
    builder.columns.time[row] = 1.7e12 + i;
    builder.columns.bytesSent[row] = i;
    builder.text('exporter', row, '192.0.2.1');
    builder.text('uid', row, `C${i}`);
    if (i % 3 === 0) builder.unknown('state', row);
  }
  return builder.take();
}

function run() {
  const { way, rows } = workerData;
  const batches = Array.from({ length: BATCHES }, () => makeBatch(rows));
  parentPort.once('message', () => {
    for (const batch of batches) {
      if (way === 'arrow') {
        const bytes = encodeFlowBatch(batch);
        parentPort.postMessage(bytes, [bytes.buffer]);
      } else {
        const { event, buffers } = pack({ kind: 'records', input: 0, items: [{ kind: 'flows', batch }] });
        parentPort.postMessage(event, buffers);
      }
    }
  });
  parentPort.postMessage('ready');
}

/** Milliseconds until all batches were there. @param {string} way @param {number} rows */
async function measure(way, rows) {
  const worker = new Worker(new URL(import.meta.url), { workerData: { way, rows } });
  await once(worker, 'message');
  const started = performance.now();
  worker.postMessage('go');
  let sum = 0;
  for (let i = 0; i < BATCHES; ) {
    const message = await new Promise((resolve) => worker.once('message', resolve));
    const batch = way === 'arrow' ? decodeFlowBatch(message) : unpack(message).items[0].batch;
    sum += batch.bytesSent[batch.length - 1];
    i++;
  }
  const ms = performance.now() - started;
  await worker.terminate();
  if (sum !== BATCHES * (rows - 1)) throw new Error(`expected ${BATCHES * (rows - 1)}, received ${sum}`);
  return ms;
}

if (!isMainThread) run();
else {
  const at = process.argv.indexOf('--rounds');
  const rounds = at < 0 ? 5 : Number(process.argv[at + 1]);
  for (const rows of [4096, 40]) {
    const ratios = [];
    const times = { arrays: [], arrow: [] };
    for (let round = 0; round < rounds; round++) {
      const arrays = await measure('arrays', rows);
      const arrow = await measure('arrow', rows);
      times.arrays.push(arrays);
      times.arrow.push(arrow);
      ratios.push(arrow / arrays);
    }
    const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];
    const rate = (ms) => `${Math.round((BATCHES * rows) / ms / 10) / 100} M rows/s`;
    process.stdout.write(
      `${rows} rows a batch: arrays ${rate(median(times.arrays))}, Arrow IPC ${rate(median(times.arrow))}; arrays are ${median(ratios).toFixed(2)}x as fast (median of ${rounds})\n`,
    );
  }
}
