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
    {
      // A receiver waits for one notice about an incident: the latest, which is new to it if any of them was.
      name: 'one-notice',
      sql: `
ALTER TABLE notices ADD COLUMN incident TEXT NOT NULL DEFAULT '';
ALTER TABLE notices ADD COLUMN risk REAL NOT NULL DEFAULT 0;
UPDATE notices SET incident = json_extract(json, '$.incident'), risk = json_extract(json, '$.risk');
UPDATE notices SET json = json_set(json, '$.kind', 'opened') WHERE json_extract(json, '$.kind') = 'updated' AND EXISTS (
  SELECT 1 FROM notices AS earlier WHERE earlier.notifier = notices.notifier AND earlier.incident = notices.incident
    AND earlier.sequence < notices.sequence AND json_extract(earlier.json, '$.kind') = 'opened');
UPDATE notices SET due = (SELECT min(due) FROM notices AS each WHERE each.notifier = notices.notifier AND each.incident = notices.incident),
  held = (SELECT min(held) FROM notices AS each WHERE each.notifier = notices.notifier AND each.incident = notices.incident);
DELETE FROM notices WHERE sequence NOT IN (SELECT max(sequence) FROM notices GROUP BY notifier, incident);
CREATE UNIQUE INDEX notices_incident ON notices (notifier, incident);
CREATE INDEX notices_risk ON notices (notifier, risk, sequence);
CREATE TABLE omitted (notifier TEXT PRIMARY KEY, incidents INTEGER NOT NULL) WITHOUT ROWID;`,
    },
  ],
};
