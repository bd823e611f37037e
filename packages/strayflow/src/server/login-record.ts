/** Logins in the audit log: each that succeeds at once, those that fail counted by the minute. */
import type { Accounts } from '../store/accounts/accounts.js';
import type { Ledger } from '../store/ledger/ledger.js';
import type { LoginAudit } from './access/login.js';

/** Named in one entry. */
const MOST_NAMED = 20;

export class LoginRecord implements LoginAudit {
  private readonly ledger: Ledger;
  private readonly accounts: Accounts;
  private failures = 0;
  private readonly names = new Set<string>();
  private readonly addresses = new Set<string>();

  constructor(ledger: Ledger, accounts: Accounts) {
    this.ledger = ledger;
    this.accounts = accounts;
  }

  loggedIn(name: string, address: string, now: number): void {
    this.ledger.note('logged-in', `dashboard (${name})`, { address }, now);
  }

  failed(name: string, address: string): void {
    this.failures++;
    // A name that is none may be a password in the wrong field.
    const known = this.accounts.account(name) === null ? '(unknown)' : name;
    if (this.names.size < MOST_NAMED) this.names.add(known);
    if (this.addresses.size < MOST_NAMED) this.addresses.add(address);
  }

  /** Each minute, and at the end. */
  write(now: number): void {
    if (this.failures === 0) return;
    const about = { failures: this.failures, names: [...this.names], addresses: [...this.addresses] };
    this.ledger.note('login-failed', 'nobody', about, now);
    this.failures = 0;
    this.names.clear();
    this.addresses.clear();
  }
}
