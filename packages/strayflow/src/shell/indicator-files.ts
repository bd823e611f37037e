/** Reads the lists of indicators that the configuration names: bounded, and with every line that cannot be used counted. */
import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import type { IndicatorEntry, IndicatorFile } from '../behaviours/index.js';
import { StrayflowError } from '../model/errors.js';
import type { ListDefaults, ListReading } from './indicators/list.js';
import { isMispHead, readMisp } from './indicators/misp.js';
import { readPlain } from './indicators/plain.js';
import { readStix } from './indicators/stix.js';

const MOST_BYTES = 64 << 20;
/** Of all lists together. */
const MOST_IN_ALL = 500_000;

export interface IndicatorList {
  readonly file: string;
  readonly format: 'plain' | 'misp' | 'stix';
  readonly entries: readonly IndicatorEntry[];
  readonly refused: ListReading['refused'];
}

function bad(message: string, cause?: unknown): StrayflowError {
  return new StrayflowError('list-unreadable', message, { cause });
}

function readText(file: string): { text: string; changed: number } {
  try {
    const { size, mtimeMs } = statSync(file);
    if (size > MOST_BYTES) throw bad(`${file} has ${size} bytes; a list may have ${MOST_BYTES}`);
    return { text: readFileSync(file, 'utf8').replace(/^\uFEFF/, ''), changed: mtimeMs };
  } catch (cause) {
    if (cause instanceof StrayflowError) throw cause;
    throw bad(`cannot read the list ${file}`, cause);
  }
}

function formatOf(text: string): IndicatorList['format'] {
  if (text.trimStart().startsWith('{')) return 'stix';
  return isMispHead(text.slice(0, text.indexOf('\n') >>> 0)) ? 'misp' : 'plain';
}

function parsed(
  text: string,
  format: IndicatorList['format'],
  file: string,
  about: ListDefaults,
): ListReading {
  if (format === 'plain') return readPlain(text, about);
  if (format === 'misp') {
    const head = text.slice(0, text.indexOf('\n') >>> 0);
    if (!isMispHead(head)) throw bad(`${file}:1: expected columns "type" and "value" of a MISP CSV export`);
    return readMisp(text, about);
  }
  const list = readStix(text, about);
  if (list === null) throw bad(`${file}: not a STIX 2 bundle in JSON`);
  return list;
}

/** Throws StrayflowError `list-unreadable` where a list holds nothing that can be used. */
export function readIndicators(given: IndicatorFile): IndicatorList {
  const { file, confidence, context } = given;
  const { text, changed } = readText(file);
  const format = given.format ?? formatOf(text);
  const added = given.added ?? new Date(changed).toISOString();
  const { entries, refused } = parsed(text, format, file, {
    ...{
      source: given.source ?? basename(file).slice(0, 100),
      added,
      confidence,
      ...(context ? { context } : {}),
    },
  });
  const [first] = [...refused].sort(([, a], [, b]) => a.firstLine - b.firstLine);
  if (entries.length === 0 && first !== undefined) {
    const [reason, { firstLine }] = first;
    throw bad(`${file}:${firstLine}: ${reason}; nothing in the list can be used`);
  }
  return { file, format, entries, refused };
}

/** All lists, in their order. Throws StrayflowError `list-unreadable` also where they hold too much together. */
export function openIndicators(files: readonly IndicatorFile[]): readonly IndicatorList[] {
  const lists = files.map(readIndicators);
  const count = lists.reduce((sum, { entries }) => sum + entries.length, 0);
  if (count > MOST_IN_ALL) throw bad(`the lists hold ${count} indicators; at most ${MOST_IN_ALL} are kept`);
  return lists;
}

/** "abuse.txt: 12 indicators; 2 lines not used: an address that is not public (first in line 7)" */
export function describeList({ file, entries, refused }: IndicatorList): string {
  const count = [...refused.values()].reduce((sum, each) => sum + each.count, 0);
  const reasons = [...refused]
    .map(([reason, { count: lines, firstLine }]) => `${lines} ${reason} (first in ${firstLine})`)
    .sort();
  const unused = count === 0 ? '' : `; ${count} not used: ${reasons.join(', ')}`;
  return `${file}: ${entries.length} indicators${unused}`;
}
