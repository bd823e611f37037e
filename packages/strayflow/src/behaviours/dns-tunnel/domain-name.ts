/** What part of a name its owner chose freely, and how much it can carry. */
import { getDomain } from 'tldts';

const TOP = /^(xn--[a-z0-9-]+|[a-z]{2,24})$/;
/** 4.3.2.1.list.example, as block lists are asked. */
const REVERSED_ADDRESS = /^\d{1,3}(\.\d{1,3}){3}(\.|$)|^([0-9a-f]\.){16,}/;
/** Keys of mail, service and certificate records, which are long and few. */
const RECORD_KEYS = /(^|\.)_(domainkey|dmarc|acme-challenge|mta-sts|tcp|udp|spf)(\.|$)/;

/** Names below a provider's suffix (github.io) are their users', as the private part of the public suffix list has it. */
const SUFFIXES = {
  allowPrivateDomains: true,
  detectIp: false,
  extractHostname: false,
  validateHostname: false,
} as const;

export interface SplitName {
  /** Registered domain, lower case; empty for names that end in no top-level domain, as of tools that ask their server directly. */
  readonly domain: string;
  /** What stands before it. */
  readonly below: string;
}

/** Null for names of one label, which are no names of a domain. */
export function splitName(text: string): SplitName | null {
  const name = (text.endsWith('.') ? text.slice(0, -1) : text).toLowerCase();
  const last = name.lastIndexOf('.');
  if (last <= 0) return null;
  const top = name.slice(last + 1);
  if (!TOP.test(top)) return { domain: '', below: name };
  // A public suffix itself (com.au) has no owner but its registry.
  const domain = getDomain(name, SUFFIXES) ?? name;
  return { domain, below: name.slice(0, Math.max(0, name.length - domain.length - 1)) };
}

const counts = (text: string): Map<string, number> => {
  const byCharacter = new Map<string, number>();
  for (const character of text) byCharacter.set(character, (byCharacter.get(character) ?? 0) + 1);
  return byCharacter;
};

/** Upper bound of the bits that a text carries: its length times the Shannon entropy of its characters, dots left out. */
export function informationBits(text: string): number {
  const plain = text.replaceAll('.', '');
  if (plain.length < 2) return 0;
  let bits = 0;
  for (const count of counts(plain).values()) bits -= count * Math.log2(count / plain.length);
  return bits;
}

/** Whether the part below a domain has a form that carries no data of the client's. */
export function isPlainForm(below: string): boolean {
  return below === '' || REVERSED_ADDRESS.test(below) || RECORD_KEYS.test(below);
}

/** FNV-1a over UTF-16 units, 32 bits. */
export function nameHash(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
