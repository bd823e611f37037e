/** What was measured, kept job by job, so that a run that is broken off loses one job and jobs can be measured again. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { JOBS } from './jobs.mjs';
import { jobOf } from './rows.mjs';
import { tables } from './table.mjs';

const RESULTS = new URL('../results.jsonl', import.meta.url);
const PAGE = new URL('../RESULTS.md', import.meta.url);

/** A line for each job, in the order of jobs.mjs, the threads last. */
export function kept() {
  if (!existsSync(RESULTS)) return [];
  const entries = readFileSync(RESULTS, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
  const place = (entry) => (entry.threads ? JOBS.length : JOBS.indexOf(jobOf(entry)));
  return entries.filter((entry) => place(entry) >= 0).sort((a, b) => place(a) - place(b));
}

/** Replaces the job's entry. */
export function keep(entry) {
  const others = kept().filter(({ job, rows }) => job !== entry.job || rows !== entry.rows);
  const machine = `${cpus()[0]?.model.trim()}, Node ${process.versions.node}`;
  const lines = [...others, { ...entry, machine }].map((each) => JSON.stringify(each));
  writeFileSync(RESULTS, `${lines.join('\n')}\n`);
}

/** Writes RESULTS.md from what is kept. */
export function writeTables() {
  const entries = kept();
  const results = entries
    .filter(({ threads }) => !threads)
    .map((measured) => ({ job: jobOf(measured), measured }));
  const threads = entries.flatMap((entry) => entry.threads ?? []);
  const machines = [...new Set(entries.map(({ machine }) => machine))].join('; ');
  writeFileSync(
    PAGE,
    `# Detectors beside others

Made by \`node bench/detectors.mjs --large\` on ${machines}; how is told in [README.md](README.md). Each side on one
thread in a process of its own, all sides of a job in turn. A ratio is the median over rounds of the other side's
time divided by this library's; above 1 this library is faster. Memory is what the first call needs beside what was
there before it. The data are 12 columns in ten clusters with heavy tails and 2 % outliers, or 8 uniform columns
(\`bench/detectors/features.mjs\`).

${tables(results, threads)}`,
  );
}
