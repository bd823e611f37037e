/** Where an address is, by databases in MaxMind DB format. Context for people: never evidence, never a verdict. */
import { addressKind, formatAddress, isIpv4 } from '../model/address.js';
import type { Attribution, Location } from '../model/analysis.js';
import { readNetwork, readPlace } from './location-record.js';

/** An opened database. The reader is the shell's: those of npm need Node's Buffer. */
export interface LocationDatabase {
  readonly families: readonly ('ipv4' | 'ipv6')[];
  /** What its licence wants shown; its `built` is the build date of the data. Null where it is not known. */
  readonly attribution: Attribution | null;
  /** The record of an address as text, or null. May throw on damaged data. */
  get(address: string): unknown;
}

export interface LocationLookup {
  /** Null for what is not public, and for what no database knows. Never throws. */
  readonly lookup: (bytes: Uint8Array, offset: number) => Location | null;
  /** Of the databases that answered so far. */
  readonly attributions: readonly Attribution[];
  /** Look-ups that damaged data made fail. */
  readonly failures: number;
}

/** Of each kind, the first database that knows an address answers. */
export function openLocations(databases: {
  readonly city: readonly LocationDatabase[];
  readonly network: readonly LocationDatabase[];
}): LocationLookup {
  const answered = new Set<LocationDatabase>();
  let failures = 0;
  const first = <Answer>(
    candidates: readonly LocationDatabase[],
    address: string,
    family: 'ipv4' | 'ipv6',
    read: (record: unknown) => Answer | null,
  ): Answer | null => {
    for (const database of candidates) {
      if (!database.families.includes(family)) continue;
      try {
        const answer = read(database.get(address));
        if (answer === null) continue;
        answered.add(database);
        return answer;
      } catch {
        failures++;
      }
    }
    return null;
  };
  return {
    lookup(bytes, offset) {
      if (addressKind(bytes, offset) !== 'public') return null;
      const address = formatAddress(bytes, offset);
      const family = isIpv4(bytes, offset) ? 'ipv4' : 'ipv6';
      const place = first(databases.city, address, family, readPlace);
      const network = first(databases.network, address, family, readNetwork);
      if (place === null && network === null) return null;
      return { ...(place ?? NOWHERE), network };
    },
    get attributions() {
      const found = [...databases.city, ...databases.network].filter((database) => answered.has(database));
      const texts = new Map<string, Attribution>();
      for (const { attribution } of found) {
        if (attribution !== null)
          texts.set(attribution.text, older(texts.get(attribution.text), attribution));
      }
      return [...texts.values()];
    },
    get failures() {
      return failures;
    },
  };
}

const NOWHERE = { countryCode: null, city: null, latitude: null, longitude: null } as const;

/** Of two files of one maker, the date of the older. */
function older(known: Attribution | undefined, other: Attribution): Attribution {
  if (known === undefined || known.built === null) return known ?? other;
  return other.built !== null && other.built >= known.built ? known : other;
}
