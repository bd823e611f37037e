/** The tables of accounts. */
import type { DatabaseSchema } from '../database.js';

/** "STRA". */
const APPLICATION_ID = 0x53545241;

export const ACCOUNTS_SCHEMA: DatabaseSchema = {
  applicationId: APPLICATION_ID,
  pageBytes: 4_096,
  migrations: [
    {
      name: 'first',
      sql: `
CREATE TABLE accounts (
  name TEXT PRIMARY KEY, role TEXT NOT NULL, password TEXT NOT NULL, added REAL NOT NULL, login REAL) WITHOUT ROWID;
CREATE TABLE sessions (
  id TEXT PRIMARY KEY, account TEXT NOT NULL, begun REAL NOT NULL, seen REAL NOT NULL) WITHOUT ROWID;
CREATE INDEX sessions_account ON sessions (account, begun);
CREATE TABLE tokens (
  id TEXT PRIMARY KEY, account TEXT NOT NULL, name TEXT NOT NULL, secret TEXT NOT NULL, role TEXT NOT NULL,
  scopes TEXT NOT NULL, added REAL NOT NULL, expires REAL NOT NULL, used REAL) WITHOUT ROWID;
CREATE INDEX tokens_account ON tokens (account, added);
CREATE TABLE addresses (
  account TEXT NOT NULL, address TEXT NOT NULL, seen REAL NOT NULL, PRIMARY KEY (account, address)) WITHOUT ROWID;`,
    },
    {
      name: 'entries',
      sql: 'CREATE TABLE entries (sequence INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, json TEXT NOT NULL);',
    },
    {
      name: 'subjects',
      sql: 'ALTER TABLE accounts ADD COLUMN subject TEXT; CREATE UNIQUE INDEX accounts_subject ON accounts (subject);',
    },
  ],
};
