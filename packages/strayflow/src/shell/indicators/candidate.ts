/** One value of a list: whether it can be an indicator, and of which kind; otherwise why not. */

import type { IndicatorEntry } from '../../behaviours/index.js';
import { SHORTEST_IPV4, SHORTEST_IPV6 } from '../../behaviours/indicator/address-index.js';
import { addressKind, isIpv4, parsePrefix } from '../../model/address.js';

export type Kind = IndicatorEntry['kind'];
export type Refusal =
  | 'not an address, domain or fingerprint'
  | 'a kind that is not looked for'
  | 'an address that is not public'
  | 'a prefix that is too wide'
  | 'a single label is no domain'
  | 'not for detection'
  | 'a pattern that is not understood'
  | 'revoked'
  | 'a row that is not CSV'
  | 'beyond the most entries';

export type Candidate = { readonly kind: Kind; readonly value: string } | { readonly refusal: Refusal };

const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;
/** JA3 and JA3S (MD5), SHA-1, SHA-256, and JA4 and its kin ("t13d1516h2_8daaf6152771_e5627efa2ab1"). */
const FINGERPRINT =
  /^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|[tqd][0-9s][0-9a-z]{6,9}_[0-9a-f]{4,12}_[0-9a-f]{12})$/;
const PRIVATE_USE = new Set(['public', 'documentation', 'benchmark']);

/** Undoes what lists do so that nobody clicks: evil[.]example, 192.0.2[.]1. */
export const refanged = (text: string) =>
  text.trim().replaceAll('[.]', '.').replaceAll('(.)', '.').replaceAll('[:]', ':');

function addressCandidate(text: string): Candidate | null {
  const prefix = parsePrefix(text);
  if (prefix === null) return null;
  const shortest = isIpv4(prefix.bytes) ? SHORTEST_IPV4 : SHORTEST_IPV6;
  if (prefix.length < shortest) return { refusal: 'a prefix that is too wide' };
  if (!PRIVATE_USE.has(addressKind(prefix.bytes))) return { refusal: 'an address that is not public' };
  return { kind: 'address', value: text };
}

function domainCandidate(text: string): Candidate | null {
  const name = text
    .toLowerCase()
    .replace(/^\*?\./, '')
    .replace(/\.$/, '');
  const labels = name.split('.');
  if (name.length > 253 || !labels.every((label) => LABEL.test(label))) return null;
  // A last label of digits is a broken address (RFC 3696 section 2).
  if (/^\d+$/.test(labels.at(-1)!)) return null;
  return labels.length < 2 ? { refusal: 'a single label is no domain' } : { kind: 'domain', value: name };
}

/** @param kind what the list says it is; absent: told from the text */
export function candidateOf(text: string, kind?: Kind): Candidate {
  const value = refanged(text);
  const hash = value.toLowerCase().replaceAll(':', '');
  const isHash = FINGERPRINT.test(hash);
  const found =
    (kind === undefined || kind === 'fingerprint') && isHash
      ? ({ kind: 'fingerprint', value: hash } as const)
      : ((kind === undefined || kind === 'address' ? addressCandidate(value) : null) ??
        (kind === undefined || kind === 'domain' ? domainCandidate(value) : null));
  return found ?? { refusal: 'not an address, domain or fingerprint' };
}
