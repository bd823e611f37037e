/**
 * How fast are the detectors beside scikit-learn and torch, and beside themselves without WebAssembly?
 * usage: node bench/detectors.mjs [--rounds N] [--only JOB] [--large] [--json FILE]
 *   --rounds N    alternations of all sides, at least 5 for a result; default 5
 *   --only JOB    one job, by name; nothing is written
 *   --large       also what takes the peer minutes or gigabytes
 *   --json FILE   also rows of job, peer, ratio, target and whether it was met
 * Needs python3-sklearn and python3-torch at /usr/bin/python3, and `npm run build`. Writes bench/RESULTS.md.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { clusteredFeatures, uniformFeatures, unitFeatures } from './detectors/features.mjs';
import { JOBS } from './detectors/jobs.mjs';
import { interval, median } from './detectors/ratio.mjs';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    only: { type: 'string' },
    large: { type: 'boolean', default: false },
    json: { type: 'string' },
  },
});
const peers = fileURLToPath(new URL('./detectors/peers.py', import.meta.url));
const own = fileURLToPath(new URL('./detectors/ours.mjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'strayflow-bench-'));
const COLUMNS = { clustered: 12, unit: 12, uniform: 8 };

/** A process that answers each line with seconds and its peak of megabytes. */
function side(command, args) {
  const environment = {
    ...process.env,
    OMP_NUM_THREADS: '1',
    OPENBLAS_NUM_THREADS: '1',
    MKL_NUM_THREADS: '1',
  };
  const child = spawn(command, [...args.slice(0, 1), folder, ...args.slice(1)], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: environment,
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async run({ job, data, rows }) {
      child.stdin.write(`${job} ${data} ${rows} ${COLUMNS[data]}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error(`${command} ended during ${job}`);
      const [seconds, megabytes] = value.split(' ').map(Number);
      return { seconds, megabytes };
    },
    end: () => child.stdin.end(),
  };
}

function writeData(large) {
  const clustered = clusteredFeatures(100_000, COLUMNS.clustered);
  const write = (name, { values }) =>
    writeFileSync(join(folder, `${name}.bin`), new Uint8Array(values.buffer));
  write('clustered', clustered);
  write('unit', unitFeatures(clustered));
  if (large) write('uniform', uniformFeatures(100_000, COLUMNS.uniform));
}

/** Each job has processes of its own: nobody's memory or warm code is another's. */
async function measure(job, rounds) {
  const peer = side('/usr/bin/python3', [peers]);
  const ours = side(process.execPath, [own]);
  const plain = side(process.execPath, [own, '--plain']);
  const results = { peer: [], ours: [], plain: [] };
  for (let round = 0; round < rounds; round++) {
    results.peer.push(await peer.run(job));
    results.ours.push(await ours.run(job));
    results.plain.push(await plain.run(job));
  }
  for (const process of [peer, ours, plain]) process.end();
  const ratios = (name) => results[name].map(({ seconds }, i) => seconds / results.ours[i].seconds);
  return { ...job, rounds, results, ratios: ratios('peer'), gains: ratios('plain') };
}

const seconds = (list) => median(list.map((result) => result.seconds)).toPrecision(3);
const peak = (list) => Math.max(...list.map((result) => result.megabytes)).toFixed(0);
const within = (list) => {
  const { low, high } = interval(list);
  return `${median(list).toPrecision(3)} (${low.toPrecision(3)}-${high.toPrecision(3)})`;
};

if (
  !existsSync('/usr/lib/python3/dist-packages/torch') ||
  !existsSync('/usr/lib/python3/dist-packages/sklearn')
) {
  throw new Error('needs the Debian packages python3-sklearn and python3-torch');
}
const rounds = Number(options.rounds);
const rows = [];
try {
  writeData(options.large);
  for (const job of JOBS) {
    if (options.only ? job.job !== options.only : job.large && !options.large) continue;
    if (job.large && !options.large) continue;
    const measured = await measure(job, rounds);
    rows.push(measured);
    process.stdout.write(
      `${job.job} ${job.rows}: ${within(measured.ratios)} times ${job.peer}, ${within(measured.gains)} times plain TypeScript\n`,
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

const met = ({ ratios, target }) => rounds >= 5 && median(ratios) >= target;
const table = rows.map((row) => {
  const { job, peer, rows: size, results, ratios, gains, target } = row;
  const wanted = target === undefined ? '' : `${target}, ${met(row) ? 'met' : 'not met'}`;
  return `| ${job}, ${size} rows | ${peer} | ${seconds(results.peer)} s | ${seconds(results.ours)} s | ${within(ratios)} | ${wanted} | ${within(gains)} | ${peak(results.peer)} / ${peak(results.ours)} MB |`;
});
if (!options.only) {
  writeFileSync(
    fileURLToPath(new URL('./RESULTS.md', import.meta.url)),
    `# Detectors beside others

Made by \`node bench/detectors.mjs${options.large ? ' --large' : ''}\` on ${cpus()[0]?.model.trim()}, Node ${process.versions.node}, one thread; ${rounds} alternations of
all sides in one run, each in a process of its own. Ratios are medians, with the 95 % interval of their mean in logarithms; above 1 this
library is faster. The last but one column is what the wasm kernels gain over this library without WebAssembly. Memory is the peak of
each process, data and runtime included. 12 columns (uniform data: 8), ten clusters, heavy tails, 2 % outliers: \`bench/detectors/features.mjs\`.

| job | peer | peer's time | ours | ratio | target | kernels gain | peak memory |
|---|---|---|---|---|---|---|---|
${table.join('\n')}
`,
  );
}
if (options.json) {
  const report = rows.map((row) => ({
    job: `${row.job}, ${row.rows} rows`,
    peer: row.peer,
    ratio: median(row.ratios),
    target: row.target ?? null,
    met: row.target === undefined ? null : met(row),
  }));
  writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`);
}
