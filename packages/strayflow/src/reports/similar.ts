/** What is said of the ordinary rows that resemble a strange one most. */
import type { SimilarRow, SimilarRows } from '../model/evidence.js';
import { quantity, utc } from '../model/format.js';
import { valueWords } from './words.js';

export interface SimilarWords {
  readonly title: string;
  /** Nearest first; the reason alone where there is none. */
  readonly lines: readonly string[];
}

/** Records are referred to differently before and after they are stored. */
type WithRecords<Reference> = {
  readonly similar?: Omit<SimilarRows, 'nearest'> & {
    readonly nearest: readonly (Omit<SimilarRow, 'record'> & { readonly record: Reference | null })[];
  };
};

const SUBJECTS = { flow: 'flows', 'host-window': 'hosts in five minutes' } as const;

/**
 * Null for evidence that is not of learned models.
 * @param recordText "tap.pcap: frame 12", of the row at this place; null where no record is known
 */
export function similarWords(
  { similar }: WithRecords<unknown>,
  recordText: (place: number) => string | null,
): SimilarWords | null {
  if (similar === undefined) return null;
  const what = SUBJECTS[similar.rows];
  if (similar.none !== null) return { title: `The most similar ordinary ${what}:`, lines: [similar.none] };
  return {
    title: `The most similar ordinary ${what}, by distance in standard deviations:`,
    lines: similar.nearest.map((row, place) => sentence(row, similar.rows, recordText(place))),
  };
}

/** "0.84: 10.0.0.9 to 192.0.2.7 port 443, 2026-03-03 18:00:00 UTC (conn.log: line 17): bytes sent 12 kB, here 40 MB" */
function sentence(
  { host, peer, port, time, distance, differences }: Omit<SimilarRow, 'record'>,
  rows: SimilarRows['rows'],
  record: string | null,
): string {
  const to = peer === null ? '' : ` to ${peer}${port === null ? '' : ` port ${port}`}`;
  const when = rows === 'flow' ? utc(time) : `from ${utc(time)}`;
  const differs = differences.map(
    ({ feature, unit, value, ordinary }) =>
      `${feature} ${valueWords({ feature, unit, value: ordinary })}, here ${valueWords({ feature, unit, value })}`,
  );
  const said = differs.length === 0 ? 'no difference to speak of' : differs.join('; ');
  return `${quantity(distance)}: ${host}${to}, ${when}${record === null ? '' : ` (${record})`}: ${said}`;
}

/** Its part of an object of JSON: times as `time` writes them, references as `record` gives them. */
export function similarObject<From, To>(
  { similar }: WithRecords<From>,
  record: (reference: From) => To,
  time: (unixMs: number) => string,
): object {
  if (similar === undefined) return {};
  const nearest = similar.nearest.map((row) => ({
    ...row,
    time: time(row.time),
    record: row.record === null ? null : record(row.record),
  }));
  return { similar: { ...similar, nearest } };
}
