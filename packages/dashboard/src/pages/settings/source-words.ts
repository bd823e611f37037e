/** How inputs are, in words, and what to do about those that are not well. */
import type { SourceRow } from '../../api/contract/status.js';
import type { Tone } from '../../parts/badge.js';
import { count, counted } from '../../words/numbers.js';

export const HEALTH: Readonly<Record<SourceRow['health'], { readonly word: string; readonly tone: Tone }>> = {
  receiving: { word: 'receiving', tone: 'good' },
  quiet: { word: 'quiet', tone: 'medium' },
  silent: { word: 'silent', tone: 'severe' },
  lossy: { word: 'losing records', tone: 'severe' },
  finished: { word: 'read to its end', tone: 'plain' },
};

/** Reasons that are shown of one input. */
const MOST_REASONS = 3;

export function totalOf(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, each) => sum + each, 0);
}

/** The commonest first: "12 too short, 3 no time". */
export function reasonsOf(counts: Readonly<Record<string, number>>): string {
  const found = Object.entries(counts)
    .filter(([, number]) => number > 0)
    .sort(([, a], [, b]) => b - a);
  const shown = found.slice(0, MOST_REASONS).map(([reason, number]) => `${count(number)} ${reason}`);
  const others = found.length - shown.length;
  return [...shown, ...(others > 0 ? [counted(others, 'other reason')] : [])].join(', ');
}

export function lostOf({ kernelDrops, overloadDrops, sequenceGaps }: SourceRow): number {
  return kernelDrops + overloadDrops + sequenceGaps;
}

/** Of a source that is not well; null: nothing is to be done. */
export function adviceOf(row: SourceRow): string | null {
  if (row.health === 'silent') {
    return row.lastEvent === null
      ? 'Nothing was ever received: see that it is sent, and that it comes through the firewall.'
      : 'Nothing new comes: see that whatever writes or sends it still runs, and that its clock is right.';
  }
  if (row.read > 0 && totalOf(row.rejected) * 10 > row.read) {
    return 'More than a tenth cannot be read: name the right format of this input in the configuration.';
  }
  if (row.health !== 'lossy') return null;
  if (row.kernelDrops > 0)
    return 'The kernel dropped datagrams: raise net.core.rmem_max and receiveBufferBytes.';
  if (row.overloadDrops > 0)
    return 'More comes than is judged: sample at the exporter, or raise storedBytes.';
  return 'Numbers of the exporter have gaps: records are lost on the way here.';
}

/** "3 receive, 1 is silent." */
export function healthSentence(rows: readonly SourceRow[]): string {
  const number = (health: SourceRow['health']) => rows.filter((row) => row.health === health).length;
  const parts = [
    [number('receiving'), 'receiving'],
    [number('quiet'), 'quiet for minutes'],
    [number('silent'), 'silent'],
    [number('lossy'), 'losing records'],
    [number('finished'), 'read to the end'],
  ] as const;
  const said = parts.filter(([each]) => each > 0).map(([each, words]) => `${count(each)} ${words}`);
  return `${counted(rows.length, 'input')}: ${said.join(', ')}.`;
}
