import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LocationDatabase, openLocations } from '../../src/addresses/index.js';
import { readNetwork, readPlace } from '../../src/addresses/location-record.js';
import { ADDRESS_BYTES, addressKind, parseAddress } from '../../src/model/address.js';

function database(records: Readonly<Record<string, unknown>>, built: number | null = null): LocationDatabase {
  return {
    families: ['ipv4', 'ipv6'],
    attribution: { text: 'Somebody', url: 'https://example.com', licence: 'CC0', built },
    get: (address) => records[address] ?? null,
  };
}

const damaged: LocationDatabase = {
  families: ['ipv4'],
  attribution: null,
  get: () => {
    throw new Error('offset out of range');
  },
};

function address(text: string): Uint8Array {
  const bytes = new Uint8Array(ADDRESS_BYTES);
  expect(parseAddress(text, bytes)).toBe(true);
  return bytes;
}

describe('locations', () => {
  it('read flat records', () => {
    expect(
      readPlace({ country_code: 'CZ', city: 'Prague', latitude: 50.1, longitude: 14.39, state1: 'Prague' }),
    ).toEqual({ countryCode: 'CZ', city: 'Prague', latitude: 50.1, longitude: 14.39 });
  });

  it('read nested records', () => {
    expect(
      readPlace({
        country: { iso_code: 'SE', names: { en: 'Sweden' } },
        city: { names: { en: 'Västerås', de: 'Westeros' } },
        location: { latitude: 59.6, longitude: 16.5, time_zone: 'Europe/Stockholm' },
      }),
    ).toEqual({ countryCode: 'SE', city: 'Västerås', latitude: 59.6, longitude: 16.5 });
  });

  it('read networks of either kind', () => {
    const expected = { number: 64_500, name: 'Example' };
    expect(
      readNetwork({ autonomous_system_number: 64_500, autonomous_system_organization: 'Example' }),
    ).toEqual(expected);
    expect(readNetwork({ asn: 'AS64500', name: 'Example' })).toEqual(expected);
    expect(readNetwork({ asn: 64_500 })).toEqual({ number: 64_500, name: 'AS64500' });
  });

  it('take nothing from what makes no sense, and never throw', () => {
    expect(readPlace({ country_code: 'Sweden', latitude: 95, longitude: 1 })).toBeNull();
    expect(readPlace({ country_code: 'SE', latitude: 50 })).toEqual({
      countryCode: 'SE',
      city: null,
      latitude: null,
      longitude: null,
    });
    fc.assert(
      fc.property(fc.anything(), (record) => {
        readPlace(record);
        readNetwork(record);
      }),
    );
  });

  it('answer from the first database that knows the address, with its network', () => {
    const first = database({ '8.8.8.8': { country_code: 'US' } });
    const second = database({ '8.8.8.8': { country_code: 'FR' }, '2600::1': { country_code: 'DE' } });
    const networks = database({ '8.8.8.8': { asn: 15_169, name: 'Google' } });
    const { lookup } = openLocations({ city: [first, second], network: [networks] });
    expect(lookup(address('8.8.8.8'), 0)).toMatchObject({
      countryCode: 'US',
      network: { number: 15_169, name: 'Google' },
    });
    expect(lookup(address('2600::1'), 0)).toMatchObject({ countryCode: 'DE', network: null });
    expect(lookup(address('9.9.9.9'), 0)).toBeNull();
  });

  it('believe the country at most, and say so, where databases disagree', () => {
    const place = { city: 'Brno', latitude: 49.2, longitude: 16.6 };
    const first = database({ '8.8.8.8': { country_code: 'CZ', ...place } }, 2000);
    const second = database({ '8.8.8.8': { country_code: 'AT' } }, 1000);
    const silent = database({ '8.8.8.8': { city: 'Brno' } });
    const { lookup, answers } = openLocations({ city: [first, second, second], network: [] });
    expect(lookup(address('8.8.8.8'), 0)).toEqual({
      countryCode: 'CZ',
      city: null,
      latitude: null,
      longitude: null,
      disputedBy: ['AT'],
      network: null,
    });
    expect(
      answers(address('8.8.8.8'), 0).map(({ database: from, place: at }) => [from?.built, at?.countryCode]),
    ).toEqual([
      [2000, 'CZ'],
      [1000, 'AT'],
      [1000, 'AT'],
    ]);
    expect(answers(address('10.0.0.1'), 0)).toEqual([]);
    const agreeing = openLocations({ city: [first, silent, first], network: [] });
    expect(agreeing.lookup(address('8.8.8.8'), 0)).toEqual({ countryCode: 'CZ', ...place, network: null });
  });

  it('never look up what is not public, and never throw', () => {
    const asked: string[] = [];
    const listening: LocationDatabase = { ...database({}), get: (text) => asked.push(text) };
    const { lookup } = openLocations({ city: [listening], network: [listening] });
    const special = [
      '10.1.2.3',
      '127.0.0.1',
      '0.0.0.0',
      '224.0.0.1',
      '240.1.1.1',
      '255.255.255.255',
      '169.254.1.1',
    ];
    for (const text of [...special, '::', '::1', 'fe80::1', 'fd00::1', 'ff02::1', '2001:db8::1']) {
      expect(lookup(address(text), 0)).toBeNull();
    }
    expect(asked).toEqual([]);
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
        asked.length = 0;
        lookup(bytes, 0);
        expect(asked.length).toBe(addressKind(bytes) === 'public' ? 2 : 0);
      }),
    );
  });

  it('count look-ups that damaged data made fail', () => {
    const locations = openLocations({ city: [damaged], network: [] });
    expect(locations.lookup(address('8.8.8.8'), 0)).toBeNull();
    expect(locations.failures).toBe(1);
  });

  it('name the databases that answered, once, with the older date', () => {
    const locations = openLocations({
      city: [
        database({ '8.8.8.8': { country_code: 'US' } }, 2000),
        database({ '2600::1': { city: 'X' } }, 1000),
      ],
      network: [database({}, 5)],
    });
    expect(locations.attributions).toEqual([]);
    locations.lookup(address('8.8.8.8'), 0);
    locations.lookup(address('2600::1'), 0);
    expect(locations.attributions).toEqual([expect.objectContaining({ text: 'Somebody', built: 1000 })]);
  });
});
