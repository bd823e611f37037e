/**
 * How long do the answers behind the pages take over a year of history? Builds the state (or takes the one of `--folder`), starts
 * `strayflow serve` on it, and asks each route in turn, each time about another host.
 *
 *     node bench/history.mjs [--rows 100000000] [--days 365] [--hosts 250000] [--clients 1000000] [--evidence 500000] [--folder F] [--rounds 25]
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { quantile } from '../scripts/soak/measure.mjs';
import { freePort, memoryOf, startService } from '../scripts/soak/service.mjs';
import { makeHistory } from './history/make-history.mjs';

const END = Date.UTC(2026, 10, 1);
const DAY_MS = 86_400_000;

const number = (value) => ({ type: 'string', default: String(value) });
const { values } = parseArgs({
  options: {
    rows: number(100_000_000),
    days: number(365),
    hosts: number(250_000),
    clients: number(1_000_000),
    evidence: number(500_000),
    rounds: number(25),
    folder: { type: 'string' },
  },
});
const said = (text) => process.stderr.write(`${text}\n`);
const [rows, days, hosts, clients, evidence, rounds] = [
  'rows',
  'days',
  'hosts',
  'clients',
  'evidence',
  'rounds',
].map((name) => Number(values[name]));
const folder = values.folder ?? mkdtempSync(join(tmpdir(), 'strayflow-history-'));
if (!existsSync(join(folder, 'state'))) {
  const started = performance.now();
  const made = await makeHistory(folder, { rows, days, hosts, clients, evidence, end: END, said });
  const perFlow = made.bytes / made.rows;
  said(
    `${made.rows.toLocaleString('en')} flows in ${(made.bytes / 2 ** 30).toFixed(1)} GiB (${perFlow.toFixed(1)} bytes each: ${((perFlow * 1e9) / 2 ** 30).toFixed(0)} GiB for a thousand million), made in ${((performance.now() - started) / 1000).toFixed(0)} s`,
  );
}

/** Per route: whose answers a page waits for. */
const ROUTES = [
  ['overview, a day', '/overview'],
  ['overview, 30 days', `/overview?from=${END - 30 * DAY_MS}&to=${END}`],
  ['overview, a year', `/overview?from=${END - 365 * DAY_MS}&to=${END}`],
  ['hosts', '/hosts?limit=50'],
  ['hosts, by name', '/hosts?limit=50&search=host-NUMBER.'],
  ['hosts, by prefix', '/hosts?limit=50&search=10.2.0.0/16'],
  ['host', '/hosts/HOST'],
  ['host, risk', '/hosts/HOST/risk'],
  ['host, evidence', '/hosts/HOST/evidence'],
  ['host, peers', '/hosts/HOST/peers'],
  ['evidence', '/evidence?limit=50'],
  ['networks', '/networks'],
  ['flows of a host, a day', `/flows?query=host:HOST&limit=50&from=${END - DAY_MS}&to=${END}`],
  ['flows of a host, 30 days', `/flows?query=host:HOST&limit=50&from=${END - 30 * DAY_MS}&to=${END}`],
  ['histogram, a day', `/flows/histogram?query=dport:22&from=${END - DAY_MS}&to=${END}`],
  ['top ports, a day', `/flows/top?query=&by=destinationPort&from=${END - DAY_MS}&to=${END}`],
];

// The first account is made by the link that the service prints where there is none.
for (const end of ['', '-wal', '-shm']) rmSync(join(folder, 'state', `accounts.db${end}`), { force: true });
const port = await freePort();
const keep = { history: { days: 4000, maxBytes: 2 ** 40 }, evidenceDays: 4000 };
const service = await startService(folder, port, () => undefined, keep);
/** Of an earlier version, the state is brought up to date first. */
async function ready() {
  for (let left = 600; ; left--) {
    const { status } = await fetch(`${service.origin}/api/v1/overview`, { headers: service.headers });
    if (status !== 503 || left === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

try {
  await ready();
  const times = new Map(ROUTES.map(([name]) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    const n = (round * 7919) % hosts;
    const host = `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`;
    for (const [name, route] of ROUTES) {
      const url = `${service.origin}/api/v1${route.replace('HOST', host).replace('NUMBER', String(n))}`;
      const started = performance.now();
      const answer = await fetch(url, { headers: service.headers });
      const text = await answer.text();
      times.get(name).push(performance.now() - started);
      if (!answer.ok) throw new Error(`${route}: ${answer.status} ${text.slice(0, 300)}`);
    }
  }
  for (const [name, all] of times) {
    const figures = [0.5, 0.95, 1].map((share) => quantile(all, share).toFixed(0).padStart(7));
    process.stdout.write(
      `${name.padEnd(28)} first ${all[0].toFixed(0).padStart(6)} ms  p50, p95, most ${figures.join('')} ms\n`,
    );
  }
  const { watch, others } = memoryOf(service.pid);
  process.stdout.write(`memory: watch ${watch.toFixed(0)} MB, server ${others.toFixed(0)} MB\n`);
} finally {
  await service.stop();
  if (values.folder === undefined) rmSync(folder, { recursive: true });
}
