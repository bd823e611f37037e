/**
 * How long does `analyze` take from end to end, by stage, and does its memory stay flat as input and hosts grow?
 * usage: node bench/analyze.mjs [--large] [--old] [--hosts N [--flows-a-host N]]
 *   --large   10M rows beside 1M (about 1 GB of temporary files)
 *   --hosts   nothing else but the memory of a run with so many hosts of 20 flows (or so many) each; printed, not kept
 *   --old     beside it, the old script's steps in Debian's scikit-learn and torch on 100k rows, in the same run
 * Writes what it measured into bench/ANALYZE.md, between the two marks there; the rest of that page stays as it is.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generateFlows } from './generate-flows.mjs';

const cli = fileURLToPath(new URL('../packages/strayflow/dist/cli/main.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'strayflow-bench-'));
const flag = (name) => process.argv.includes(name);
/** @param {string} name @param {number} otherwise */
const numberOf = (name, otherwise) =>
  flag(name) ? Number(process.argv[process.argv.indexOf(name) + 1]) : otherwise;

/** Runs `analyze` on a file in a process of its own. @param {string} file @param {number} threads */
function analyse(file, threads) {
  const report = join(folder, 'report');
  rmSync(report, { recursive: true, force: true });
  const used = join(folder, 'processor-time.json');
  const started = performance.now();
  const run = spawnSync(
    process.execPath,
    [
      '--import',
      atExit(used),
      cli,
      'analyze',
      file,
      '--json',
      '--threads',
      String(threads),
      '--report',
      report,
      '--internal',
      '10.0.0.0/8',
    ],
    { maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  if (run.status !== 0) throw new Error(`analyze ended with ${run.status}`);
  const seconds = (performance.now() - started) / 1000;
  const { run: details } = JSON.parse(readFileSync(join(report, 'manifest.json'), 'utf8'));
  const { user, system } = JSON.parse(readFileSync(used, 'utf8'));
  const processor = (user + system) / 1e6;
  return { seconds, processor, stages: details.stages, peakMegabytes: details.peakMegabytes };
}

/** A module that writes the processor time of its process, all threads together, when that ends. @param {string} file */
function atExit(file) {
  const code = `import { writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
if (isMainThread) process.on('exit', () => writeFileSync(${JSON.stringify(file)}, JSON.stringify(process.cpuUsage())));`;
  return `data:text/javascript,${encodeURIComponent(code)}`;
}

/** Peak of a run with many hosts less that of a process that is idle: one with a single host. */
async function manyHosts(hosts, flowsAHost) {
  const file = join(folder, 'hosts.csv');
  await generateFlows(file, 1, 1);
  const idle = analyse(file, 2);
  await generateFlows(file, hosts * flowsAHost, hosts);
  const many = analyse(file, 2);
  const above = many.peakMegabytes - idle.peakMegabytes;
  process.stdout.write(
    `${JSON.stringify({ hosts, flowsAHost, idle: idle.peakMegabytes, ...many, above })}\n`,
  );
}

/** Processor time of each stage alone, microseconds a flow. @param {string} file */
function byStage(file) {
  const script = fileURLToPath(new URL('./analyze/stages.mjs', import.meta.url));
  return JSON.parse(String(execFileSync(process.execPath, [script, file]))).microsecondsAFlow;
}

const rows = [];
let stages = {};
const loadAtStart = loadavg()[0] ?? 0;
try {
  if (flag('--hosts')) {
    await manyHosts(numberOf('--hosts', 1_000_000), numberOf('--flows-a-host', 20));
  }
  const large = flag('--large') ? [10_000_000] : [];
  const sizes = flag('--hosts') ? [] : [100_000, 1_000_000, ...large];
  for (const size of sizes) {
    const file = join(folder, `${size}.csv`);
    await generateFlows(file, size);
    if (size === 1_000_000) stages = byStage(file);
    for (const threads of size === 1_000_000 ? [1, 2] : [2]) {
      const result = analyse(file, threads);
      rows.push({ size, threads, megabytes: statSync(file).size / 1e6, ...result });
      process.stdout.write(`${JSON.stringify(rows.at(-1))}\n`);
    }
    if (size === 100_000 && flag('--old')) {
      if (!existsSync('/usr/lib/python3/dist-packages/torch'))
        throw new Error('needs python3-sklearn, python3-torch, python3-pandas');
      const old = execFileSync('/usr/bin/python3', [
        fileURLToPath(new URL('./old_script.py', import.meta.url)),
        file,
      ]);
      const { seconds, total, peakMegabytes } = JSON.parse(String(old));
      rows.push({
        size,
        threads: 'old script',
        megabytes: statSync(file).size / 1e6,
        seconds: total,
        stages: seconds,
        peakMegabytes,
      });
      process.stdout.write(`${JSON.stringify(rows.at(-1))}\n`);
    }
    rmSync(file);
  }
  if (!flag('--hosts')) writeInto(fileURLToPath(new URL('./ANALYZE.md', import.meta.url)), page(rows));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Puts `text` between the marks of a page. @param {string} path @param {string} text */
function writeInto(path, text) {
  const [begin, end] = ['<!-- measured: begin -->', '<!-- measured: end -->'];
  const old = readFileSync(path, 'utf8');
  const from = old.indexOf(begin);
  const to = old.indexOf(end);
  if (from < 0 || to < from) throw new Error(`${path} lacks its marks`);
  writeFileSync(path, `${old.slice(0, from + begin.length)}\n\n${text}\n${old.slice(to)}`);
}

/** @param {typeof rows} results */
function page(results) {
  const line = (row) =>
    `| ${row.size.toLocaleString('en')} | ${row.threads} | ${row.seconds.toFixed(1)} | ${row.processor?.toFixed(1) ?? ''} | ` +
    `${Math.round(row.size / row.seconds).toLocaleString('en')} | ${Math.round(row.peakMegabytes)} | ` +
    `${Object.entries(row.stages)
      .map(([name, seconds]) => `${name} ${Number(seconds).toFixed(1)}`)
      .join(', ')} |`;
  return [
    `By \`node bench/analyze.mjs ${process.argv.slice(2).join(' ')}\` on Node ${process.versions.node}, ${cpus().length} cores (${cpus()[0]?.model}),`,
    `load of the machine ${loadAtStart.toFixed(1)} at the start and ${loadavg()[0]?.toFixed(1)} at the end. Flows of \`bench/generate-flows.mjs\` in`,
    'CSV; each run is a process of its own.',
    '',
    '| rows | threads | seconds | processor s | rows/s | peak MB | seconds by stage |',
    '|---|---|---|---|---|---|---|',
    ...results.map(line),
    '',
    ...increase(results),
    '### Processor time of each stage alone',
    '',
    ...byStagePage(),
  ].join('\n');
}

/** What each further flow takes: the greatest run on two threads less the next smaller one. @param {typeof rows} results */
function increase(results) {
  const [smaller, larger] = results.filter(({ threads }) => threads === 2).slice(-2);
  if (larger === undefined) return [];
  const flows = larger.size - smaller.size;
  const each = (name) => ((1e6 * (larger[name] - smaller[name])) / flows).toFixed(1);
  return [
    `From ${smaller.size.toLocaleString('en')} to ${larger.size.toLocaleString('en')} rows on two threads each flow more takes ${each('seconds')} microseconds, and ${each('processor')} of processor time.`,
    '',
  ];
}

function byStagePage() {
  const growing = Object.entries(stages).filter(([name]) => name !== 'fit');
  const total = growing.reduce((sum, [, microseconds]) => sum + microseconds, 0);
  return [
    'By `bench/analyze/stages.mjs` on 1,000,000 rows, in one thread, each as often as `analyze` does it. `fit` hardly grows with the rows; all',
    `others do: ${total.toFixed(1)} microseconds a flow, or ${Math.round(2e6 / total).toLocaleString('en')} flows a second on two cores that are never idle.`,
    '',
    '| stage | microseconds a flow | share |',
    '|---|---|---|',
    ...growing.map(
      ([name, each]) => `| ${name} | ${each.toFixed(2)} | ${((100 * each) / total).toFixed(1)} % |`,
    ),
    ...(stages.fit === undefined ? [] : [`| fit | ${stages.fit.toFixed(2)} | - |`]),
    '',
  ];
}
