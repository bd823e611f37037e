/** Evidence as it is stored: lists, and one piece. */
import type { Evidence, Family } from '../../model/evidence.js';
import type { StateReader } from './state-reader.js';

export interface StoredEvidence {
  readonly evidence: Evidence;
  /** Of its host, when it was stored. */
  readonly risk: number;
}

export interface EvidenceWanted {
  readonly site?: string | undefined;
  readonly host?: string | undefined;
  readonly family?: Family | undefined;
  /** Unix ms: last seen from then on, and before. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

export type EvidenceOrder = 'last' | 'surprise';
export type EvidenceKey = readonly [number, string];

/** What a page of the list goes on behind. */
export function evidenceKey({ evidence }: StoredEvidence, order: EvidenceOrder = 'last'): EvidenceKey {
  return [order === 'last' ? evidence.lastSeen : evidence.surprise, evidence.id];
}

interface Row {
  readonly json: string;
  readonly risk: number;
}
const storedOf = ({ json, risk }: Row): StoredEvidence => ({ evidence: JSON.parse(json) as Evidence, risk });

/** The last seen first, or the most surprising: that only for a host, whose pieces are sorted for it. */
export function listEvidence(
  reader: StateReader,
  { site, host, family, from, to }: EvidenceWanted,
  before: EvidenceKey | null,
  most: number,
  order: EvidenceOrder = 'last',
): readonly StoredEvidence[] {
  const column = order === 'last' ? 'last_seen' : 'surprise';
  const wanted: (readonly [sql: string, ...values: (string | number)[]])[] = [
    ...(site === undefined ? [] : [['site = ?', site] as const]),
    ...(host === undefined ? [] : [['host = ?', host] as const]),
    ...(family === undefined ? [] : [['family = ?', family] as const]),
    ...(from === undefined ? [] : [['last_seen >= ?', from] as const]),
    ...(to === undefined ? [] : [['last_seen < ?', to] as const]),
    ...(before === null ? [] : [[`(${column}, id) < (?, ?)`, ...before] as const]),
  ];
  const where = wanted.length === 0 ? '' : `WHERE ${wanted.map(([sql]) => sql).join(' AND ')}`;
  const values = wanted.flatMap(([, ...each]) => each);
  return reader
    .rows<Row>(
      `SELECT json, risk FROM evidence ${where} ORDER BY ${column} DESC, id DESC LIMIT ?`,
      ...values,
      most,
    )
    .map(storedOf);
}

export function readPiece(reader: StateReader, id: string): StoredEvidence | null {
  const row = reader.row<Row>('SELECT json, risk FROM evidence WHERE id = ?', id);
  return row === null ? null : storedOf(row);
}

export interface FamilyCount {
  readonly family: Family;
  readonly evidence: number;
  readonly hosts: number;
}

/** Last seen in the span, most first. */
export function countFamilies(reader: StateReader, from: number, to: number): readonly FamilyCount[] {
  // By host first, which differs most: sorting half a million pieces takes a seventh of the time.
  return reader.rows<FamilyCount>(
    `SELECT family, sum(pieces) AS evidence, count(*) AS hosts FROM (
       SELECT host, family, site, count(*) AS pieces FROM evidence WHERE last_seen >= ? AND last_seen < ? GROUP BY host, family, site)
     GROUP BY family ORDER BY evidence DESC, family`,
    ...[from, to],
  );
}
