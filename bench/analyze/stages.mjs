/**
 * How much processor time does each stage take of a flow? Every stage alone, in this thread, over the same rows.
 * usage: node bench/analyze/stages.mjs FILE.csv [dist]
 * Prints one JSON object: microseconds of processor time a flow, by stage, each as often as `analyze` does it.
 */
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [file, dist = fileURLToPath(new URL('../../packages/strayflow/dist', import.meta.url))] =
  process.argv.slice(2);
const load = (path) => import(join(dist, path));
const { defaultConfig } = await load('shell/config-file.js');
const { csvFormat } = await load('sources/csv.js');
const { openSpool } = await load('store/spool.js');
const { anyPrefixContains, parsePrefix } = await load('model/address.js');
const { recordedFeatures, replayedFeatures } = await load('features/index.js');
const { EVIDENCE_STAGES, Senses } = await load('pipeline/senses.js');
const { Verdicts } = await load('pipeline/verdicts.js');
const { blockOf, collector, fitModels, NO_TRAP, openBlocks, runHere } = await load('learned/index.js');
const { FlowShares } = await load('analysis/flow-shares.js');
const { HostTotals } = await load('analysis/host-totals.js');
const { TimelineCounter } = await load('analysis/timeline.js');

const config = defaultConfig();
const inside = [parsePrefix('10.0.0.0/8')];
const network = { isInternal: (bytes, at) => anyPrefixContains(inside, bytes, at), internalGiven: true };
const limits = { lateMs: 0, aheadMs: Number.POSITIVE_INFINITY };
const quiet = { evidence() {}, rows() {}, tick() {} };
const result = {};

/** @template T @param {Iterable<T>} list @param {(each: T) => unknown} work */
function over(list, work) {
  for (const each of list) work(each);
}

let rows = 0;
/** @param {string} name @param {() => unknown} work */
async function measure(name, work) {
  const before = process.cpuUsage();
  const value = await work();
  const { user, system } = process.cpuUsage(before);
  result[name] = Number(((user + system) / rows).toFixed(3));
  return value;
}

const spool = openSpool();
const started = process.cpuUsage();
await new Promise((resolve, reject) => {
  const parser = csvFormat.open(
    {
      site: 'bench',
      input: 0,
      sink: {
        flows(batch) {
          rows += batch.length;
          spool.flows(batch);
        },
        facts() {},
        read() {},
        reject() {},
        ignore() {},
        note() {},
      },
    },
    csvFormat.options.parse({}),
  );
  createReadStream(file, { highWaterMark: 1 << 18 })
    .on('data', (chunk) => parser.push(chunk))
    .on('end', () => {
      parser.end();
      resolve();
    })
    .on('error', reject);
});
const { user, system } = process.cpuUsage(started);
result['parse and spool'] = Number(((user + system) / rows).toFixed(3));

let items = [];
await measure('read spool, twice', async () => {
  for await (const item of spool.read()) items.push(item);
  items = [];
  for await (const item of spool.read()) items.push(item);
});
const look = (options, listener) => {
  const senses = new Senses({ config, network, limits, ...options });
  for (const item of items) senses.step(item, listener);
  senses.finish(listener);
};
await measure('ticks, in three passes', () => {
  for (let pass = 0; pass < 3; pass++) look({ evidence: [], features: null }, quiet);
});
for (const stage of EVIDENCE_STAGES) {
  await measure(stage, () => look({ evidence: [stage], features: null }, quiet));
}
const log = spool.log();
let made = [];
const makes = (features) => look({ evidence: [], features }, { ...quiet, rows: (each) => made.push(each) });
await measure('features, and their log', () => makes(recordedFeatures(config.features, network, log)));
made = [];
await measure('features from the log', () => makes(replayedFeatures(config.features, log)));
const flows = made.filter((each) => each.kind === 'flow');
const keeper = collector(config.learned, 0);
const sample = keeper.open();
await measure('sample', () => over(made, (each) => keeper.add(sample, each)));
const shares = new FlowShares(network);
await measure('shares of flows', () => over(flows, (each) => shares.add(each)));
const models = await measure('fit', () =>
  fitModels(sample, config.learned, { seed: 0, excludedHosts: new Set(), run: runHere }),
);
const blocks = [];
await measure('blocks', () => {
  for (let from = 0, held = 0, to = 0; to < flows.length; to++) {
    held += flows[to].length;
    if (held < 8192 && to < flows.length - 1) continue;
    blocks.push({ parts: flows.slice(from, to + 1), block: blockOf(flows.slice(from, to + 1)) });
    held = 0;
    from = to + 1;
  }
});
const score = openBlocks(models.flow.models);
const { partsOf } = await load('learned/index.js');
const scored = await measure('models of flows', () =>
  blocks.map(({ block, parts }) => partsOf(score(block), parts)),
);
const scoresOf = new Map(blocks.flatMap(({ parts }, b) => parts.map((part, i) => [part, scored[b][i]])));
const verdicts = new Verdicts({ config, network, models, trap: NO_TRAP });
await measure('rows of hosts', () => over(made, (rows) => rows.kind === 'flow' || verdicts.rows(rows, null)));
await measure('verdicts', () => {
  over(flows, (rows) => verdicts.rows(rows, null, scoresOf.get(rows)));
  verdicts.tick(Number.POSITIVE_INFINITY, items.at(-1).batch.time.at(-1));
});
const totals = new HostTotals(network);
await measure('totals of hosts', () => over(flows, (each) => totals.add(each)));
const span = { start: items[0].batch.time[0], end: items.at(-1).batch.time.at(-1) };
const timeline = new TimelineCounter(span, 2);
await measure('timeline', () => over(flows, (each) => timeline.add(each, null)));
spool.close();
process.stdout.write(`${JSON.stringify({ rows, microsecondsAFlow: result })}\n`);
