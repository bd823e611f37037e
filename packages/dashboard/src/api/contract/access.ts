/** Sessions, accounts, tokens, the audit log. */
import type { AccountRole } from './basics.js';

export interface Session {
  name: string;
  role: AccountRole;
  by: 'session' | 'token';
  /** To be sent as x-csrf-token with what changes something. */
  csrf: string | null;
  ends: number | null;
}

export interface Account {
  name: string;
  role: AccountRole;
  added: number;
  /** Last login; null before the first. */
  login: number | null;
}

export type Scope = 'api' | 'push' | 'metrics';

export interface Token {
  id: string;
  account: string;
  name: string;
  role: AccountRole;
  scopes: Scope[];
  added: number;
  expires: number;
  used: number | null;
}

export interface TokenOrder {
  name: string;
  role: AccountRole;
  scopes: Scope[];
  days: number;
}

export interface AuditEntry {
  sequence: number;
  /** ISO 8601 in UTC. */
  time: string;
  kind: string;
  by: string;
  about: Record<string, unknown>;
}
