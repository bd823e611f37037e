/** Who may use the service: accounts, their sessions and tokens, in a database of its own. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type Database from 'libsql';
import type { Role } from '../../model/roles.js';
import { inTransaction, openDatabase } from '../database.js';
import { unwritable } from '../disk.js';
import { type AccountEntry, addEntry, dropEntry, firstEntry, type WaitingEntry } from './entries.js';
import { ACCOUNTS_SCHEMA } from './schema.js';
import { addSession, type Session, sessionOf, sessionsOf, touchSession } from './sessions.js';
import { addToken, type Token, type TokenOrder, tokenOf, tokensOf, touchToken } from './tokens.js';

export interface Account {
  readonly name: string;
  readonly role: Role;
  /** As `hashPassword` gives it. */
  readonly password: string;
  /** Who it is by a provider of OpenID Connect: its issuer and subject; null: it is known here alone. */
  readonly subject: string | null;
  /** Unix ms. */
  readonly added: number;
  /** Last (Unix ms); null before the first. */
  readonly login: number | null;
}

export const ACCOUNT_NAME = /^[a-z0-9][a-z0-9._-]{0,62}$/;

const MOST_ACCOUNTS = 1_000;
/** Addresses that are remembered of an account. */
const MOST_ADDRESSES = 20;

export type Refusal = 'exists' | 'none' | 'last-admin' | 'too-many';

/**
 * The server and the command line may have it open. Times are Unix ms on the wall's clock. What changes it is on the disk when it
 * returns; throws StrayflowError 'state-unwritable'. What is refused is returned as a word, and null where it was done.
 */
export class Accounts {
  private readonly database: Database.Database;
  private readonly path: string;

  /** Throws StrayflowError: 'state-unreadable', 'state-unwritable'. */
  constructor(folder: string) {
    this.path = join(folder, 'accounts.db');
    this.database = openDatabase(this.path, ACCOUNTS_SCHEMA);
  }

  /** Within another one it is a part of that. */
  private write<Result>(work: (database: Database.Database) => Result): Result {
    if (this.database.inTransaction) return work(this.database);
    let result: Result;
    try {
      inTransaction(this.database, () => {
        result = work(this.database);
      });
    } catch (cause) {
      throw unwritable(this.path, cause);
    }
    return result!;
  }

  /** Changes whenever another process has changed the accounts. */
  get version(): number {
    const { data_version: version } = this.database.prepare('PRAGMA data_version').get() as {
      data_version: number;
    };
    return version;
  }

  /** Does `work`, and keeps an entry about it for the audit log in the same transaction, where it changed something. */
  noting<Result>(entry: AccountEntry, work: () => Result): Result {
    return this.write((database) => {
      const changes = () =>
        (database.prepare('SELECT total_changes() AS n').get() as { readonly n: number }).n;
      const before = changes();
      const result = work();
      if (changes() > before) addEntry(database, { ...entry, id: randomUUID() });
      return result;
    });
  }

  /**
   * Gives the first entry that waits to `note`, and drops it after that; nobody else does so meanwhile.
   *
   * @returns whether there was one
   */
  carryEntry(note: (entry: WaitingEntry) => void): boolean {
    if (firstEntry(this.database) === null) return false;
    return this.write((database) => {
      const entry = firstEntry(database);
      if (entry === null) return false;
      note(entry);
      dropEntry(database, entry.id);
      return true;
    });
  }

  get count(): number {
    return (this.database.prepare('SELECT count(*) AS n FROM accounts').get() as { n: number }).n;
  }

  /** By name. */
  all(): readonly Account[] {
    return this.database.prepare('SELECT * FROM accounts ORDER BY name').all() as Account[];
  }

  account(name: string): Account | null {
    return (
      (this.database.prepare('SELECT * FROM accounts WHERE name = ?').get(name) as Account | undefined) ??
      null
    );
  }

  accountOf(subject: string): Account | null {
    const sql = 'SELECT * FROM accounts WHERE subject = ?';
    return (this.database.prepare(sql).get(subject) as Account | undefined) ?? null;
  }

  /** Of one that `add` has just added. */
  setSubject(name: string, subject: string): void {
    this.write((database) =>
      database.prepare('UPDATE accounts SET subject = ? WHERE name = ?').run(subject, name),
    );
  }

  /**
   * @param password as `hashPassword` gives it
   * @param onlyFirst refused where there is an account already
   */
  add(name: string, role: Role, password: string, now: number, onlyFirst = false): Refusal | null {
    if (!ACCOUNT_NAME.test(name)) throw new RangeError(`expected a name of an account, received ${name}`);
    return this.write((database) => {
      if (this.account(name) !== null) return 'exists';
      if (this.count >= (onlyFirst ? 1 : MOST_ACCOUNTS)) return 'too-many';
      database
        .prepare('INSERT INTO accounts (name, role, password, added) VALUES (?, ?, ?, ?)')
        .run(name, role, password, now);
      return null;
    });
  }

  private isLastAdmin(name: string): boolean {
    const admins = this.all().filter(({ role }) => role === 'admin');
    return admins.length === 1 && admins[0]!.name === name;
  }

  setRole(name: string, role: Role): Refusal | null {
    return this.write((database) => {
      if (this.account(name) === null) return 'none';
      if (role !== 'admin' && this.isLastAdmin(name)) return 'last-admin';
      database.prepare('UPDATE accounts SET role = ? WHERE name = ?').run(role, name);
      return null;
    });
  }

  /** Ends its sessions but for `kept`, and forgets from where it was used. */
  setPassword(name: string, password: string, kept: string | null = null): Refusal | null {
    return this.write((database) => {
      if (this.account(name) === null) return 'none';
      database.prepare('UPDATE accounts SET password = ? WHERE name = ?').run(password, name);
      database.prepare('DELETE FROM sessions WHERE account = ? AND id IS NOT ?').run(name, kept);
      database.prepare('DELETE FROM addresses WHERE account = ?').run(name);
      return null;
    });
  }

  /** The same password, kept better. */
  rehash(name: string, before: string, password: string): void {
    this.write((database) =>
      database
        .prepare('UPDATE accounts SET password = ? WHERE name = ? AND password = ?')
        .run(password, name, before),
    );
  }

  /** With all its sessions and tokens. */
  remove(name: string): Refusal | null {
    return this.write((database) => {
      if (this.account(name) === null) return 'none';
      if (this.isLastAdmin(name)) return 'last-admin';
      for (const table of ['sessions', 'tokens', 'addresses']) {
        database.prepare(`DELETE FROM ${table} WHERE account = ?`).run(name);
      }
      database.prepare('DELETE FROM accounts WHERE name = ?').run(name);
      return null;
    });
  }

  /** A login: its session, and from where it was. Sessions that began before `before` are forgotten. */
  begin(session: Omit<Session, 'seen'>, address: string, before: number): void {
    const { account, begun } = session;
    this.write((database) => {
      database.prepare('DELETE FROM sessions WHERE begun < ?').run(before);
      addSession(database, session);
      database.prepare('UPDATE accounts SET login = ? WHERE name = ?').run(begun, account);
      database
        .prepare(
          'INSERT INTO addresses (account, address, seen) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET seen = excluded.seen',
        )
        .run(account, address, begun);
      database
        .prepare(
          `DELETE FROM addresses WHERE account = ? AND address NOT IN
            (SELECT address FROM addresses WHERE account = ? ORDER BY seen DESC LIMIT ?)`,
        )
        .run(account, account, MOST_ADDRESSES);
    });
  }

  /** Whether the account was logged in to from there. */
  isKnown(account: string, address: string): boolean {
    const sql = 'SELECT 1 FROM addresses WHERE account = ? AND address = ?';
    return this.database.prepare(sql).get(account, address) !== undefined;
  }

  session(id: string): Session | null {
    return sessionOf(this.database, id);
  }

  sessions(account: string): readonly Session[] {
    return sessionsOf(this.database, account);
  }

  touchSession(id: string, now: number): void {
    this.write((database) => touchSession(database, id, now));
  }

  endSession(id: string): void {
    this.write((database) => database.prepare('DELETE FROM sessions WHERE id = ?').run(id));
  }

  /** Null for one of an account that has too many. */
  addToken(order: TokenOrder): Token | null {
    return this.write((database) => addToken(database, order));
  }

  token(id: string): Token | null {
    return tokenOf(this.database, id);
  }

  /** @param account null: of all; in order of their ids, those after `after` */
  tokens(account: string | null, after: string, most: number): readonly Token[] {
    return tokensOf(this.database, account, after, most);
  }

  touchToken(id: string, now: number): void {
    this.write((database) => touchToken(database, id, now));
  }

  removeToken(id: string): void {
    this.write((database) => database.prepare('DELETE FROM tokens WHERE id = ?').run(id));
  }

  close(): void {
    this.database.close();
  }
}
