/** All indicators, made ready for looking up: addresses by prefix, domains with the names below them, fingerprints. */
import { parse } from 'tldts';
import { parsePrefix } from '../../model/address.js';
import { addressIndex } from './address-index.js';
import { CONFIDENCES, type IndicatorEntry } from './options.js';

/** Names of more labels are cut from the left: RFC 1035 allows 127 of them. */
const MOST_LABELS = 127;

export interface Matcher {
  readonly hasAddresses: boolean;
  /** Whether anything but addresses is listed. */
  readonly hasNames: boolean;
  address(bytes: Uint8Array, offset: number): IndicatorEntry | null;
  /** The name itself or the closest listed name above it, but a registry's (co.uk). */
  domain(name: string): IndicatorEntry | null;
  fingerprint(value: string): IndicatorEntry | null;
}

/** Dates of an indicator (Unix ms); null where unknown. */
export function addedOf(entry: IndicatorEntry): number | null {
  return entry.added === undefined ? null : Date.parse(entry.added);
}

/** Of two lists that name the same, the surer one speaks; of equally sure ones the newer; of equals the first. */
function isBetter(entry: IndicatorEntry, than: IndicatorEntry): boolean {
  const surer = CONFIDENCES.indexOf(entry.confidence) - CONFIDENCES.indexOf(than.confidence);
  if (surer !== 0) return surer > 0;
  return (addedOf(entry) ?? 0) > (addedOf(than) ?? 0);
}

function keepBest(entries: Map<string, IndicatorEntry>, key: string, entry: IndicatorEntry): void {
  const known = entries.get(key);
  if (known === undefined || isBetter(entry, known)) entries.set(key, entry);
}

function withoutDot(name: string): string {
  return name.endsWith('.') ? name.slice(0, -1) : name;
}

/** Whether strangers register names below it (co.uk), as the public suffix list has it. */
function isRegistry(name: string): boolean {
  const { isIcann, publicSuffix } = parse(name, { extractHostname: false, validateHostname: false });
  return isIcann === true && publicSuffix === name;
}

/** @throws RangeError where an address cannot be read */
export function matcherOf(entries: readonly IndicatorEntry[]): Matcher {
  const addresses = new Map<string, IndicatorEntry>();
  const domains = new Map<string, IndicatorEntry>();
  const fingerprints = new Map<string, IndicatorEntry>();
  const maps = { address: addresses, domain: domains, fingerprint: fingerprints };
  for (const entry of entries) keepBest(maps[entry.kind], withoutDot(entry.value.toLowerCase()), entry);
  const registries = new Set([...domains.keys()].filter(isRegistry));
  const index = addressIndex();
  const listed = [...addresses.values()];
  for (const [place, entry] of listed.entries()) {
    const prefix = parsePrefix(entry.value);
    if (prefix === null) throw new RangeError(`expected an address or prefix, received ${entry.value}`);
    index.add(prefix, place);
  }
  return {
    hasAddresses: listed.length > 0,
    hasNames: domains.size + fingerprints.size > 0,
    address: (bytes, offset) => listed[index.find(bytes, offset)] ?? null,
    domain(name) {
      if (domains.size === 0 || name === '') return null;
      let rest = withoutDot(name.toLowerCase());
      for (let label = 0; label < MOST_LABELS; label++) {
        const entry = domains.get(rest);
        if (entry !== undefined && (label === 0 || !registries.has(rest))) return entry;
        const dot = rest.indexOf('.');
        if (dot < 0) return null;
        rest = rest.slice(dot + 1);
      }
      return null;
    },
    fingerprint(value) {
      if (fingerprints.size === 0 || value === '') return null;
      return fingerprints.get(value.toLowerCase()) ?? null;
    },
  };
}
