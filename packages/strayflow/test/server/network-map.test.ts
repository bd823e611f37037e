import { expect, it } from 'vitest';
import { networkMap } from '../../src/server/reading/network-map.js';

const PAIRS = new Map(
  Array.from({ length: 3_000 }, (_, place) => [
    `10.0.0.1 198.51.${place >> 8}.${place & 255}`,
    { flows: 1, bytes: place },
  ]),
);

it('lets others have their turn while it looks places up', async () => {
  let turns = 0;
  const timer = setInterval(() => turns++, 0);
  const { areas, isWhole } = await networkMap(
    PAIRS,
    ['10.0.0.0/8'],
    () => 'DE',
    new AbortController().signal,
  );
  clearInterval(timer);
  expect(isWhole).toBe(true);
  expect(areas.map(({ name, hosts }) => [name, hosts.size])).toEqual([
    ['10.0.0.0/24', 1],
    ['DE', 3_000],
  ]);
  expect(turns).toBeGreaterThan(0);
});

it('that is ended has what has most bytes', async () => {
  const stop = new AbortController();
  let looked = 0;
  const countryOf = () => {
    if (++looked === 1_000) stop.abort();
    return 'DE';
  };
  const { areas, isWhole } = await networkMap(PAIRS, ['10.0.0.0/8'], countryOf, stop.signal);
  expect(isWhole).toBe(false);
  const hosts = areas.find(({ name }) => name === 'DE')!.hosts;
  expect(hosts.size).toBe(1_000);
  expect(Math.min(...hosts.values())).toBe(2_000);
});
