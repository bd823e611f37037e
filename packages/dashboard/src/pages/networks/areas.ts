/** Networks of our own and countries of the others as one kind of thing, with what they are called and asked for by. */
import type { CountryRow, NetworkLink, NetworkRow, Networks } from '../../api/contract/flows.js';

export interface Area extends Omit<NetworkRow, 'prefix' | 'isInternal'> {
  /** Prefix or country code; "" where it is not known. */
  readonly name: string;
  readonly isInternal: boolean;
}

const REGIONS = new Intl.DisplayNames(['en'], { type: 'region' });

/** "Germany"; what it is where nobody calls it so. */
export function countryName(code: string): string {
  if (code === '') return 'Place not known';
  if (!/^[A-Z]{2}$/.test(code)) return code;
  return REGIONS.of(code) ?? code;
}

export function areasOf({ networks, countries }: Networks): readonly Area[] {
  const inside = networks.map(({ prefix: name, ...rest }: NetworkRow) => ({ ...rest, name }));
  const outside = countries.map(({ country: name, ...rest }: CountryRow) => ({
    ...rest,
    name,
    isInternal: false,
  }));
  return [...inside, ...outside];
}

export function areaTitle({ name, isInternal }: Pick<Area, 'name' | 'isInternal'>): string {
  return isInternal ? name : countryName(name);
}

/** As it stands behind a field of a query; a country by its busiest hosts, as queries know no countries. */
export function areaValue({ name, isInternal, busiest }: Area): string {
  return isInternal ? name : busiest.join(',');
}

/** Null where there is nothing to ask for. */
export function linkQuery(
  link: Pick<NetworkLink, 'from' | 'to'>,
  areas: ReadonlyMap<string, Area>,
): string | null {
  const [from, to] = [areas.get(link.from), areas.get(link.to)];
  if (from === undefined || to === undefined) return null;
  const [source, destination] = [areaValue(from), areaValue(to)];
  return source === '' || destination === '' ? null : `src:${source} dst:${destination}`;
}
