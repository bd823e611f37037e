/** What roles of accounts may. */
import type { AccountRole } from '../api/contract/basics.js';

/** Beside what those before it may. */
export const ROLE_WORDS: Readonly<Record<AccountRole, string>> = {
  viewer: 'reads',
  analyst: 'acknowledges, assigns, mutes, marks false alarms',
  responder: 'approves and undoes blocks, makes exceptions, throws the kill switch',
  admin: 'changes the policy, models and accounts, reads the audit log',
};

/** All that a role may, the least first. */
export function mayWords(role: AccountRole): readonly string[] {
  const roles = Object.keys(ROLE_WORDS) as AccountRole[];
  return roles.slice(0, roles.indexOf(role) + 1).map((each) => ROLE_WORDS[each]);
}
