/** The tables of the state. */
import type { DatabaseSchema } from './database.js';

/** "STRF". */
const APPLICATION_ID = 0x53545246;
/** Snapshots are blobs of megabytes: with large pages they are written twice as fast. */
const PAGE_BYTES = 32_768;

/** A table of sums by hour, which follows the table of minutes; what is deleted there stays here. */
function hours(table: string, columns: readonly string[]): string {
  const names = columns.join(', ');
  const sums = columns.map((column) => `sum(${column})`).join(', ');
  const added = (change: (column: string) => string) => `
  INSERT INTO ${table}_hours (hour, ${names}) VALUES (new.minute / 60, ${columns.map(change).join(', ')})
  ON CONFLICT (hour) DO UPDATE SET ${columns.map((column) => `${column} = ${column} + excluded.${column}`).join(', ')};`;
  return `
CREATE TABLE ${table}_hours (hour INTEGER PRIMARY KEY, ${columns.map((column) => `${column} REAL NOT NULL`).join(', ')});
INSERT INTO ${table}_hours (hour, ${names}) SELECT minute / 60, ${sums} FROM ${table} GROUP BY 1;
CREATE TRIGGER ${table}_added AFTER INSERT ON ${table} BEGIN${added((column) => `new.${column}`)}
END;
CREATE TRIGGER ${table}_changed AFTER UPDATE ON ${table} BEGIN${added((column) => `new.${column} - old.${column}`)}
END;`;
}

const MIGRATIONS: DatabaseSchema['migrations'] = [
  {
    name: 'first',
    sql: `
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE snapshots (name TEXT PRIMARY KEY, bytes BLOB NOT NULL);
CREATE TABLE inputs (
  input INTEGER PRIMARY KEY, source TEXT NOT NULL, name TEXT NOT NULL, format TEXT NOT NULL, identity TEXT NOT NULL,
  "offset" INTEGER NOT NULL, records INTEGER NOT NULL, parser BLOB, finished INTEGER NOT NULL,
  summary TEXT, loss TEXT);
CREATE TABLE evidence (
  id TEXT PRIMARY KEY, revision INTEGER NOT NULL, sequence INTEGER NOT NULL, site TEXT NOT NULL, host TEXT NOT NULL,
  role TEXT NOT NULL, family TEXT NOT NULL, first_seen REAL NOT NULL, last_seen REAL NOT NULL, surprise REAL NOT NULL,
  risk REAL NOT NULL, json TEXT NOT NULL);
CREATE INDEX evidence_sequence ON evidence (sequence);
CREATE INDEX evidence_host ON evidence (site, host);
CREATE INDEX evidence_last_seen ON evidence (last_seen);
CREATE TABLE decisions (
  sequence INTEGER PRIMARY KEY, time REAL NOT NULL, site TEXT NOT NULL, host TEXT NOT NULL, action TEXT NOT NULL,
  json TEXT NOT NULL);
CREATE INDEX decisions_time ON decisions (time);
CREATE TABLE ticks (sequence INTEGER PRIMARY KEY, time REAL NOT NULL);
CREATE TABLE segments (
  number INTEGER PRIMARY KEY, bytes INTEGER NOT NULL, rows INTEGER NOT NULL, first REAL NOT NULL, last REAL NOT NULL,
  hours TEXT NOT NULL, written_until REAL NOT NULL);
CREATE TABLE history (
  path TEXT PRIMARY KEY, kind TEXT NOT NULL, hour INTEGER NOT NULL, number INTEGER NOT NULL, rows INTEGER NOT NULL,
  bytes INTEGER NOT NULL);`,
  },
  {
    // What older states told is in the lists at once, its rank by a line near the logarithm, which SQL lacks; traffic and risk over time begin here.
    name: 'overview',
    sql: `
CREATE TABLE traffic (
  minute INTEGER PRIMARY KEY, flows INTEGER NOT NULL DEFAULT 0, bytes REAL NOT NULL DEFAULT 0, packets REAL NOT NULL DEFAULT 0,
  evidence INTEGER NOT NULL DEFAULT 0, decisions INTEGER NOT NULL DEFAULT 0);
CREATE TABLE coverage (
  minute INTEGER PRIMARY KEY, received INTEGER NOT NULL, parsed INTEGER NOT NULL, rejected INTEGER NOT NULL,
  ignored INTEGER NOT NULL, dropped INTEGER NOT NULL, late INTEGER NOT NULL, scored INTEGER NOT NULL);
CREATE TABLE hosts (
  id INTEGER PRIMARY KEY, site TEXT NOT NULL, host TEXT NOT NULL, role TEXT NOT NULL, subject TEXT, address TEXT,
  time REAL NOT NULL, parts TEXT NOT NULL, rank REAL NOT NULL, peak REAL NOT NULL, peak_time REAL NOT NULL,
  shares TEXT NOT NULL, families TEXT NOT NULL, names TEXT NOT NULL, last_seen REAL NOT NULL, UNIQUE (site, host, role));
CREATE INDEX hosts_rank ON hosts (rank, id);
CREATE INDEX hosts_last_seen ON hosts (last_seen, id);
CREATE INDEX hosts_address ON hosts (address);
CREATE TABLE risks (
  host INTEGER NOT NULL, bucket INTEGER NOT NULL, time REAL NOT NULL, risk REAL NOT NULL, parts TEXT NOT NULL,
  PRIMARY KEY (host, bucket)) WITHOUT ROWID;
CREATE INDEX risks_bucket ON risks (bucket);
DROP INDEX evidence_host;
DROP INDEX evidence_last_seen;
CREATE INDEX evidence_host ON evidence (site, host, role, last_seen, id);
CREATE INDEX evidence_last_seen ON evidence (last_seen, id, family, site, host);
CREATE INDEX evidence_family ON evidence (family, last_seen, id);
INSERT INTO hosts (site, host, role, subject, time, parts, rank, peak, peak_time, shares, families, names, last_seen)
  SELECT site, host, role, max(json_extract(json, '$.subject')), max(last_seen), json_array(json_array(max(family), max(risk), max(risk))),
    max(last_seen) / 21600000 + 3 * (max(risk) - 1), max(risk), max(last_seen), '[]', group_concat(DISTINCT family), '[]', max(last_seen)
  FROM evidence GROUP BY site, host, role;
INSERT INTO traffic (minute, evidence) SELECT cast(last_seen / 60000 AS INTEGER), count(*) FROM evidence GROUP BY 1;
INSERT INTO traffic (minute, decisions) SELECT cast(time / 60000 AS INTEGER), count(*) FROM decisions WHERE true GROUP BY 1
  ON CONFLICT (minute) DO UPDATE SET decisions = excluded.decisions;`,
  },
  {
    // A search reads the index alone.
    name: 'host-search',
    sql: `
DROP INDEX hosts_rank;
DROP INDEX hosts_last_seen;
CREATE INDEX hosts_rank ON hosts (rank, id, host, names);
CREATE INDEX hosts_last_seen ON hosts (last_seen, id, host, names);`,
  },
  {
    // So does a choice of family, role or site, and so does the question for the newest time.
    name: 'host-choice',
    sql: `
DROP INDEX hosts_rank;
DROP INDEX hosts_last_seen;
CREATE INDEX hosts_rank ON hosts (rank, id, host, names, families, role, site);
CREATE INDEX hosts_last_seen ON hosts (last_seen, id, host, names, families, role, site);
CREATE INDEX hosts_time ON hosts (time);`,
  },
  {
    // Of files of earlier versions the hour is known.
    name: 'history-times',
    sql: 'ALTER TABLE history ADD COLUMN first REAL; ALTER TABLE history ADD COLUMN last REAL;',
  },
  {
    // A chart of months is made of hours: half a million minutes are slow to sum.
    name: 'hours',
    sql: [
      hours('traffic', ['flows', 'bytes', 'packets', 'evidence']),
      hours('coverage', ['received', 'parsed', 'rejected', 'ignored', 'dropped', 'late', 'scored']),
    ].join('\n'),
  },
];

export const STATE_SCHEMA: DatabaseSchema = {
  applicationId: APPLICATION_ID,
  pageBytes: PAGE_BYTES,
  migrations: MIGRATIONS,
};
