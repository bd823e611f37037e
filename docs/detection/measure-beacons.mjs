/**
 * Finds beacons among ordinary periodic traffic, by Strayflow's beaconing behaviour and by RITA's published score.
 * usage, after `npm run build`: node docs/detection/measure-beacons.mjs [--picture] [--no-history] [--seed NUMBER]
 *   --picture      also draws docs/detection/pictures/beaconing.svg
 *   --no-history   beacons may begin as early as everything else, so that no destination is new
 */
import { drawCurves } from './measure-beacons/picture.mjs';
import { ritaModifiers, ritaScore } from './measure-beacons/rita-score.mjs';
import { strayflowScores } from './measure-beacons/strayflow-score.mjs';
import { BEATS, DAY_MS, DAYS, HOSTS, JITTERS, makePairs } from './measure-beacons/traffic.mjs';

const argument = process.argv.indexOf('--seed');
const seed = argument < 0 ? 1 : Number(process.argv[argument + 1]);
const history = !process.argv.includes('--no-history');
const FALSE_PAIRS = 10;

const pairs = makePairs(seed, history);
const users = new Map();
for (const { host, place } of pairs) users.set(place, (users.get(place) ?? new Set()).add(host));

/** The best of the days: RITA looks at one day at a time. */
function ritaOf({ times, bytes }) {
  let best = 0;
  for (let day = 0; day < DAYS; day++) {
    const from = times.findIndex((time) => time >= day * DAY_MS);
    const next = times.findIndex((time) => time >= (day + 1) * DAY_MS);
    const to = next < 0 ? times.length : next;
    if (from < 0) continue;
    best = Math.max(
      best,
      ritaScore(times.slice(from, to), bytes.slice(from, to), day * DAY_MS, (day + 1) * DAY_MS),
    );
  }
  return best;
}

const rita = pairs.map(ritaOf);
const modified = pairs.map(({ place }, i) =>
  rita[i] === 0 ? 0 : rita[i] + ritaModifiers(users.get(place).size / HOSTS, DAYS),
);
const { scores, rows, seconds } = strayflowScores(pairs);

/** Precision and recall at every score, best first; pairs of equal score come together. */
function curveOf(values) {
  const order = [...pairs.keys()].filter((i) => values[i] > 0).sort((a, b) => values[b] - values[a]);
  const all = pairs.filter(({ beacon }) => beacon !== null).length;
  const points = [];
  let found = 0;
  for (let at = 0; at < order.length; at++) {
    if (pairs[order[at]].beacon !== null) found++;
    if (at + 1 < order.length && values[order[at + 1]] === values[order[at]]) continue;
    points.push({
      score: values[order[at]],
      found,
      wrong: at + 1 - found,
      recall: found / all,
      precision: found / (at + 1),
    });
  }
  return points;
}

const share = (found, of) => `${((100 * found) / of).toFixed(0).padStart(3)} %`;

/** Recall by jitter and beats at the lowest score with at most FALSE_PAIRS false pairs. */
function report(name, values) {
  const points = curveOf(values);
  const at = points.filter(({ wrong }) => wrong <= FALSE_PAIRS).at(-1);
  const line = at?.score ?? Infinity;
  const of = (test) => {
    const chosen = [...pairs.keys()].filter((i) => pairs[i].beacon !== null && test(pairs[i].beacon));
    return share(chosen.filter((i) => values[i] >= line).length, chosen.length);
  };
  const write = (text) => process.stdout.write(`${text}\n`);
  write(
    `\n${name}: ${at?.found ?? 0} beacons and ${at?.wrong ?? 0} false pairs at a score of ${line.toFixed(3)} or more`,
  );
  write(`  jitter to 30 %, 50 beats or more: ${of(({ jitter, beats }) => jitter <= 0.3 && beats >= 50)}`);
  write(`  jitter \\ beats ${BEATS.map((beats) => String(beats).padStart(7)).join('')}`);
  for (const jitter of JITTERS) {
    const cells = BEATS.map((beats) =>
      of((beacon) => beacon.jitter === jitter && beacon.beats === beats).padStart(7),
    );
    write(`  ${String(100 * jitter).padStart(8)} %    ${cells.join('')}`);
  }
  const wrong = new Map();
  for (const [i, pair] of pairs.entries()) {
    if (pair.beacon === null && values[i] >= line) wrong.set(pair.label, (wrong.get(pair.label) ?? 0) + 1);
  }
  if (wrong.size > 0) write(`  false: ${[...wrong].map(([label, count]) => `${count} ${label}`).join(', ')}`);
  return { name, points };
}

const beacons = pairs.filter(({ beacon }) => beacon !== null).length;
process.stdout.write(
  `${pairs.length - beacons} ordinary pairs, ${beacons} beacons, ${rows} flows, ${(rows / seconds).toFixed(0)} flows a second\n`,
);
const curves = [
  report('Strayflow', scores),
  report("RITA's beacon score", rita),
  report('RITA with its modifiers for prevalence and first seen', modified),
];
/** Who stands at a score or above, by kind. */
function above(line, what) {
  const kinds = new Map();
  for (const [i, { label }] of pairs.entries()) {
    if (scores[i] >= line) kinds.set(label, (kinds.get(label) ?? 0) + 1);
  }
  const list = [...kinds].map(([label, count]) => `${count} ${label}`).join(', ');
  process.stdout.write(`\n${what} (surprise ${line} or more): ${list}`);
}
above(2, 'told by default');
above(3.81, 'over the alert line by themselves');
process.stdout.write('\n');
if (process.argv.includes('--picture'))
  drawCurves(curves, new URL('pictures/beaconing.svg', import.meta.url));
