/** The tables of the state. */
import type { DatabaseSchema } from './database.js';

/** "STRF". */
const APPLICATION_ID = 0x53545246;
/** Snapshots are blobs of megabytes: with large pages they are written twice as fast. */
const PAGE_BYTES = 32_768;

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
];

export const STATE_SCHEMA: DatabaseSchema = {
  applicationId: APPLICATION_ID,
  pageBytes: PAGE_BYTES,
  migrations: MIGRATIONS,
};
