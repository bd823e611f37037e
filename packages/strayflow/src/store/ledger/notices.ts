/** The part of the ledger that tells people: incidents, mutes, and messages on their way. */
import { join } from 'node:path';
import type Database from 'libsql';
import { inTransaction, openDatabase } from '../database.js';
import { unwritable } from '../disk.js';
import { type AuditKind, addAudit } from './audit.js';
import { LEDGER_SCHEMA, wordsOf } from './schema.js';

/** An incident as it is kept; of `json`, an incident of the policy, only what lists are searched by is read here. */
export interface KeptIncident {
  readonly id: string;
  /** Site, host and role: one of them is open at a time. */
  readonly key: string;
  readonly isOpen: boolean;
  /** On the wall's clock (Unix ms). */
  readonly changed: number;
  readonly json: string;
}

export interface IncidentRow extends Omit<KeptIncident, 'isOpen'> {
  readonly open: number;
}

export const INCIDENT_COLUMNS = 'id, key, open, changed, json';

/** Beside a `Ledger` of the same folder, in this process or another. */
export class NoticeStore {
  readonly database: Database.Database;
  private readonly path: string;

  /** Throws StrayflowError: 'state-unreadable', 'state-unwritable'. */
  constructor(folder: string) {
    this.path = join(folder, 'ledger.db');
    this.database = openDatabase(this.path, LEDGER_SCHEMA);
  }

  /** Changes whenever another connection has changed the ledger. */
  get version(): number {
    const { data_version: version } = this.database.prepare('PRAGMA data_version').get() as {
      data_version: number;
    };
    return version;
  }

  /** All of it is on the disk when this returns, or nothing. Throws StrayflowError 'state-unwritable'. */
  write(work: (database: Database.Database) => void): void {
    try {
      inTransaction(this.database, () => work(this.database));
    } catch (cause) {
      throw unwritable(this.path, cause);
    }
  }

  /** Number of the last piece of news that was taken in; null before the first. */
  get noted(): number | null {
    const row = this.database.prepare("SELECT value FROM settings WHERE name = 'noted'").get() as
      | { value: string }
      | undefined;
    return row === undefined ? null : Number(row.value);
  }

  /** Within `write`. */
  setNoted(sequence: number): void {
    this.database
      .prepare(
        "INSERT INTO settings (name, value) VALUES ('noted', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
      )
      .run(String(sequence));
  }

  /** Within `write`. */
  putIncident({ id, key, isOpen, changed, json }: KeptIncident): void {
    this.database
      .prepare(
        `INSERT INTO incidents (id, key, open, changed, json, assigned, words)
        VALUES (?1, ?2, ?3, ?4, ?5, json_extract(?5, '$.assigned'), ${wordsOf('?1', '?5')})
        ON CONFLICT (id) DO UPDATE SET open = excluded.open, changed = excluded.changed, json = excluded.json,
          assigned = excluded.assigned, words = excluded.words`,
      )
      .run(id, key, isOpen ? 1 : 0, changed, json);
  }

  openIncident(key: string): KeptIncident | null {
    const row = this.database
      .prepare(`SELECT ${INCIDENT_COLUMNS} FROM incidents WHERE open = 1 AND key = ?`)
      .get(key) as IncidentRow | undefined;
    return row === undefined ? null : kept(row);
  }

  /** Those of which nothing was heard since `before` (Unix ms), at most `most`. */
  quietIncidents(before: number, most: number): readonly KeptIncident[] {
    const rows = this.database
      .prepare(
        `SELECT ${INCIDENT_COLUMNS} FROM incidents WHERE open = 1 AND changed < ? ORDER BY changed, id DESC LIMIT ?`,
      )
      .all(before, most) as IncidentRow[];
    return rows.map(kept);
  }

  /** Newest first. */
  incidents(most: number, alsoClosed: boolean): readonly KeptIncident[] {
    const which = alsoClosed ? '' : 'WHERE open = 1';
    const rows = this.database
      .prepare(`SELECT ${INCIDENT_COLUMNS} FROM incidents ${which} ORDER BY changed DESC, id LIMIT ?`)
      .all(most) as IncidentRow[];
    return rows.map(kept);
  }

  get openIncidents(): number {
    const sql = 'SELECT count(*) AS n FROM incidents WHERE open = 1';
    return (this.database.prepare(sql).get() as { n: number }).n;
  }

  incident(id: string): KeptIncident | null {
    const row = this.database.prepare(`SELECT ${INCIDENT_COLUMNS} FROM incidents WHERE id = ?`).get(id) as
      | IncidentRow
      | undefined;
    return row === undefined ? null : kept(row);
  }

  /** Within `write`: closed incidents that changed last before `before` (Unix ms). */
  forgetIncidents(before: number): void {
    this.database.prepare('DELETE FROM incidents WHERE open = 0 AND changed < ?').run(before);
  }

  /** Within `write`. */
  audit(kind: AuditKind, by: string, about: Readonly<Record<string, unknown>>, now: number): void {
    addAudit(this.database, now, kind, by, about);
  }

  close(): void {
    this.database.close();
  }
}

export function kept({ open, ...row }: IncidentRow): KeptIncident {
  return { ...row, isOpen: open === 1 };
}
