/** The result as Markdown. */
import { median } from './ratio.mjs';
import { kernelRows, LEAST_ROUNDS, memoryRows, nameOf, speedRows, titleOf } from './rows.mjs';

/** @param {readonly { job: object, measured: object }[]} results @param {readonly object[]} threads rows of threads.mjs */
export function tables(results, threads) {
  const parts = [
    '## Against others\n',
    line(
      'job',
      'peer',
      "peer's time",
      'ours',
      'ratio (95 % interval)',
      'target',
      'outcome: peer / ours',
      'memory: peer / ours',
    ),
    rule(8),
    ...results.flatMap(({ job, measured }) => speedLines(job, measured)),
  ];
  const memory = results.flatMap(({ job, measured }) => memoryRows(job, measured));
  if (memory.length > 0) {
    parts.push('\n## Memory\n', line('job', 'peer', 'ratio (95 % interval)', 'target'), rule(4));
    parts.push(...memory.map((row) => line(row.job, row.peer, ratioWords(row), targetWords(row))));
  }
  const kernels = results.filter(({ job }) => job.kernel !== undefined);
  if (kernels.length > 0) {
    parts.push(
      '\n## What the wasm kernels gain over plain TypeScript\n',
      line('job', 'kernel', 'plain TypeScript', 'with the kernel', 'gain (95 % interval)', 'target'),
      rule(6),
      ...kernels.flatMap(({ job, measured }) =>
        kernelRows(job, measured).map((row) =>
          line(
            row.job,
            job.kernel,
            seconds(measured.plain),
            seconds(measured.ours),
            ratioWords(row),
            targetWords(row),
          ),
        ),
      ),
    );
  }
  if (threads.length > 0) {
    parts.push('\n## Two threads\n', line('job', 'beside', 'ratio (95 % interval)', 'target'), rule(4));
    parts.push(...threads.map((row) => line(row.job, row.peer, ratioWords(row), targetWords(row))));
  }
  return `${parts.join('\n')}\n`;
}

function speedLines(job, measured) {
  return speedRows(job, measured).map((row, index) => {
    const side = measured.peers[index];
    const named = [titleOf(job), nameOf(side)];
    if (side.rounds.length === 0) {
      return line(
        ...named,
        failureWords(job, row),
        seconds(measured.ours),
        '-',
        targetWords(row),
        `- / ${measured.ours.outcome}`,
        `- / ${megabytes(measured.ours)}`,
      );
    }
    return line(
      ...named,
      seconds(side),
      seconds(measured.ours),
      ratioWords(row),
      targetWords(row),
      `${side.outcome} / ${measured.ours.outcome}`,
      `${megabytes(side)} / ${megabytes(measured.ours)}`,
    );
  });
}

function failureWords({ rows }, { failure }) {
  return failure.startsWith('not installed') ? failure : `failed at ${rows} rows: ${failure}`;
}

/** A row as one line of text. */
export function rowWords(row) {
  return `${row.job} | ${row.peer} | ${ratioWords(row)} | ${targetWords(row)}`;
}

function ratioWords({ ratio, low, high, rounds, failure }) {
  if (ratio === null) return failure ?? '-';
  const bounds = low === null ? '1 round' : `${short(low)}-${short(high)}`;
  const few = rounds < LEAST_ROUNDS && rounds > 1 ? `, ${rounds} rounds` : '';
  return `${short(ratio)} (${bounds}${few})${failure === undefined ? '' : `, then failed: ${failure}`}`;
}

function targetWords({ target, met, rounds }) {
  if (target === null) return '';
  if (met === null) return `${target}, ${rounds === 0 ? 'not measured' : 'too few rounds'}`;
  return `${target}, ${met ? 'met' : 'not met'}`;
}

function seconds({ rounds }) {
  return rounds.length === 0 ? '-' : `${short(median(rounds))} s`;
}

function megabytes({ grown }) {
  return grown.length === 0 ? '-' : `${short(median(grown))} MB`;
}

/** Three digits, without an exponent. */
function short(value) {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

function line(...cells) {
  return `| ${cells.join(' | ')} |`;
}

function rule(columns) {
  return `|${'---|'.repeat(columns)}`;
}
