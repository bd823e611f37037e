/** Reads the records of location databases, whose makers name and nest the same things differently. */
import type { Location } from '../model/analysis.js';

type Fields = Readonly<Record<string, unknown>>;
const MAX_TEXT = 120;

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function text(...candidates: readonly unknown[]): string | null {
  const found = candidates.find((value) => typeof value === 'string' && value !== '');
  return typeof found === 'string' ? found.slice(0, MAX_TEXT) : null;
}

function degrees(value: unknown, limit: number): number | null {
  const angle = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof angle === 'number' && Math.abs(angle) <= limit ? angle : null;
}

/** Nested as in GeoLite2-City, or flat as in dbip-city-mmdb. Null when the record places nothing. */
export function readPlace(record: unknown): Omit<Location, 'network'> | null {
  const flat = fields(record);
  const position = fields(flat['location']);
  const code = text(
    fields(flat['country'])['iso_code'],
    fields(flat['registered_country'])['iso_code'],
    flat['country_code'],
    flat['country'],
  );
  const latitude = degrees(position['latitude'] ?? flat['latitude'] ?? flat['lat'], 90);
  const longitude = degrees(position['longitude'] ?? flat['longitude'] ?? flat['lng'], 180);
  const place = {
    countryCode: code !== null && /^[A-Za-z]{2}$/.test(code) ? code.toUpperCase() : null,
    city: text(fields(fields(flat['city'])['names'])['en'], flat['city']),
    latitude: longitude === null ? null : latitude,
    longitude: latitude === null ? null : longitude,
  };
  return Object.values(place).every((value) => value === null) ? null : place;
}

/** GeoLite2-ASN and its copies, or `asn` and a name as others write it ("AS64500" or a number). */
export function readNetwork(record: unknown): Location['network'] {
  const flat = fields(record);
  const asn = flat['autonomous_system_number'] ?? flat['asn'];
  const digits = typeof asn === 'string' ? /^(?:AS)?(\d{1,10})$/i.exec(asn)?.[1] : undefined;
  const number = digits === undefined ? asn : Number(digits);
  if (typeof number !== 'number' || !Number.isInteger(number) || number <= 0 || number >= 2 ** 32)
    return null;
  const name = text(flat['autonomous_system_organization'], flat['as_name'], flat['name'], flat['org']);
  return { number, name: name ?? `AS${number}` };
}
