import { describe, expect, it } from 'vitest';
import { parseQuery } from '../../../strayflow/src/store/flows/query/parse.js';
import type { Networks } from '../../src/api/contract/flows.js';
import { areasOf, countryName, linkQuery } from '../../src/pages/networks/areas.js';
import { bandsOf, sideLength } from '../../src/pages/networks/between.js';

const sums = { flows: 1, bytes: 10, hosts: 30, riskiest: 0 };
const FOUND: Networks = {
  internal: ['10.0.0.0/8'],
  networks: [{ prefix: '10.0.0.0/24', isInternal: true, busiest: ['10.0.0.9'], ...sums }],
  countries: [
    { country: 'DE', busiest: ['192.0.2.1', '2001:db8::/64'], ...sums },
    { country: '', busiest: [], ...sums },
  ],
  links: [],
  isWhole: true,
};

describe('what goes between', () => {
  const links = Array.from({ length: 400 }, (_, place) => ({
    from: `10.0.${place % 200}.0/24`,
    to: `10.1.${place}.0/24`,
    flows: 1,
    bytes: 400 - place,
  }));

  it('is drawn of a dozen on each side, and of the others together, with nothing lost', () => {
    const bands = bandsOf(links, 'bytes');
    expect(sideLength(bands)).toBe(13);
    const all = links.reduce((sum, { bytes }) => sum + bytes, 0);
    expect(bands.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(all);
    expect(bands[0]).toMatchObject({ from: '*', to: '*' });
  });

  it('is asked for by networks, and countries by their busiest hosts', () => {
    const areas = new Map(areasOf(FOUND).map((area) => [area.name, area]));
    const query = linkQuery({ from: '10.0.0.0/24', to: 'DE' }, areas);
    expect(query).toBe('src:10.0.0.0/24 dst:192.0.2.1,2001:db8::/64');
    expect(() => parseQuery(query!)).not.toThrow();
    expect(linkQuery({ from: '10.0.0.0/24', to: '' }, areas)).toBeNull();
    expect(linkQuery({ from: '10.0.0.0/24', to: 'gone' }, areas)).toBeNull();
  });
});

it('calls countries by their names, and what is none as it is', () => {
  expect(countryName('DE')).toBe('Germany');
  expect(countryName('')).toBe('Place not known');
  expect(countryName('<b>')).toBe('<b>');
});
