/**
 * What does a storm of accused addresses cost the policy: time a decision, memory, and do the caps hold?
 * usage: node --expose-gc bench/policy-storm.mjs [--hosts N] [--allow N] [--dist FOLDER]
 * Every host has evidence that is enough for a block. A hundred are accused in each tick of event time; each /24 and each
 * /48 has a few of them. Prints processor time, memory after each tenth, and what was decided; fails where a cap is passed.
 */
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    hosts: { type: 'string', default: '1000000' },
    allow: { type: 'string', default: '100' },
    dist: { type: 'string', default: fileURLToPath(new URL('../packages/strayflow/dist', import.meta.url)) },
  },
});
const load = (path) => import(join(resolve(values.dist), path));
const { decide, openPolicy, policyOptionsSchema } = await load('policy/index.js');
const { riskOptionsSchema, score } = await load('risk/index.js');
const { parsePrefix } = await load('model/address.js');
const { prefixMatcher } = await load('model/prefix-matcher.js');

const START = Date.UTC(2026, 2, 1);
const TICK_MS = 5_000;
const HOSTS_A_TICK = 100;
const hosts = Number(values.hosts);
const risk = riskOptionsSchema.parse({});
const options = policyOptionsSchema.parse({
  mode: 'enforce',
  allow: Array.from({ length: Number(values.allow) }, (_, i) => ({
    prefix: `198.18.${i >> 8}.${i & 255}`,
    reason: 'bench',
  })),
});
const internal = [parsePrefix('10.0.0.0/8')];
const network = { isInternal: prefixMatcher(internal), internalPrefixes: internal };

/** Every third is a /64 of IPv6. */
function hostOf(i) {
  const [a, b, c, d] = [32 + (i >> 22), (i >> 14) & 255, (i >> 6) & 255, i & 63];
  if (i % 3 > 0) return `${a}.${b}.${c}.${d}`;
  return `2a00:${(i >> 12).toString(16)}:${((i >> 6) & 63).toString(16)}:${(i & 63).toString(16)}::/64`;
}

function evidenceOf(host, family, now) {
  return {
    ...{ id: `${family} ${host}`, revision: 0, family, site: 'local', host, role: 'actor', peer: '10.0.0.5' },
    ...{ key: family, window: { start: now - TICK_MS, end: now }, firstSeen: now - TICK_MS, lastSeen: now },
    ...{ basis: { kind: 'test-bound', test: 'bench' }, surprise: 8, attributable: true },
    ...{
      summary: 'was accused',
      contributions: [],
      threshold: null,
      records: [],
      recordCount: 1,
      technique: null,
    },
  };
}

const state = openPolicy();
const standing = new Map();
const decided = { alert: 0, block: 0 };
const held = new Map();
let most = 0;
const before = process.cpuUsage();

function memory() {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 1e6;
}

function note(decision, now) {
  decided[decision.action]++;
  if (decision.action === 'alert') held.set(decision.rule, (held.get(decision.rule) ?? 0) + 1);
  else standing.set(decision.host, decision.expires);
  if (decision.action === 'alert') return;
  for (const [host, expires] of standing) if (expires <= now) standing.delete(host);
  most = Math.max(most, standing.size);
}

for (let i = 0; i < hosts; i++) {
  const now = START + TICK_MS * Math.floor(i / HOSTS_A_TICK);
  const host = hostOf(i);
  const evidence = ['port-scan', 'brute-force'].map((family) => evidenceOf(host, family, now));
  const partial = (part) => score(part, now, risk);
  const { risk: value, shares } = partial(evidence);
  const judged = { site: 'local', host, role: 'actor', risk: value, peakTime: now, riskAtEnd: value, shares };
  for (const decision of decide(state, judged, evidence, now, options, network, partial)) note(decision, now);
  if ((i + 1) % Math.ceil(hosts / 10) === 0) {
    const { user, system } = process.cpuUsage(before);
    console.log(`${i + 1} accused: ${((user + system) / 1e6).toFixed(1)} s, heap ${memory().toFixed(1)} MB`);
  }
}

const { user, system } = process.cpuUsage(before);
const minutes = Math.ceil((hosts / HOSTS_A_TICK) * (TICK_MS / 60_000));
console.log(
  `${hosts} accused in ${minutes} minutes of event time, ${options.allow.length} entries on the allow list`,
);
console.log(
  `${((user + system) / hosts).toFixed(1)} microseconds of processor time each, making the evidence included`,
);
console.log(
  `${decided.block} blocked, at most ${most} at once; ${decided.alert} alerted instead`,
  Object.fromEntries(held),
);
console.log(`${state.standing.size} remembered, ${state.dropped} forgotten and counted`);
if (most > options.maxBlocks || decided.block > options.maxBlocksPerMinute * (minutes + 1)) {
  console.error('a cap was passed');
  process.exitCode = 1;
}
