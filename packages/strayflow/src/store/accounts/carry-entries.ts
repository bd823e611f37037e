/** Carries what accounts tell over to the audit log: in order, each once, whenever the power fails. */
import type { Ledger } from '../ledger/ledger.js';
import type { Accounts } from './accounts.js';

/**
 * @param pass is told when an entry stands in the log and still waits: where a test lets the power fail
 *
 * Throws StrayflowError 'state-unwritable'; what was not carried over waits.
 */
export function carryEntries(accounts: Accounts, ledger: Ledger, pass: () => void = () => {}): void {
  let isThere = true;
  while (isThere) {
    isThere = accounts.carryEntry(({ id, kind, by, about, time }) => {
      ledger.noteOnce(id, kind, by, about, time);
      pass();
    });
  }
}
