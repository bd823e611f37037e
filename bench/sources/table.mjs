/** What was measured as Markdown. */
import { interval, median } from '../detectors/ratio.mjs';
import { JOBS } from './jobs.mjs';

const LEAST_ROUNDS = 5;
const line = (...cells) => `| ${cells.join(' | ')} |`;
const head = (...cells) => [line(...cells), line(...cells.map(() => '---'))];
const rate = (records, seconds) => Math.round(records / seconds).toLocaleString('en');
const percent = (share) => `${(100 * share).toFixed(0)} %`;

/** @param {readonly object[]} entries of results.mjs */
export function page(entries) {
  const of = (kind) => entries.filter((entry) => entry.kind === kind);
  const machines = [...new Set(entries.map(({ machine }) => machine))].join('; ');
  return `# Sources beside others

Made by \`node bench/sources.mjs\` on ${machines}; how is told in [README.md](README.md). A ratio is the median over rounds of the
other side's time by ours: above 1 Strayflow is faster. *Processor* is the same ratio of processor time, all threads of a side
together: it stands nearer to what a quiet machine would show where other work took turns. *Had* is the share of a core that our
process had while it was timed, *busy* how much of the whole machine had work meanwhile: ${percent(0.5)} is one thread of two cores.

${table(head('job', 'ours a second', 'peer', 'peer a second', 'ratio (95 % interval)', 'processor', 'target', 'had', 'busy', 'outcome: peer / ours'), of('speed').flatMap(speedLines))}

## Two inputs at once

Two threads with an input each, beside one thread with one input. A gain of 2 is the most there can be.

${table(head('job', 'ours a second', 'gain over one thread', 'peer on two threads', 'peer a second', 'ratio (95 % interval)', 'busy'), of('threads').map(threadLine))}

## Memory

Greatest resident memory of a process that reads so much of the same kind of lines or packets, facts and rows included
(\`bench/sources/memory.mjs\`); about 60 MB of it are Node's own.

${memoryTable(of('memory'))}
`;
}

function table(headLines, lines) {
  return [...headLines, ...lines].join('\n');
}

const jobOf = (name) => JOBS.find(({ job }) => job === name);
const had = ({ cpu, rounds }) => percent(median(cpu.map((seconds, round) => seconds / rounds[round])));

function ratioCell(theirs, ours, factor = 1) {
  const ratios = theirs.map((seconds, round) => (factor * seconds) / ours[round]);
  const { low, high } = interval(ratios);
  const bounds = ratios.length < 2 ? '1 round' : `${low.toPrecision(3)}-${high.toPrecision(3)}`;
  return { ratio: median(ratios), words: `${median(ratios).toPrecision(3)} (${bounds})` };
}

function speedLines({ job, records, ours, peers, busy }) {
  const { unit, peers: wanted } = jobOf(job);
  const own = `${rate(records, median(ours.rounds))} ${unit}`;
  const state = [had(ours), percent(busy)];
  if (peers.length === 0) return [line(job, own, '', '', '', '', '', ...state, ours.outcome)];
  return peers.map((side) => {
    const target = wanted.find(({ peer }) => peer === side.peer)?.target;
    if (side.rounds.length === 0)
      return line(job, own, side.peer, side.failure, '', '', target, ...state, '');
    const wall = ratioCell(side.rounds, ours.rounds);
    const met =
      side.rounds.length < LEAST_ROUNDS ? 'too few rounds' : wall.ratio >= target ? 'met' : 'not met';
    return line(
      job,
      own,
      side.peer,
      `${rate(records, median(side.rounds))} ${unit}`,
      wall.words,
      ratioCell(side.cpu, ours.cpu).ratio.toPrecision(3),
      `${target}, ${met}`,
      ...state,
      `${side.outcome} / ${ours.outcome}`,
    );
  });
}

function threadLine({ job, records, one, two, peers, busy }) {
  const { unit } = jobOf(job);
  const own = `${rate(2 * records, median(two.rounds))} ${unit}`;
  const gain = ratioCell(one.rounds, two.rounds, 2).words;
  const [side] = peers;
  if (side === undefined) return line(job, own, gain, '', '', '', percent(busy));
  if (side.rounds.length === 0) return line(job, own, gain, side.peer, side.failure, '', percent(busy));
  return line(
    job,
    own,
    gain,
    side.peer,
    `${rate(2 * records, median(side.rounds))} ${unit}`,
    ratioCell(side.rounds, two.rounds).words,
    percent(busy),
  );
}

function memoryTable(entries) {
  const sizes = [...new Set(entries.flatMap((entry) => entry.sizes.map(({ megabytes }) => megabytes)))];
  const cell = (entry, size) => {
    const found = entry.sizes.find(({ megabytes }) => megabytes === size);
    if (found === undefined) return '';
    return found.failure ?? `${found.peak.toFixed(0)} MB (${found.rows.toLocaleString('en')} rows)`;
  };
  return table(
    head('job', ...sizes.map((size) => `${size} MB`)),
    entries.map((entry) => line(entry.job, ...sizes.map((size) => cell(entry, size)))),
  );
}
