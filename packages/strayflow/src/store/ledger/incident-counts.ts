/** Incidents in numbers, and those of one host. */
import type Database from 'libsql';
import type { KeptIncident } from './notices.js';

export interface IncidentCounts {
  readonly open: number;
  readonly acknowledged: number;
}

export function countIncidents(database: Database.Database): IncidentCounts {
  return database
    .prepare(
      `SELECT count(*) AS open, coalesce(sum(json_extract(json, '$.acknowledged')), 0) AS acknowledged
       FROM incidents WHERE open = 1`,
    )
    .get() as IncidentCounts;
}

/** Closed from `from` on and before `to`, by the wall's clock (Unix ms). */
export function countClosed(database: Database.Database, from: number, to: number): number {
  const row = database
    .prepare('SELECT count(*) AS n FROM incidents WHERE open = 0 AND changed >= ? AND changed < ?')
    .get(from, to) as { n: number };
  return row.n;
}

/** Opened in each step of event time: number of the step since 1970 and count. */
export function openedBySteps(
  database: Database.Database,
  { from, to, stepMs }: { readonly from: number; readonly to: number; readonly stepMs: number },
): ReadonlyMap<number, number> {
  const rows = database
    .prepare(
      `SELECT CAST(json_extract(json, '$.notice.opened') / ? AS INTEGER) AS step, count(*) AS n FROM incidents
       WHERE json_extract(json, '$.notice.opened') >= ? AND json_extract(json, '$.notice.opened') < ? GROUP BY 1`,
    )
    .all(stepMs, from, to) as { step: number; n: number }[];
  return new Map(rows.map(({ step, n }) => [step * stepMs, n]));
}

/** @param keys of site, host and role; newest change first */
export function incidentsOf(
  database: Database.Database,
  keys: readonly string[],
  most: number,
): readonly KeptIncident[] {
  const marks = keys.map(() => '?').join(', ');
  const rows = database
    .prepare(`SELECT * FROM incidents WHERE key IN (${marks}) ORDER BY changed DESC, id LIMIT ?`)
    .all(...keys, most) as (Omit<KeptIncident, 'isOpen'> & { open: number })[];
  return rows.map(({ open, ...row }) => ({ ...row, isOpen: open === 1 }));
}
