/** Rows of the ledger about what a person called a false alarm: notes for training. */
import type Database from 'libsql';
import type { Family } from '../../model/evidence.js';
import type { FalseAlarm } from '../../model/false-alarm.js';

export interface MarkedFalseAlarm extends FalseAlarm {
  readonly id: number;
  readonly incident: string;
  readonly reason: string;
  /** On the wall's clock (Unix ms). */
  readonly marked: number;
}

export function addFalseAlarm(database: Database.Database, alarm: Omit<MarkedFalseAlarm, 'id'>): number {
  const { incident, site, prefix, families, reason, marked } = alarm;
  const { lastInsertRowid } = database
    .prepare(
      'INSERT INTO false_alarms (incident, site, prefix, families, reason, marked) VALUES (?, ?, ?, ?, ?, ?)',
    )
    .run(incident, site, prefix, JSON.stringify(families), reason, marked);
  return Number(lastInsertRowid);
}

/** In order of marking. */
export function readFalseAlarms(database: Database.Database): readonly MarkedFalseAlarm[] {
  const rows = database.prepare('SELECT * FROM false_alarms ORDER BY id').all() as (Omit<
    MarkedFalseAlarm,
    'families'
  > & { readonly families: string })[];
  return rows.map(({ families, ...row }) => ({ ...row, families: JSON.parse(families) as Family[] }));
}
