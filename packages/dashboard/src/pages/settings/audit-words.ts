/** Entries of the audit log as people read them. */
import type { AuditKind } from '../../api/contract/access.js';

export const KIND_WORDS: Readonly<Record<AuditKind, string>> = {
  block: 'block decided',
  'approval-asked': 'block waits for approval',
  approved: 'block approved',
  held: 'block held back',
  enforced: 'blocks set or lifted',
  'enforce-failed': 'enforcer failed',
  ended: 'block ended',
  excepted: 'exception made',
  'exception-ended': 'exception ended',
  'blocking-off': 'kill switch thrown',
  'blocking-on': 'kill switch taken back',
  acknowledged: 'incident acknowledged',
  assigned: 'incident assigned',
  'incident-closed': 'incident closed',
  'false-alarm': 'false alarm marked',
  muted: 'mute made',
  'mute-ended': 'mute ended',
  'logged-in': 'logged in',
  'login-failed': 'login failed',
  'logged-out': 'logged out',
  'account-added': 'account added',
  'account-changed': 'role changed',
  'account-removed': 'account removed',
  'password-changed': 'password changed',
  'token-added': 'token made',
  'token-removed': 'token removed',
  'policy-changed': 'policy changed',
  'policy-in-force': 'policy in force',
  'model-promoted': 'models promoted',
  'report-asked': 'report asked for',
  'schedule-changed': 'report schedule changed',
};

export const KINDS = Object.keys(KIND_WORDS) as AuditKind[];

/** Characters of one part. */
const MOST_CHARACTERS = 300;

function valueWords(value: unknown): string {
  if (value === null) return 'none';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(valueWords).join(', ');
  if (typeof value === 'object')
    return partsOf(value as Record<string, unknown>)
      .map((part) => part.join(' '))
      .join('; ');
  return String(value);
}

/** What an entry is about, part by part: untrusted text, bounded. */
export function partsOf(about: Readonly<Record<string, unknown>>): readonly (readonly [string, string])[] {
  return Object.entries(about)
    .filter(([, value]) => !(Array.isArray(value) && value.length === 0))
    .map(([name, value]) => {
      const text = valueWords(value);
      return [name, text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}\u2026` : text];
    });
}
