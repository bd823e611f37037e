/** Where an address is, by databases in MaxMind DB format. Context for people: never evidence, never a verdict. */
import { addressKind, formatAddress, isIpv4 } from '../model/address.js';
import type { Attribution, Location } from '../model/analysis.js';
import type { Place } from '../model/behaviour.js';
import { readNetwork, readPlace } from './location-record.js';

/** An opened database. The reader is the shell's: those of npm need Node's Buffer. */
export interface LocationDatabase {
  readonly families: readonly ('ipv4' | 'ipv6')[];
  /** What its licence wants shown; its `built` is the build date of the data. Null where it is not known. */
  readonly attribution: Attribution | null;
  /** The record of an address as text, or null. May throw on damaged data. */
  get(address: string): unknown;
}

/** What one database says of an address. */
export interface LocationAnswer {
  readonly database: Attribution | null;
  readonly place: Omit<Location, 'network'> | null;
  readonly network: Location['network'];
}

export interface LocationLookup {
  /** Null for what is not public, and for what no database knows. Never throws. */
  readonly lookup: (bytes: Uint8Array, offset: number) => Location | null;
  /** Each database that knows the address, in their order: cities, then networks. Never throws. */
  readonly answers: (bytes: Uint8Array, offset: number) => readonly LocationAnswer[];
  /** Of the databases that answered so far. */
  readonly attributions: readonly Attribution[];
  /** Look-ups that damaged data made fail. */
  readonly failures: number;
}

/** Of each kind, the first database that knows an address answers; of cities, others may dispute the country. */
export function openLocations(databases: {
  readonly city: readonly LocationDatabase[];
  readonly network: readonly LocationDatabase[];
}): LocationLookup {
  const answered = new Set<LocationDatabase>();
  let failures = 0;
  const ask = <Answer>(
    candidates: readonly LocationDatabase[],
    bytes: Uint8Array,
    offset: number,
    read: (record: unknown) => Answer | null,
    most: number,
  ): readonly { readonly database: LocationDatabase; readonly answer: Answer }[] => {
    const address = formatAddress(bytes, offset);
    const family = isIpv4(bytes, offset) ? 'ipv4' : 'ipv6';
    const found: { database: LocationDatabase; answer: Answer }[] = [];
    for (const database of candidates) {
      if (found.length >= most) break;
      if (!database.families.includes(family)) continue;
      try {
        const answer = read(database.get(address));
        if (answer === null) continue;
        answered.add(database);
        found.push({ database, answer });
      } catch {
        failures++;
      }
    }
    return found;
  };
  const all = Number.POSITIVE_INFINITY;
  return {
    lookup(bytes, offset) {
      if (addressKind(bytes, offset) !== 'public') return null;
      const places = ask(databases.city, bytes, offset, readPlace, all).map(({ answer }) => answer);
      const network = ask(databases.network, bytes, offset, readNetwork, 1)[0]?.answer ?? null;
      if (places.length === 0 && network === null) return null;
      return { ...agreed(places), network };
    },
    answers(bytes, offset) {
      if (addressKind(bytes, offset) !== 'public') return [];
      return [
        ...ask(databases.city, bytes, offset, readPlace, all).map(({ database, answer }) => ({
          database: database.attribution,
          place: answer,
          network: null,
        })),
        ...ask(databases.network, bytes, offset, readNetwork, all).map(({ database, answer }) => ({
          database: database.attribution,
          place: null,
          network: answer,
        })),
      ];
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

/** As `NetworkContext.locate` has it; what was asked is remembered, so that most answers cost little. */
export function placesBy(
  lookup: LocationLookup['lookup'],
): (bytes: Uint8Array, offset: number) => Place | null {
  let known = new Map<string, Place | null>();
  return (bytes, offset) => {
    const key = formatAddress(bytes, offset);
    const before = known.get(key);
    if (before !== undefined) return before;
    const found = lookup(bytes, offset);
    const place =
      found === null
        ? null
        : {
            countryCode: found.countryCode,
            disputed: (found.disputedBy ?? []).length > 0,
            latitude: found.latitude,
            longitude: found.longitude,
            network: found.network,
          };
    if (known.size >= MOST_REMEMBERED) known = new Map();
    known.set(key, place);
    return place;
  };
}

const MOST_REMEMBERED = 16_384;
const NOWHERE = { countryCode: null, city: null, latitude: null, longitude: null } as const;

/** The first place; where another names another country, no more than that country is believed, and that it is disputed. */
function agreed(places: readonly Omit<Location, 'network'>[]): Omit<Location, 'network'> {
  const [first = NOWHERE, ...others] = places;
  const countries = others.map(({ countryCode }) => countryCode).filter((code) => code !== null);
  const disputedBy = [...new Set(countries)].filter((code) => code !== first.countryCode);
  if (first.countryCode === null || disputedBy.length === 0) return first;
  return { ...NOWHERE, countryCode: first.countryCode, disputedBy };
}

/** Of two files of one maker, the date of the older. */
function older(known: Attribution | undefined, other: Attribution): Attribution {
  if (known === undefined || known.built === null) return known ?? other;
  return other.built !== null && other.built >= known.built ? known : other;
}
