/** The tables of the ledger. */
import type { DatabaseSchema } from '../database.js';

/** "STRL". */
const APPLICATION_ID = 0x5354524c;

/** What an incident is searched by, in lower case: an expression of SQL of these columns or parameters. */
export function wordsOf(id: string, json: string): string {
  const parts = ['host', 'names', 'families', 'rule'].map(
    (name) => `coalesce(json_extract(${json}, '$.notice.${name}'), '')`,
  );
  return `lower(${[id, ...parts].join(" || ' ' || ")})`;
}

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
    {
      // Lists are read page by page, and the log is asked what it has about one incident or block.
      name: 'pages',
      sql: `
ALTER TABLE incidents ADD COLUMN assigned TEXT;
ALTER TABLE incidents ADD COLUMN words TEXT NOT NULL DEFAULT '';
UPDATE incidents SET words = ${wordsOf('id', 'json')} WHERE json_valid(json);
CREATE INDEX incidents_listed ON incidents (open, changed DESC, id, assigned, words);
CREATE INDEX incidents_all ON incidents (changed DESC, id, assigned, words);
CREATE INDEX blocks_live ON blocks (decided DESC, id, expires) WHERE status <> 'ended';
CREATE INDEX blocks_ended ON blocks (decided DESC, id) WHERE status = 'ended';
CREATE INDEX blocks_all ON blocks (decided DESC, id);
ALTER TABLE audit ADD COLUMN incident TEXT AS (CASE WHEN json_valid(entry) THEN json_extract(entry, '$.about.incident') END) VIRTUAL;
ALTER TABLE audit ADD COLUMN block TEXT AS (CASE WHEN json_valid(entry) THEN json_extract(entry, '$.about.id') END) VIRTUAL;
CREATE INDEX audit_incident ON audit (incident, sequence) WHERE incident IS NOT NULL;
CREATE INDEX audit_block ON audit (block, sequence) WHERE block IS NOT NULL;`,
    },
  ],
};
