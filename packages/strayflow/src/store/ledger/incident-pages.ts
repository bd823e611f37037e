/** Incidents as lists show them: a page found by an index, however many there are. */
import type Database from 'libsql';
import { INCIDENT_COLUMNS, type IncidentRow, type KeptIncident, kept } from './notices.js';

export interface IncidentQuery {
  readonly state: 'open' | 'closed' | 'all';
  /** Part of its number, host, names, families or rule; null: any. */
  readonly search: string | null;
  /** Name of an account; '': those that nobody looks after; null: any. */
  readonly assigned: string | null;
}

/** Where a page ended: at this incident. */
export type IncidentPlace = Pick<KeptIncident, 'changed' | 'id'>;

/** Last changed first, behind `after`. */
export function pageOfIncidents(
  database: Database.Database,
  { state, search, assigned }: IncidentQuery,
  after: IncidentPlace | null,
  most: number,
): readonly KeptIncident[] {
  const conditions = [
    ...(state === 'all' ? [] : [`open = ${state === 'open' ? 1 : 0}`]),
    'changed <= :changed AND NOT (changed = :changed AND id <= :id)',
    ...(search === null ? [] : ['instr(words, lower(:search)) > 0']),
    ...(assigned === null ? [] : [assigned === '' ? 'assigned IS NULL' : 'assigned = :assigned']),
  ];
  // The index alone says which they are: what is searched by stands in it.
  const found = `SELECT id FROM incidents INDEXED BY ${state === 'all' ? 'incidents_all' : 'incidents_listed'}
    WHERE ${conditions.join(' AND ')} ORDER BY changed DESC, id LIMIT :most`;
  const { changed, id } = after ?? { changed: Number.MAX_VALUE, id: '' };
  const values = {
    changed,
    id,
    most,
    ...(search === null ? {} : { search }),
    ...(assigned === null || assigned === '' ? {} : { assigned }),
  };
  const rows = database
    .prepare(`SELECT ${INCIDENT_COLUMNS} FROM incidents WHERE id IN (${found}) ORDER BY changed DESC, id`)
    .all(values) as IncidentRow[];
  return rows.map(kept);
}
