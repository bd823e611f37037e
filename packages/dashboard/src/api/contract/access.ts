/** Sessions, accounts, tokens, the audit log. */
import type { Order, Schema } from './answers.js';

export type Session = Schema<'Session'>;
export type Account = Schema<'Account'>;
export type Token = Schema<'Token'>;
export type TokenOrder = Order<'/api/v1/tokens'>;
export type Scope = TokenOrder['scopes'][number];
export type AuditEntry = Schema<'AuditEntry'>;
