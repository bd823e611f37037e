/**
 * `npm run soak -- [--minutes 45] [--rate 2000] [--scan-every 20] [--spike-at S --spike-factor 10 --spike-seconds 60] [--json]`
 * Feeds `strayflow serve` with NetFlow over loopback while its pages are asked, and says what was lost, how soon scans were told of,
 * how long answers took, and how memory went. Fails when a record is lost without being counted, when the service does not end well,
 * or when it answers with an error.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build, buildPages, installPackages, requireNode } from './run.mjs';
import { quantile, slopePerHour } from './soak/measure.mjs';
import { Pages } from './soak/pages.mjs';
import { bytesBelow, freePort, memoryOf, startService } from './soak/service.mjs';

const SAMPLE_MS = 10_000;
/** What was sent is judged so long after the last record, or something is wrong. */
const SETTLE_MS = 120_000;

requireNode();
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '45' },
    rate: { type: 'string', default: '2000' },
    'scan-every': { type: 'string', default: '20' },
    'spike-at': { type: 'string' },
    'spike-factor': { type: 'string', default: '10' },
    'spike-seconds': { type: 'string', default: '60' },
    json: { type: 'boolean', default: false },
  },
});
await installPackages();
await build();
await buildPages();
const folder = mkdtempSync(join(tmpdir(), 'strayflow-soak-'));
const told = new Map();
const warnings = [];
let status = null;
const port = await freePort();
const service = await startService(folder, port, (line) => {
  if (line.type === 'status') status = line;
  else if (line.type === 'warning') warnings.push(line.text);
  else if (line.type === 'evidence' && !told.has(line.evidence.host))
    told.set(line.evidence.host, Date.now());
});
const pages = new Pages(service);
pages.start();

const started = performance.now();
const memory = [];
const sample = () => {
  const at = (performance.now() - started) / 1_000;
  const { watch, others } = memoryOf(service.pid);
  memory.push({ at, watch, others });
  if (!values.json && status !== null) {
    const { read, judged, waiting, late, lagMs, checkpointMs, loss } = status;
    process.stdout.write(
      `${at.toFixed(0).padStart(5)} s  read ${read}, judged ${judged}, waiting ${waiting}, late ${late}, dropped ${loss.kernelDrops + loss.overloadDrops}, lag ${lagMs} ms, stored in ${checkpointMs.toFixed(0)} ms, memory ${watch.toFixed(0)} + ${others.toFixed(0)} MB\n`,
    );
  }
};
const timer = setInterval(sample, SAMPLE_MS);

const scans = [];
const sent = await send({
  port,
  seconds: 60 * Number(values.minutes),
  rate: Number(values.rate),
  scanEvery: Number(values['scan-every']),
  spike:
    values['spike-at'] === undefined
      ? null
      : {
          at: Number(values['spike-at']),
          factor: Number(values['spike-factor']),
          seconds: Number(values['spike-seconds']),
        },
});
const accounted = () => {
  if (status === null) return false;
  const { loss } = status;
  const lost = 24 * (loss.kernelDrops + loss.overloadDrops);
  return status.read + lost >= sent.records && status.judged + status.late >= status.rows - status.waiting;
};
for (const end = performance.now() + SETTLE_MS; performance.now() < end && !accounted(); ) {
  await new Promise((resolve) => setTimeout(resolve, 1_000));
}
clearInterval(timer);
sample();
await pages.stop();
const stateMegabytes = bytesBelow(service.state, (path) => statSync(path).size) / 2 ** 20;
const ending = await service.stop();
const report = reportOf();
if (ending !== 0) report.faults.push(`the service ended with ${ending}: ${service.stderr().slice(-2_000)}`);
rmSync(folder, { recursive: true, force: true });
process.stdout.write(`${JSON.stringify(report, null, values.json ? 0 : 2)}\n`);
process.exit(report.faults.length === 0 ? 0 : 1);

async function send(order) {
  const path = fileURLToPath(new URL('soak/sender.mjs', import.meta.url));
  const child = spawn(process.execPath, [path, JSON.stringify(order)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let rest = '';
  let last = null;
  child.stdout.on('data', (chunk) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop();
    for (const line of lines) {
      last = JSON.parse(line);
      if (last.scan !== undefined) {
        scans.push(last);
        pages.host = last.scan;
      }
    }
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  if (code !== 0) throw new Error(`the sender ended with ${code}`);
  return last;
}

function reportOf() {
  const { loss } = status;
  const delays = scans.filter(({ scan }) => told.has(scan)).map(({ scan, at }) => told.get(scan) - at);
  const later = memory.slice(Math.floor(memory.length / 2));
  const slope = (of) =>
    Number(slopePerHour(later.map((each) => ({ at: each.at, value: of(each) }))).toFixed(1));
  const milliseconds = (all, share) => Math.round(quantile(all, share));
  const faults = [...pages.failures].map(([why, count]) => `${count} times: ${why}`);
  const missing = sent.records - status.read - 24 * (loss.kernelDrops + loss.overloadDrops);
  if (missing > 0) faults.push(`${missing} records are missing and were not counted as dropped`);
  if (delays.length < scans.length)
    faults.push(`${scans.length - delays.length} of ${scans.length} scans were not told of`);
  return {
    minutes: Number(values.minutes),
    rate: Number(values.rate),
    sentRecords: sent.records,
    read: status.read,
    judged: status.judged,
    late: status.late,
    early: status.early,
    kernelDrops: loss.kernelDrops,
    overloadDrops: loss.overloadDrops,
    scans: scans.length,
    delayMs:
      delays.length === 0
        ? null
        : { p50: milliseconds(delays, 0.5), p95: milliseconds(delays, 0.95), max: milliseconds(delays, 1) },
    answersMs: Object.fromEntries(
      [...pages.times].map(([route, all]) => [
        route,
        {
          count: all.length,
          p50: milliseconds(all, 0.5),
          p95: milliseconds(all, 0.95),
          max: milliseconds(all, 1),
        },
      ]),
    ),
    memoryMegabytes: {
      watch: {
        first: Math.round(memory[0].watch),
        last: Math.round(memory.at(-1).watch),
        most: Math.round(Math.max(...memory.map((each) => each.watch))),
      },
      server: {
        first: Math.round(memory[0].others),
        last: Math.round(memory.at(-1).others),
        most: Math.round(Math.max(...memory.map((each) => each.others))),
      },
      slopeOfSecondHalfPerHour: { watch: slope((each) => each.watch), server: slope((each) => each.others) },
    },
    stateMegabytes: Math.round(stateMegabytes),
    warnings: warnings.slice(0, 20),
    faults,
  };
}
