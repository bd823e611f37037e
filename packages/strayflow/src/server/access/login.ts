/** Logging in: a name and a password become a session; guessing becomes slow. */
import type { Accounts } from '../../store/accounts/accounts.js';
import { hashPassword, isOutdated, isPassword, MOST_PASSWORD_BYTES } from '../../store/accounts/passwords.js';
import { Problem } from '../problem.js';
import type { SessionLimits } from './account-access.js';
import { isLoopback, neighbourhood } from './addresses.js';
import { hashOf, newSecret } from './secrets.js';
import { Throttle } from './throttle.js';
import { Turns } from './turns.js';

/** Of an account that is not there: a name that is unknown costs as much as one that is known. */
const NOBODY = `scrypt$17,8,1$${'A'.repeat(22)}$${'A'.repeat(43)}`;
/** Each takes 128 MiB and a core for some tenths of a second. */
const WAITING_AT_MOST = 16;

/** Short: a stranger who fails on purpose makes the owner wait, but never locks them out. */
const BY_NAME = { free: 10, firstMs: 1_000, mostMs: 30_000, forgetMs: 900_000, most: 10_000 };
/** Other users of this machine are known to its owner. */
const BY_LOOPBACK = { free: 10, firstMs: 500, mostMs: 2_000, forgetMs: 900_000, most: 1_000 };
const BY_ADDRESS = { free: 10, firstMs: 1_000, mostMs: 900_000, forgetMs: 3_600_000, most: 10_000 };

export interface LoginAudit {
  loggedIn(name: string, address: string, now: number): void;
  failed(name: string, address: string, now: number): void;
}

export class Login {
  private readonly accounts: Accounts;
  private readonly limits: SessionLimits;
  private readonly audit: LoginAudit;
  private readonly byName = new Throttle(BY_NAME);
  private readonly byAddress = new Throttle(BY_ADDRESS);
  private readonly byLoopback = new Throttle(BY_LOOPBACK);
  private readonly turns = new Turns(WAITING_AT_MOST);

  constructor(accounts: Accounts, limits: SessionLimits, audit: LoginAudit) {
    this.accounts = accounts;
    this.limits = limits;
    this.audit = audit;
  }

  /** @returns the secret of the session. Throws Problem 401, 429, 503. */
  async begin(name: string, password: string, address: string, now: number): Promise<string> {
    await this.prove(name, password, address, now);
    return this.beginSession(name, address, now);
  }

  /** Of an account that was just made, or proven. */
  beginSession(name: string, address: string, now: number): string {
    const secret = newSecret();
    this.audit.loggedIn(name, address, now);
    const before = now - this.limits.hours * 3_600_000;
    this.accounts.begin({ id: hashOf(secret), account: name, begun: now }, neighbourhood(address), before);
    return secret;
  }

  /** Of somebody whom another than this service did not prove to be who they say. */
  refuse(name: string, address: string, now: number): void {
    this.audit.failed(name, address, now);
  }

  /** Throws Problem where the password is not that of the account, or was tried too often. */
  async prove(name: string, password: string, address: string, now: number): Promise<void> {
    const from = neighbourhood(address);
    const byAddress = isLoopback(address) ? this.byLoopback : this.byAddress;
    // From this machine, and from where the account was logged in to, failures of strangers elsewhere do not count.
    const isTrusted = isLoopback(address) || this.accounts.isKnown(name, from);
    const wait = Math.max(byAddress.waitOf(from, now), isTrusted ? 0 : this.byName.waitOf(name, now));
    if (wait > 0)
      throw new Problem(429, 'Too many attempts failed: wait a while.', { retryAfter: wait / 1_000 });
    // Counted before it is known to fail: many at once are not cheaper than one after the other.
    this.byName.failed(name, now);
    byAddress.failed(from, now);
    const account = this.accounts.account(name);
    const kept = account?.password ?? NOBODY;
    const isRight = await this.turns.take(
      async () => password.length <= MOST_PASSWORD_BYTES && (await isPassword(password, kept)),
    );
    if (account === null || !isRight) {
      this.audit.failed(name, address, now);
      throw new Problem(401, 'The name or the password is wrong.');
    }
    this.byName.clear(name);
    byAddress.forgive(from);
    if (isOutdated(kept)) {
      this.accounts.rehash(name, kept, await this.turns.take(() => hashPassword(password)));
    }
  }

  /** New hashes wait their turn, too. */
  hash(password: string): Promise<string> {
    return this.turns.take(() => hashPassword(password));
  }
}
