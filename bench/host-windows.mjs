/**
 * Could the shipped baseline judge hosts in five-minute windows? How many ordinary windows its sources hold, and how a forest that is
 * fitted on them ranks the windows of networks that it has not seen, with each source left out in turn.
 * usage: node bench/host-windows.mjs DATA [--seed N]
 *   DATA   a folder with westermo/, apt29/, ctu-sme-11-benign-day/ and stratosphere-008/, each with its truth.json
 * Needs `npm run build`. Result: docs/detection/baseline.md.
 */
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { auroc, isolationForest } from '../packages/detectors/dist/index.js';
import { sampleInputs } from '../packages/strayflow/dist/analysis/learn-inputs.js';
import { filesAsInputs } from '../packages/strayflow/dist/evaluation/analyse.js';
import { casesOf } from '../packages/strayflow/dist/evaluation/cases.js';
import { suspects } from '../packages/strayflow/dist/evaluation/expectations.js';
import { readTruths } from '../packages/strayflow/dist/evaluation/truth/file.js';
import { runHere } from '../packages/strayflow/dist/learned/index.js';
import { hostName, parseAddress } from '../packages/strayflow/dist/model/address.js';
import { defaultConfig } from '../packages/strayflow/dist/shell/config-file.js';
import { openSpool } from '../packages/strayflow/dist/store/spool.js';

const root = fileURLToPath(new URL('../', import.meta.url));
/** Their licences let a model be shipped; the others are looked at, and not learned from. */
const SHIPPABLE = ['captures', 'westermo', 'apt29'];
const UNSEEN = ['ctu-sme-11-benign-day', 'stratosphere-008'];
/** These say how new a host is to its site, which is everything at first. */
const LEFT_OUT = ['new-peers', 'interval-variation'];
/** One in so many windows calibrates. */
const CALIBRATION = 3;

function plain(address) {
  const bytes = new Uint8Array(16);
  return parseAddress(address, bytes) ? hostName(bytes, 0, true) : address;
}

/** The host windows of one input, with what its truth says of their hosts. */
async function windowsOf({ folder, files, truth }) {
  const config = { ...defaultConfig(), internal: [...(truth.internal ?? [])] };
  const spool = openSpool(config.spool);
  try {
    const inputs = await filesAsInputs(files, config);
    const observer = { begin() {}, update() {} };
    const { learned } = await sampleInputs({ inputs, config, spool, run: runHere, observer }, config, null);
    const { host, length, columns, values } = learned.sample.host;
    const bad = new Set(suspects(truth).map(plain));
    const benign = new Set((truth.benign ?? []).map(plain));
    return Array.from({ length }, (_, row) => {
      const name = hostName(host, 16 * row, true);
      const label = bad.has(name) ? 'bad' : learned.accused.has(name) ? 'accused' : 'ordinary';
      return { folder, name, label, isBenign: benign.has(name), values: usedValues(columns, values, row) };
    });
  } finally {
    spool.close();
  }
}

function usedValues(columns, values, row) {
  return columns.flatMap(({ name, scale }, c) => {
    const value = values[row * columns.length + c];
    if (LEFT_OUT.includes(name)) return [];
    return [scale === 'log1p-robust' ? Math.log1p(Math.max(0, value)) : value];
  });
}

function matrixOf(windows) {
  const columns = windows[0].values.length;
  return {
    rows: windows.length,
    columns,
    values: Float64Array.from(windows.flatMap(({ values }) => values)),
  };
}

function trial(title, training, unseen, seed) {
  const fitted = training.filter((_, i) => i % CALIBRATION !== 0);
  const calibrating = training.filter((_, i) => i % CALIBRATION === 0);
  const forest = isolationForest({ trees: 200, subsample: 256, seed }).fit(matrixOf(fitted));
  const most = Math.max(...forest.score(matrixOf(calibrating)));
  const labelled = unseen.filter(
    ({ folder, label, isBenign }) => folder === 'stratosphere-008' && (label === 'bad' || isBenign),
  );
  const ordinary = unseen.filter(({ folder }) => folder === 'ctu-sme-11-benign-day');
  const scores = forest.score(matrixOf(ordinary));
  const beyond = scores.reduce((count, score) => count + (score > most ? 1 : 0), 0);
  const ranked = auroc(
    forest.score(matrixOf(labelled)),
    labelled.map(({ label }) => label === 'bad'),
  );
  const surprise = Math.log10(calibrating.length + 1).toFixed(2);
  const share = ((100 * beyond) / ordinary.length).toFixed(0);
  process.stdout.write(
    `| ${title} | ${fitted.length} + ${calibrating.length} | ${surprise} | ${ranked.toFixed(3)} | ${share} % |\n`,
  );
}

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: 'string', default: '1' } },
});
if (positionals.length !== 1) {
  process.stderr.write('usage: node bench/host-windows.mjs DATA [--seed N]\n');
  process.exit(2);
}
const [data] = positionals;
const folders = [`${root}examples/lab/captures`];
for (const name of [...SHIPPABLE.slice(1), ...UNSEEN]) folders.push(resolve(data, name));
const windows = [];
for (const folder of readTruths(folders)) {
  for (const each of await casesOf(folder)) windows.push(...(await windowsOf(each)));
}
const inFolder = (names) => windows.filter(({ folder }) => names.includes(folder.split('/')[0]));
for (const name of [...SHIPPABLE, ...UNSEEN]) {
  const own = inFolder([name]);
  const ordinary = own.filter(({ label }) => label === 'ordinary');
  const hosts = new Set(ordinary.map((window) => window.name)).size;
  process.stdout.write(`${name}: ${own.length} windows, ${ordinary.length} ordinary, of ${hosts} hosts\n`);
}
process.stdout.write(
  '\n| trained on | fitted + held out | most surprise | AUROC | beyond all held out |\n|---|---|---|---|---|\n',
);
const seed = Number(flags.seed);
const ordinaryOf = (names) => inFolder(names).filter(({ label }) => label === 'ordinary');
const unseen = inFolder(UNSEEN);
trial('all', ordinaryOf(SHIPPABLE), unseen, seed);
for (const name of SHIPPABLE) {
  const others = SHIPPABLE.filter((each) => each !== name);
  trial(`without ${name}`, ordinaryOf(others), unseen, seed);
}
