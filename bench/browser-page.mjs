/**
 * How long does the page take for a file, and how much memory, beside `strayflow analyze` on one thread?
 * `npm run build`, then `node bench/browser-page.mjs [FILE ...]`; without files it makes flows itself.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { generateFlows } from './generate-flows.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const page = join(root, 'packages/strayflow/dist/dashboard/analyse');
const main = join(root, 'packages/strayflow/dist/cli/main.js');
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };
const ROWS = 1_000_000;
const folder = mkdtempSync(join(tmpdir(), 'strayflow-bench-page-'));

const given = process.argv.slice(2);
const files = given.length > 0 ? given : [join(root, 'examples/lab/captures/attacked.pcap.gz')];
if (given.length === 0) {
  for (const rows of [100_000, ROWS]) {
    const path = join(folder, `flows-${rows}.csv`);
    await generateFlows(path, rows);
    files.push(path);
  }
}
const config = join(folder, 'one-thread.yaml');
writeFileSync(config, 'threads: 1\naddresses:\n  location:\n    enabled: false\n');
process.stdout.write('file | MB | page s | page MB | command s | command MB\n');
for (const file of files) {
  const here = await inPage(file);
  const there = byCommand(file);
  const megabytes = (statSync(file).size / 1e6).toFixed(1);
  process.stdout.write(
    `${basename(file)} | ${megabytes} | ${here.seconds.toFixed(1)} | ${here.megabytes} | ${there.seconds.toFixed(1)} | ${there.megabytes}\n`,
  );
}
rmSync(folder, { recursive: true, force: true });

/** The most that a renderer among the descendants of a process ever held (bytes). */
function rendererPeakOf(root) {
  const parents = new Map();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 4).split(' ')[0]));
    } catch {
      // It ended meanwhile.
    }
  }
  const isBelow = (id) => id === root || (parents.has(id) && parents.get(id) > 1 && isBelow(parents.get(id)));
  let largest = 0;
  for (const id of parents.keys()) {
    if (!isBelow(id)) continue;
    try {
      const status = readFileSync(`/proc/${id}/status`, 'utf8');
      if (!readFileSync(`/proc/${id}/cmdline`, 'utf8').includes('--type=renderer')) continue;
      largest = Math.max(largest, 1024 * Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0));
    } catch {
      // It ended meanwhile.
    }
  }
  return largest;
}

/** In Chromium, from the file's choice to the verdict; memory is the most that its renderer held. */
async function inPage(file) {
  const server = createServer((request, response) => {
    const name = request.url === '/' ? 'index.html' : basename(request.url);
    response.setHeader('content-type', TYPES[extname(name)] ?? 'text/plain');
    response.end(readFileSync(join(page, name)));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  try {
    const opened = await browser.newPage();
    await opened.goto(`http://127.0.0.1:${server.address().port}/`);
    const started = performance.now();
    await opened.locator('#files').setInputFiles(file);
    const outcome = opened.locator('.headline, #trouble .failure').first();
    await outcome.waitFor({ timeout: 1_800_000 });
    const seconds = (performance.now() - started) / 1_000;
    if ((await opened.locator('.headline').count()) === 0) throw new Error(await outcome.textContent());
    return { seconds, megabytes: Math.round(rendererPeakOf(process.pid) / 1e6) };
  } finally {
    await browser.close();
    server.close();
  }
}

/** By the command, with what its own manifest says of its memory. */
function byCommand(file) {
  const report = join(folder, 'report');
  mkdirSync(report, { recursive: true });
  const started = performance.now();
  execFileSync(process.execPath, [main, 'analyze', file, '--report', report, '--json', '--config', config], {
    stdio: ['ignore', 'ignore', 'inherit'],
    maxBuffer: 2 ** 30,
  });
  const seconds = (performance.now() - started) / 1_000;
  const { run } = JSON.parse(readFileSync(join(report, 'manifest.json'), 'utf8'));
  return { seconds, megabytes: Math.round(run.peakMegabytes * 1.048576) };
}
