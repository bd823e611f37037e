/** What was measured, kept job by job, so that a run that is broken off loses one job and jobs can be measured again. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { JOBS } from './jobs.mjs';
import { page } from './table.mjs';

const RESULTS = new URL('../sources.jsonl', import.meta.url);
const PAGE = new URL('../SOURCES.md', import.meta.url);

/**
 * Entries of the jobs there are, in their order. An entry is of speed (`sides`), of two threads (`threads`) or of
 * memory (`sizes`): `kind` tells which.
 */
export function kept() {
  if (!existsSync(RESULTS)) return [];
  const place = ({ job }) => JOBS.findIndex((each) => each.job === job);
  return readFileSync(RESULTS, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
    .filter((entry) => place(entry) >= 0)
    .sort((a, b) => place(a) - place(b));
}

/** Replaces the entry of its job and kind. */
export function keep(entry) {
  const others = kept().filter(({ job, kind }) => job !== entry.job || kind !== entry.kind);
  const lines = [...others, { ...entry, machine: machine() }].map((each) => JSON.stringify(each));
  writeFileSync(RESULTS, `${lines.join('\n')}\n`);
  writeFileSync(PAGE, page(kept()));
}

/** Where it is measured. */
export function machine() {
  return `${cpus().length} cores of ${cpus()[0]?.model.trim()}, Node ${process.versions.node}`;
}
