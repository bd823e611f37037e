/** What was measured as Markdown. */
import { cpus } from 'node:os';
import { interval, median } from '../detectors/ratio.mjs';

const LEAST_ROUNDS = 5;
const line = (...cells) => `| ${cells.join(' | ')} |`;
const rate = (records, seconds) => Math.round(records / seconds).toLocaleString('en');

/** @param {{ job: object, records: number, ours: object, peers: object[] }[]} measured @param {object[]} memory @param {string} command */
export function page(measured, memory, command) {
  return `# Sources beside others

Made by \`${command}\` on ${cpus()[0]?.model.trim()}, Node ${process.versions.node}. Every side is a process of its own on one
thread; in each round all sides of a job take their turn, and a round's time is the median of its calls. What is timed begins
with the file on the disk and ends with columns (ours, pandas, DuckDB, the loop over \`JSON.parse\`), objects (papaparse,
csv-parse), or the end of the program (tshark, softflowd, nfpcapd). A ratio is the other side's time by ours: above 1
Strayflow is faster. One file is read by one thread; there is no second one to measure.

${[
  line(
    'job',
    'ours a second',
    'peer',
    'peer a second',
    'ratio (95 % interval)',
    'target',
    'outcome: peer / ours',
  ),
  line(...Array(7).fill('---')),
  ...measured.flatMap(lines),
].join('\n')}

## Memory

Greatest resident memory of a process that reads so much of the same kind of lines or packets (\`bench/sources/memory.mjs\`).

${[
  line('job', 'input', 'peak', 'rows'),
  line(...Array(4).fill('---')),
  ...memory.map(({ job, megabytes, peak, rows, failure }) =>
    line(
      job,
      `${megabytes} MB`,
      failure ?? `${peak.toFixed(0)} MB`,
      failure ? '' : rows.toLocaleString('en'),
    ),
  ),
].join('\n')}
`;
}

function lines({ job, records, ours, peers }) {
  const own = `${rate(records, median(ours.rounds))} ${job.unit}`;
  if (peers.length === 0) return [line(job.job, own, '', '', '', '', ours.outcome)];
  return peers.map((side, index) => {
    const { peer, target } = job.peers[index];
    if (side.rounds.length === 0) return line(job.job, own, peer, side.failure, '', target, '');
    const ratios = side.rounds.map((seconds, round) => seconds / ours.rounds[round]);
    const { low, high } = interval(ratios);
    const ratio = median(ratios);
    const met = ratios.length < LEAST_ROUNDS ? 'too few rounds' : ratio >= target ? 'met' : 'not met';
    const bounds = ratios.length < 2 ? '1 round' : `${low.toPrecision(3)}-${high.toPrecision(3)}`;
    return line(
      job.job,
      own,
      peer,
      `${rate(records, median(side.rounds))} ${job.unit}`,
      `${ratio.toPrecision(3)} (${bounds})`,
      `${target}, ${met}`,
      `${side.outcome} / ${ours.outcome}`,
    );
  });
}
