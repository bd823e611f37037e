/** The tables of the ledger. */
import type { DatabaseSchema } from '../database.js';

/** "STRL". */
const APPLICATION_ID = 0x5354524c;

export const LEDGER_SCHEMA: DatabaseSchema = {
  applicationId: APPLICATION_ID,
  pageBytes: 4_096,
  migrations: [
    {
      name: 'first',
      sql: `
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE blocks (
  id TEXT PRIMARY KEY, site TEXT NOT NULL, prefix TEXT NOT NULL, rule TEXT NOT NULL, reason TEXT NOT NULL,
  evidence TEXT NOT NULL, decided REAL NOT NULL, expires REAL NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('waiting', 'standing', 'ended')), ended REAL, ending TEXT) WITHOUT ROWID;
CREATE INDEX blocks_status ON blocks (status, site, prefix);
CREATE INDEX blocks_prefix ON blocks (prefix);
CREATE TABLE exceptions (
  id INTEGER PRIMARY KEY, prefix TEXT NOT NULL, reason TEXT NOT NULL, added REAL NOT NULL, expires REAL,
  removed REAL);
CREATE TABLE audit (sequence INTEGER PRIMARY KEY, entry TEXT NOT NULL, hash TEXT NOT NULL);
CREATE TRIGGER audit_stays BEFORE UPDATE ON audit BEGIN SELECT raise(ABORT, 'the audit log is only added to'); END;
CREATE TRIGGER audit_keeps BEFORE DELETE ON audit BEGIN SELECT raise(ABORT, 'the audit log is only added to'); END;`,
    },
    {
      name: 'effects',
      sql: `
ALTER TABLE blocks ADD COLUMN refused INTEGER NOT NULL DEFAULT 0;
ALTER TABLE blocks ADD COLUMN passed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE blocks ADD COLUMN missed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE blocks ADD COLUMN losers INTEGER NOT NULL DEFAULT 0;`,
    },
    {
      name: 'scopes',
      sql: `
ALTER TABLE blocks ADD COLUMN grounds TEXT;
ALTER TABLE exceptions ADD COLUMN scope TEXT NOT NULL DEFAULT '{}';`,
    },
    {
      name: 'notices',
      sql: `
CREATE TABLE incidents (
  id TEXT PRIMARY KEY, key TEXT NOT NULL, open INTEGER NOT NULL, changed REAL NOT NULL, json TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX incidents_open ON incidents (open, key);
CREATE TABLE mutes (
  id INTEGER PRIMARY KEY, prefix TEXT, family TEXT, reason TEXT NOT NULL, added REAL NOT NULL, expires REAL,
  removed REAL, kept INTEGER NOT NULL DEFAULT 0);
CREATE TABLE notices (
  sequence INTEGER PRIMARY KEY, notifier TEXT NOT NULL, due REAL NOT NULL, held INTEGER NOT NULL, json TEXT NOT NULL);
CREATE INDEX notices_due ON notices (notifier, due);
CREATE TABLE outbox (
  sequence INTEGER PRIMARY KEY, notifier TEXT NOT NULL, id TEXT NOT NULL, written REAL NOT NULL, json TEXT NOT NULL,
  sent REAL);
CREATE INDEX outbox_notifier ON outbox (notifier, sent, sequence);`,
    },
    {
      name: 'false-alarms',
      sql: `
CREATE TABLE false_alarms (
  id INTEGER PRIMARY KEY, incident TEXT NOT NULL, site TEXT NOT NULL, prefix TEXT NOT NULL, families TEXT NOT NULL,
  reason TEXT NOT NULL, marked REAL NOT NULL);`,
    },
  ],
};
