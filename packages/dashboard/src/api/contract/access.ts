/** Sessions, accounts, tokens, the audit log. */
import type { Order, Schema } from './answers.js';

export type Session = Schema<'Session'>;
/** A browser that is logged in. */
export type SessionPlace = Schema<'SessionPlace'>;
export type Account = Schema<'Account'>;
export type Token = Schema<'Token'>;
export type Scope = Token['scopes'][number];
export type TokenOrder = Order<'/api/v1/tokens'>;
export type AuditEntry = Schema<'AuditEntry'>;
export type AuditKind = AuditEntry['kind'];
export type AccountOrder = Order<'/api/v1/accounts'>;
export type AccountChange = Order<'/api/v1/accounts/{name}', 'patch'>;
