/**
 * How many flow records a second can be received over UDP, stored and parsed without loss, and what happens beyond it?
 * usage: node bench/udp.mjs [--seconds 60] [--rate 50000] [--stored-bytes N] [--buffer-bytes N] [--checkpoint 5] [--json]
 *   --rate          flow records a second, 24 a datagram
 *   --stored-bytes  bound of what is received and not yet parsed and stored: small ones show an overload
 *   --checkpoint    seconds between two checkpoints, after which datagrams may be forgotten
 * The sender is a process of its own; receiving and parsing are two threads; this one only counts what comes out.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { LiveSources } from '../packages/strayflow/dist/shell/live/live-sources.js';

const RECORDS = 24;
const SAMPLE_MS = 1_000;
/** Nothing has changed for so long: what is missing does not come any more (ms). */
const QUIET_MS = 10_000;

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    rate: { type: 'string', default: '50000' },
    'stored-bytes': { type: 'string', default: String(2 ** 29) },
    'buffer-bytes': { type: 'string', default: String(16 * 2 ** 20) },
    checkpoint: { type: 'string', default: '5' },
    json: { type: 'boolean', default: false },
  },
});
const seconds = Number(values.seconds);
const rate = Number(values.rate);
const say = (text) => {
  if (!values.json) process.stdout.write(text);
};

const folder = mkdtempSync(join(tmpdir(), 'strayflow-udp-'));
const started = performance.now();
let portIsKnown;
const port = new Promise((resolve) => {
  portIsKnown = resolve;
});
const sources = new LiveSources(
  {
    files: [],
    pipes: [],
    pushes: [],
    follow: true,
    site: 'bench',
    sourceOptions: {},
    folder,
    listeners: [
      {
        listen: '127.0.0.1:0',
        receiveBufferBytes: Number(values['buffer-bytes']),
        storedBytes: Number(values['stored-bytes']),
      },
    ],
  },
  [],
  (_listener, bound) => portIsKnown(bound),
);

const troubles = [];
const memory = [];
let read = 0;
let rows = 0;
let gaps = 0;

async function consume() {
  for (;;) {
    const event = await sources.next();
    if (event.kind === 'records') for (const { batch } of event.items) rows += batch.length;
    else if (event.kind === 'counts') {
      ({ read } = event.summary);
      gaps = event.loss.sequenceGaps;
    } else if (event.kind === 'checkpoint') sources.stored(event.positions);
    else if (event.kind === 'trouble') troubles.push(`${event.source}: ${event.message}`);
    else if (event.kind === 'end') return;
  }
}

async function send() {
  const sender = fileURLToPath(new URL('udp/sender.mjs', import.meta.url));
  const child = spawn(
    process.execPath,
    [sender, String(await port), String(seconds), String(rate / RECORDS)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let text = '';
  child.stdout.on('data', (chunk) => {
    text += chunk;
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  if (code !== 0) throw new Error(`the sender ended with ${code}`);
  return JSON.parse(text);
}

function sample() {
  const [{ received, overloadDrops, kernelDrops }] = sources.listeners;
  const megabytes = Math.round(process.memoryUsage().rss / 2 ** 20);
  memory.push(megabytes);
  const at = Math.round((performance.now() - started) / 1000);
  say(
    `${String(at).padStart(4)} s  received ${received}, stored ${received - overloadDrops}, parsed ${read} records, kernel drops ${kernelDrops}, overload drops ${overloadDrops}, missing ${gaps}, memory ${megabytes} MB\n`,
  );
}

const consuming = consume();
const timers = [
  setInterval(sample, SAMPLE_MS),
  setInterval(() => sources.requestCheckpoint(), 1_000 * Number(values.checkpoint)),
];
const { sent, failed } = await send();
const sending = (performance.now() - started) / 1000;

const isComplete = () => {
  const [{ received, overloadDrops, kernelDrops }] = sources.listeners;
  return received + kernelDrops >= sent && read >= RECORDS * (received - overloadDrops);
};
let last = '';
let since = performance.now();
while (!isComplete() && performance.now() - since < QUIET_MS) {
  sources.requestCheckpoint();
  await new Promise((resolve) => setTimeout(resolve, 100));
  const now = JSON.stringify([sources.listeners, read]);
  if (now !== last) since = performance.now();
  last = now;
}
for (const timer of timers) clearInterval(timer);
sample();
sources.stop();
await consuming;
const [counts] = sources.listeners;
await sources.close();
rmSync(folder, { recursive: true, force: true });

const { received, kernelDrops, overloadDrops, bufferBytes } = counts;
const result = {
  seconds: Number(sending.toFixed(1)),
  recordsPerSecond: rate,
  sent,
  failedToSend: failed,
  received,
  kernelDrops,
  overloadDrops,
  stored: received - overloadDrops,
  parsedRecords: read,
  rows,
  missingRecords: gaps,
  bufferBytes,
  memoryMegabytes: memory,
  accounted: received + kernelDrops === sent && read === RECORDS * (received - overloadDrops),
  troubles,
};
if (values.json) process.stdout.write(`${JSON.stringify(result)}\n`);
else {
  for (const trouble of troubles) say(`! ${trouble}\n`);
  const share = (count) => `${((100 * count) / sent).toFixed(3)} %`;
  say(
    `${sent} datagrams sent (${sent * RECORDS} records); received ${received}; dropped by the kernel ${kernelDrops} (${share(kernelDrops)}), for want of room ${overloadDrops} (${share(overloadDrops)}); parsed ${read} records; missing by the exporter's numbers ${gaps} records; memory ${memory[0]} to ${Math.max(...memory)} MB; ${result.accounted ? 'every datagram is accounted for' : 'NOT every datagram is accounted for'}\n`,
  );
}
