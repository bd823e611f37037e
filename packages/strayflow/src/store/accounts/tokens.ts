/** Rows of tokens: what programs prove themselves by. */
import type Database from 'libsql';
import type { Role, Scope } from '../../model/roles.js';

export interface TokenOrder {
  readonly id: string;
  readonly account: string;
  /** What it is for, in the words of whoever made it. */
  readonly name: string;
  /** SHA-256 of the secret. */
  readonly secret: string;
  /** It may do no more than this, nor than its account. */
  readonly role: Role;
  readonly scopes: readonly Scope[];
  /** Unix ms. */
  readonly added: number;
  readonly expires: number;
}

export interface Token extends TokenOrder {
  /** Last, to about a minute (Unix ms); null before the first time. */
  readonly used: number | null;
}

interface Row extends Omit<Token, 'scopes'> {
  readonly scopes: string;
}

/** Of one account. */
const MOST_TOKENS = 100;

/** Within a transaction; null for one of an account that has too many. */
export function addToken(database: Database.Database, order: TokenOrder): Token | null {
  const { id, account, name, secret, role, scopes, added, expires } = order;
  const { n } = database.prepare('SELECT count(*) AS n FROM tokens WHERE account = ?').get(account) as {
    n: number;
  };
  if (n >= MOST_TOKENS) return null;
  database
    .prepare(
      'INSERT INTO tokens (id, account, name, secret, role, scopes, added, expires) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    )
    .run(id, account, name, secret, role, JSON.stringify(scopes), added, expires);
  return { ...order, used: null };
}

function read(row: unknown): Token {
  const { scopes, ...rest } = row as Row;
  return { ...rest, scopes: JSON.parse(scopes) as Scope[] };
}

export function tokenOf(database: Database.Database, id: string): Token | null {
  const row = database.prepare('SELECT * FROM tokens WHERE id = ?').get(id);
  return row === undefined ? null : read(row);
}

/** In order of their ids; `account` null: of all. */
export function tokensOf(
  database: Database.Database,
  account: string | null,
  after: string,
  most: number,
): readonly Token[] {
  return database
    .prepare('SELECT * FROM tokens WHERE id > ? AND account = coalesce(?, account) ORDER BY id LIMIT ?')
    .all(after, account, most)
    .map(read);
}

export function touchToken(database: Database.Database, id: string, now: number): void {
  database.prepare('UPDATE tokens SET used = ? WHERE id = ?').run(now, id);
}
