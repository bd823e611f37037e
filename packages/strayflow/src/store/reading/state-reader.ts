/** A connection to the state that stays open beside a running watch, and changes nothing. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { StrayflowError } from '../../model/errors.js';
import { STATE_SCHEMA } from '../state-schema.js';

type Cell = string | number | null;

export class StateReader {
  readonly folder: string;
  private readonly path: string;
  private database: Database.Database | null = null;
  /** Of the file that is open: a restored state is another one. */
  private inode = 0;
  private readonly statements = new Map<string, Database.Statement>();

  constructor(folder: string) {
    this.folder = folder;
    this.path = join(folder, 'state.db');
  }

  /** Rows of a statement, which is kept ready; none where there is no state yet. Throws StrayflowError 'state-unreadable'. */
  rows<Row>(sql: string, ...values: readonly Cell[]): readonly Row[] {
    return this.asking((statement) => statement.all(...values) as Row[], sql) ?? [];
  }

  /** The first row; null where there is none. Throws StrayflowError 'state-unreadable'. */
  row<Row>(sql: string, ...values: readonly Cell[]): Row | null {
    return this.asking((statement) => (statement.get(...values) as Row | undefined) ?? null, sql);
  }

  /** What `read` asks is of one moment. Throws StrayflowError 'state-unreadable'. */
  together<Result>(read: () => Result): Result {
    this.row('SELECT 1');
    const { database } = this;
    if (database === null) return read();
    database.exec('BEGIN');
    try {
      return read();
    } finally {
      if (database.inTransaction) database.exec('COMMIT');
    }
  }

  private asking<Result>(ask: (statement: Database.Statement) => Result, sql: string): Result | null {
    try {
      const database = this.open();
      if (database === null) return null;
      let statement = this.statements.get(sql);
      if (statement === undefined) {
        statement = database.prepare(sql);
        this.statements.set(sql, statement);
      }
      return ask(statement);
    } catch (cause) {
      if (cause instanceof StrayflowError) throw cause;
      this.close();
      throw new StrayflowError('state-unreadable', `cannot read ${this.path}`, { cause });
    }
  }

  private open(): Database.Database | null {
    const inode = statSync(this.path, { throwIfNoEntry: false })?.ino ?? 0;
    if (this.database !== null && inode === this.inode) return this.database;
    this.close();
    if (inode === 0) return null;
    const database = new Database(this.path, { readonly: true, timeout: 10_000 });
    const pragma = (name: string) =>
      Number((database.prepare(`PRAGMA ${name}`).get() as Record<string, unknown>)[name]);
    const [application, version] = [pragma('application_id'), pragma('user_version')];
    const { applicationId, migrations } = STATE_SCHEMA;
    if (version < migrations.length || application !== applicationId) {
      database.close();
      if (application !== 0 && application !== applicationId) {
        throw new StrayflowError('state-unreadable', `${this.path} is the database of another program`);
      }
      // The watch that is about to start makes it ours.
      if (version === 0) return null;
      throw new StrayflowError('state-unreadable', `${this.path} is of an earlier version`, {
        hint: 'The watch brings it up to date when it starts: ask again in some seconds.',
      });
    }
    this.database = database;
    this.inode = inode;
    return database;
  }

  /** Can be asked again. */
  close(): void {
    this.statements.clear();
    this.database?.close();
    this.database = null;
  }

  setting(name: string): string | null {
    return this.row<{ value: string }>('SELECT value FROM settings WHERE name = ?', name)?.value ?? null;
  }

  /** The newest event time that was judged (Unix ms); null before there is one. */
  get now(): number | null {
    const tick = this.row<{ time: number }>('SELECT time FROM ticks ORDER BY sequence DESC LIMIT 1')?.time;
    const told = this.row<{ time: number | null }>('SELECT max(time) AS time FROM hosts')?.time;
    const stored = Number(this.setting('now') ?? Number.NaN);
    const known = [stored, tick ?? Number.NaN, told ?? Number.NaN].filter(Number.isFinite);
    return known.length === 0 ? null : Math.max(...known);
  }

  /** Prefixes of the observed network; null as long as they are not known. */
  get internal(): readonly string[] | null {
    const network = this.setting('network');
    return network === null ? null : (JSON.parse(network) as { prefixes: readonly string[] }).prefixes;
  }
}
