/**
 * How well do the detectors find attacks that they have not seen, beside scikit-learn's and torch's on the same rows?
 * usage: node bench/nsl-kdd.mjs FOLDER [--json FILE]
 *   FOLDER        with KDDTrain+_20Percent.txt.gz and KDDTest+.txt.gz of NSL-KDD
 *   --json FILE   results by training and model; the table is then not written
 * Needs python3-sklearn and python3-torch at /usr/bin/python3, and `npm run build`. Writes the tables of bench/NSL-KDD.md.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { fitCombination, fitModels } from './nsl-kdd/judge.mjs';
import { measure, quantile } from './nsl-kdd/measures.mjs';
import { openPeers, requirePeers } from './nsl-kdd/peers.mjs';
import { table } from './nsl-kdd/report.mjs';
import { encoder, isAttack, readRows } from './nsl-kdd/rows.mjs';
import { splitTraining } from './nsl-kdd/split.mjs';

const SEEDS = [0, 1, 2];
/** Where attacks are left, and their share of the rows to fit and of those held out. */
const ATTACKS = {
  nowhere: { fit: 0, heldOut: 0 },
  fitted: { fit: 0.05, heldOut: 0 },
  'fitted and held out': { fit: 0.05, heldOut: 0.05 },
};
const FALSE_ALARMS = 0.05;

/** Fits everything on one draw of training rows, and chooses every threshold. */
async function train(training, attacks, seed, peers) {
  const { fit, heldOut } = splitTraining(training, ATTACKS[attacks], seed);
  const encode = encoder(fit);
  const [rows, held] = [encode(fit), encode(heldOut)];
  const own = fitModels(rows, seed);
  const combination = fitCombination(own, rows, held, seed);
  const scorers = [
    ...Object.entries({ ...own, combination }).map(([model, score]) => ({ side: 'ours', model, score })),
    ...Object.entries(await peers.fit(rows, seed)).map(([model, score]) => ({ side: 'peer', model, score })),
  ];
  const frozen = [];
  for (const { side, model, score } of scorers) {
    const threshold = quantile(await score(held), 1 - FALSE_ALARMS);
    frozen.push(Object.freeze({ attacks, seed, side, model, score, threshold }));
  }
  process.stderr.write(`attacks ${attacks}, seed ${seed}: ${rows.rows} rows x ${rows.columns} fitted\n`);
  return { encode, frozen };
}

async function test(trained, rows) {
  const attacks = rows.map(isAttack);
  const results = [];
  for (const { encode, frozen } of trained) {
    const matrix = encode(rows);
    for (const { score, threshold, ...which } of frozen) {
      results.push({ ...which, ...measure(await score(matrix), attacks, threshold) });
    }
  }
  return results;
}

const { values: options, positionals } = parseArgs({
  options: { json: { type: 'string' } },
  allowPositionals: true,
});
const [folder] = positionals;
if (folder === undefined) {
  process.stderr.write('usage: node bench/nsl-kdd.mjs FOLDER [--json FILE]\n');
  process.exit(2);
}
requirePeers();
const peers = openPeers();
try {
  const training = readRows(join(folder, 'KDDTrain+_20Percent.txt.gz'));
  const trained = [];
  for (const attacks of Object.keys(ATTACKS)) {
    for (const seed of SEEDS) trained.push(await train(training, attacks, seed, peers));
  }
  // Everything is fitted and every threshold chosen: only now are the test rows read.
  const results = await test(trained, readRows(join(folder, 'KDDTest+.txt.gz')));
  for (const attacks of Object.keys(ATTACKS)) {
    process.stdout.write(`\nattacks ${attacks}\n${table(results, attacks)}\n`);
  }
  if (options.json !== undefined) writeFileSync(options.json, JSON.stringify(results));
  else writeTables(results);
} finally {
  peers.close();
}

/** Between the marks of the page; what people wrote around them stays. */
function writeTables(results) {
  const page = fileURLToPath(new URL('./NSL-KDD.md', import.meta.url));
  const written = Object.keys(ATTACKS).reduce(
    (text, attacks) => {
      const [begin, end] = [`<!-- attacks ${attacks} -->\n`, '\n<!-- end -->'];
      const from = text.indexOf(begin) + begin.length;
      return text.slice(0, from) + table(results, attacks) + text.slice(text.indexOf(end, from - 1));
    },
    readFileSync(page, 'utf8'),
  );
  writeFileSync(page, written);
}
