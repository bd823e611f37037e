#!/usr/bin/env node
/**
 * How long 100,000 blocks take to be set, read by a process that starts anew, and lifted, and what memory they need.
 * As root: node bench/enforcers.mjs [BLOCKS ...]; nftables in a network namespace of its own, which is removed again,
 * and a block list in a folder of its own.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expireBlockList } from '../packages/strayflow/dist/actions/block-list/expirer.js';
import { ENFORCERS } from '../packages/strayflow/dist/actions/enforcers.js';

const SELF = fileURLToPath(import.meta.url);
const HOUR_MS = 3_600_000;

/** Half of them IPv4 addresses, half IPv6 /64. */
function prefixesOf(size) {
  return Array.from({ length: size }, (_, i) => {
    const [high, low] = [(i >> 8) & 255, i & 255];
    return i % 2 === 0
      ? `11.${i >> 16}.${high}.${low}/32`
      : `2001:db8:${(i >> 4).toString(16)}:${i & 15}::/64`;
  });
}

const enforcer = (name) => ENFORCERS.find((each) => each.name === name);
const seconds = (since) => (performance.now() - since) / 1_000;
/** Memory of the kernel's that it cannot give back at need (MB). */
const slabMb = () => Number(/SUnreclaim:\s+(\d+)/.exec(readFileSync('/proc/meminfo', 'utf8'))[1]) / 1_024;

/** In a process of its own, as after a restart. */
async function measureList(name, options) {
  const one = enforcer(name);
  const start = performance.now();
  const { length } = await one.list(one.options.parse(options), Date.now());
  console.log(
    JSON.stringify({ length, seconds: seconds(start), rssMb: process.memoryUsage().rss / 2 ** 20 }),
  );
}

async function measure(name, options, size) {
  const one = enforcer(name);
  const parsed = one.options.parse(options);
  const now = Date.now();
  const prefixes = prefixesOf(size);
  const add = prefixes.map((prefix) => ({ id: '', site: '', prefix, reason: '', expires: now + HOUR_MS }));
  const slab = slabMb();
  const adding = performance.now();
  await one.change(parsed, { add, remove: [] }, now);
  const addSeconds = seconds(adding);
  const kernelMb = slabMb() - slab;
  const fresh = spawnSync(process.execPath, [SELF, '--list', name, JSON.stringify(options)], {
    encoding: 'utf8',
  });
  const list = JSON.parse(fresh.stdout);
  if (list.length !== size) throw new Error(`${list.length} of ${size} blocks are listed`);
  const single = performance.now();
  await one.change(parsed, { add: [{ ...add[0], prefix: '12.0.0.1/32' }], remove: [] }, now);
  const oneSeconds = seconds(single);
  const removing = performance.now();
  await one.change(parsed, { add: [], remove: prefixes }, now);
  const removeSeconds = seconds(removing);
  await one.clear(parsed);
  return {
    enforcer: name,
    blocks: size,
    add: `${addSeconds.toFixed(2)} s (${Math.round(size / addSeconds)}/s)`,
    'list, started anew': `${list.seconds.toFixed(2)} s, ${Math.round(list.rssMb)} MB`,
    'one more': `${(1_000 * oneSeconds).toFixed(0)} ms`,
    remove: `${removeSeconds.toFixed(2)} s`,
    'kernel memory': name === 'nftables' ? `${kernelMb.toFixed(1)} MB` : '-',
  };
}

async function inside(sizes) {
  const folder = mkdtempSync(join(tmpdir(), 'strayflow-bench-'));
  try {
    const path = join(folder, 'blocked.conf');
    const rows = [];
    for (const size of sizes) {
      rows.push(await measure('nftables', { timeoutMs: 120_000 }, size));
      await expireBlockList(path, Date.now());
      rows.push(await measure('blockList', { path, format: 'nginx', maxBlocks: 500_000 }, size));
    }
    console.table(rows);
    console.log(`empty list: ${statSync(path).size} bytes`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const [first, ...rest] = process.argv.slice(2);
if (first === '--list') await measureList(rest[0], JSON.parse(rest[1]));
else if (first === '--inside') await inside(rest.map(Number));
else {
  const sizes = process.argv.slice(2).length > 0 ? process.argv.slice(2) : ['1000', '10000', '100000'];
  const namespace = `sf-bench-${process.pid}`;
  execFileSync('ip', ['netns', 'add', namespace]);
  try {
    const { status } = spawnSync(
      'ip',
      ['netns', 'exec', namespace, process.execPath, SELF, '--inside', ...sizes],
      {
        stdio: 'inherit',
      },
    );
    process.exitCode = status ?? 1;
  } finally {
    execFileSync('ip', ['netns', 'delete', namespace]);
  }
}
