/** Changes to accounts: each with its entry in the audit log, and known at once to whoever listens. */
import type { Accounts } from '../store/accounts/accounts.js';
import { carryEntries } from '../store/accounts/carry-entries.js';
import type { AccountEntry } from '../store/accounts/entries.js';
import type { Ledger } from '../store/ledger/ledger.js';
import type { Attempts } from './attempts.js';
import type { EventHub } from './event-hub.js';

export class AccountChanges {
  private readonly accounts: Accounts;
  private readonly ledger: Ledger;
  private readonly attempts: Attempts;
  private readonly events: EventHub;
  private version: number;

  constructor(accounts: Accounts, ledger: Ledger, attempts: Attempts, events: EventHub) {
    this.accounts = accounts;
    this.ledger = ledger;
    this.attempts = attempts;
    this.events = events;
    this.version = accounts.version;
  }

  /** What `work` refuses, by whatever it returns, changed nothing and is not noted. Throws StrayflowError 'state-unwritable'. */
  make<Result>(
    kind: AccountEntry['kind'],
    { by, now }: { readonly by: string; readonly now: number },
    about: AccountEntry['about'],
    work: (accounts: Accounts) => Result,
  ): Result {
    const result = this.accounts.noting({ kind, by, about, time: now }, () => work(this.accounts));
    this.carry();
    this.events.recheck();
    return result;
  }

  /** What could not be written before is tried again each time. */
  carry(): void {
    this.attempts.make('Changes to accounts are not in the audit log yet', () =>
      carryEntries(this.accounts, this.ledger),
    );
  }

  /** Several times a second: commands change accounts, too. */
  look(): void {
    const { version } = this.accounts;
    if (version === this.version) return;
    this.version = version;
    this.events.recheck();
  }
}
