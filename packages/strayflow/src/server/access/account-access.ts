/** Says who asks: by the cookie of a session, or by a token. */
import { lowerOf } from '../../model/roles.js';
import type { Account, Accounts } from '../../store/accounts/accounts.js';
import type { Session } from '../../store/accounts/sessions.js';
import type { Token } from '../../store/accounts/tokens.js';
import type { Attempts } from '../attempts.js';
import { Problem } from '../problem.js';
import { readCookie } from './cookie.js';
import type { Access, Principal } from './principal.js';
import { isSafe } from './same-site.js';
import { csrfOf, hashOf, isSame, readToken } from './secrets.js';

export interface SessionLimits {
  /** A session ends so long after the login (h). */
  readonly hours: number;
  /** And after so long without a request (min). */
  readonly idleMinutes: number;
}

export function isOver(
  { begun, seen }: Session,
  { hours, idleMinutes }: SessionLimits,
  now: number,
): boolean {
  return now >= begun + hours * 3_600_000 || now >= seen + idleMinutes * 60_000;
}

/** When something was last used is kept to this (ms). */
const TOUCH_MS = 60_000;
const UNKEPT = 'The use of sessions and tokens is not kept';

export class AccountAccess implements Access {
  private readonly accounts: Accounts;
  private readonly limits: SessionLimits;
  private readonly isSecure: boolean;
  private readonly attempts: Attempts;

  /** @param attempts whoever only reads can do so also while the disk is full */
  constructor(accounts: Accounts, limits: SessionLimits, isSecure: boolean, attempts: Attempts) {
    this.accounts = accounts;
    this.limits = limits;
    this.isSecure = isSecure;
    this.attempts = attempts;
  }

  identify(request: Request, now: number): Principal | null {
    const authorization = request.headers.get('authorization');
    return authorization === null ? this.bySession(request, now) : this.byToken(authorization, now);
  }

  holds({ by, name, role }: Principal, now: number): boolean {
    const present = by.kind === 'session' ? this.ofSession(by.id, now) : this.ofToken(by.id, now);
    return present !== null && present.principal.name === name && present.principal.role === role;
  }

  private bySession(request: Request, now: number): Principal | null {
    const secret = readCookie(request.headers.get('cookie'), this.isSecure);
    if (secret === null) return null;
    const found = this.ofSession(hashOf(secret), now);
    if (found === null) return null;
    if (!isSafe(request) && !isSame(request.headers.get('x-csrf-token') ?? '', csrfOf(secret))) {
      throw new Problem(403, 'The header x-csrf-token does not belong to this session.');
    }
    if (now - found.session.seen >= TOUCH_MS) {
      this.attempts.make(UNKEPT, () => this.accounts.touchSession(found.session.id, now));
    }
    return found.principal;
  }

  private ofSession(id: string, now: number): { session: Session; principal: Principal } | null {
    const session = this.accounts.session(id);
    if (session === null) return null;
    const account = this.accounts.account(session.account);
    if (account === null || isOver(session, this.limits, now)) {
      this.attempts.make(UNKEPT, () => this.accounts.endSession(id));
      return null;
    }
    const { name, role } = account;
    return { session, principal: { name, role, scopes: ['api'], by: { kind: 'session', id } } };
  }

  /** Whoever sends a token means it: with a wrong one the cookie is not looked at. */
  private byToken(authorization: string, now: number): Principal {
    const [, text] = /^Bearer ([!-~]{1,200})$/i.exec(authorization) ?? [];
    const read = text === undefined ? null : readToken(text);
    const found = read === null ? null : this.ofToken(read.id, now);
    if (read === null || found === null || !isSame(hashOf(read.secret), found.token.secret)) {
      throw new Problem(401, 'The token is none of ours, or its time is over.');
    }
    const { token, principal } = found;
    if (now - (token.used ?? 0) >= TOUCH_MS) {
      this.attempts.make(UNKEPT, () => this.accounts.touchToken(token.id, now));
    }
    return principal;
  }

  private ofToken(id: string, now: number): { token: Token; principal: Principal } | null {
    const token = this.accounts.token(id);
    const account = token === null ? null : this.accounts.account(token.account);
    if (token === null || account === null || now >= token.expires) return null;
    return { token, principal: principalOf(token, account) };
  }
}

function principalOf(token: Token, account: Account): Principal {
  return {
    name: account.name,
    role: lowerOf(token.role, account.role),
    scopes: token.scopes,
    by: { kind: 'token', id: token.id, name: token.name },
  };
}
