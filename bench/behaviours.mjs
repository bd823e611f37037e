/**
 * How much processor time does each behaviour and address check take of a flow, alone and all together, in one thread?
 * usage: node bench/behaviours.mjs [--flows N] [--rounds N] [--dist FOLDER]
 * Prints a table: nanoseconds of processor time a flow, the least of the rounds, without what reading the rows takes.
 */
import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { generateFlows } from './generate-flows.mjs';

const { values } = parseArgs({
  options: {
    flows: { type: 'string', default: '500000' },
    rounds: { type: 'string', default: '3' },
    dist: { type: 'string', default: fileURLToPath(new URL('../packages/strayflow/dist', import.meta.url)) },
  },
});
const rounds = Number(values.rounds);
const load = (path) => import(join(resolve(values.dist), path));
const { defaultConfig } = await load('shell/config-file.js');
const { csvFormat } = await load('sources/csv.js');
const { parsePrefix } = await load('model/address.js');
const { prefixMatcher } = await load('model/prefix-matcher.js');
const { EVIDENCE_STAGES: names, Senses } = await load('pipeline/senses.js');

/** @param {string} file @returns {Promise<{ kind: 'flows', batch: import('../packages/strayflow/src/model/flow-batch.js').FlowBatch }[]>} */
async function read(file) {
  const items = [];
  const sink = {
    flows: (batch) => items.push({ kind: 'flows', batch }),
    facts() {},
    read() {},
    reject() {},
    ignore() {},
    note() {},
  };
  const parser = csvFormat.open({ site: 'bench', input: 0, sink }, csvFormat.options.parse({}));
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 18 })) parser.push(chunk);
  parser.end();
  return items;
}

const folder = mkdtempSync(join(tmpdir(), 'strayflow-bench-'));
const items = await (async () => {
  try {
    const file = join(folder, 'flows.csv');
    await generateFlows(file, Number(values.flows));
    return await read(file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
})();
const rows = items.reduce((sum, { batch }) => sum + batch.length, 0);

const config = defaultConfig();
const inside = [parsePrefix('10.0.0.0/8')];
const network = { isInternal: prefixMatcher(inside), internalGiven: true };
const limits = { lateMs: 0, aheadMs: Number.POSITIVE_INFINITY };

/** Nanoseconds a flow, the least of the rounds. @param {readonly string[]} evidence */
function measure(evidence) {
  let told = 0;
  const listener = { evidence: () => told++, rows() {}, tick() {} };
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    told = 0;
    const before = process.cpuUsage();
    const senses = new Senses({ config, network, limits, evidence, features: null });
    for (const item of items) senses.step(item, listener);
    senses.finish(listener);
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (1000 * (user + system)) / rows);
  }
  return { least, told };
}

const reading = measure([]).least;
const line = (name, nanoseconds, told) =>
  process.stdout.write(
    `${name.padEnd(20)} ${nanoseconds.toFixed(0).padStart(6)} ns ${String(told).padStart(6)}\n`,
  );
process.stdout.write(
  `${rows} flows, ${rounds} rounds\n${'behaviour'.padEnd(20)} ${'a flow'.padStart(9)}   told\n`,
);
let sum = 0;
for (const name of names) {
  const { least, told } = measure([name]);
  sum += least - reading;
  line(name, least - reading, told);
}
line('sum', sum, '');
const all = measure(names);
line('all in one pass', all.least - reading, all.told);
