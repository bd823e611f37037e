import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { locationOptionsSchema } from '../../src/addresses/index.js';
import { ADDRESS_BYTES, parseAddress } from '../../src/model/address.js';
import { openLocations } from '../../src/shell/location-files.js';
import { mmdbFile } from '../addresses/mmdb-file.js';

const BUILT = Date.UTC(2026, 0, 2);

function look(locations: ReturnType<typeof openLocations>, text: string) {
  const bytes = new Uint8Array(ADDRESS_BYTES);
  parseAddress(text, bytes);
  return locations!.lookup(bytes, 0);
}

describe('location files', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'strayflow-test-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  function file(name: string, content: Uint8Array): string {
    const path = join(directory, name);
    writeFileSync(path, content);
    return path;
  }

  it('answer with place, network, and whose data it is', () => {
    const city = mmdbFile(
      {
        '5.6.0.0/16': {
          country: { iso_code: 'SE' },
          city: { names: { en: 'Lund' } },
          location: { latitude: 55.5, longitude: 13.25 },
        },
        '2600::/16': { country_code: 'US' },
      },
      { type: 'GeoLite2-City', built: BUILT },
    );
    const network = mmdbFile(
      { '5.6.7.0/24': { asn: 64_500, name: 'Example' } },
      { type: 'asn', built: BUILT },
    );
    const locations = openLocations(
      locationOptionsSchema.parse({ city: [file('city.mmdb', city)], network: [file('asn.mmdb', network)] }),
    );
    expect(look(locations, '5.6.7.8')).toEqual({
      countryCode: 'SE',
      city: 'Lund',
      latitude: 55.5,
      longitude: 13.25,
      network: { number: 64_500, name: 'Example' },
    });
    expect(look(locations, '2600::1')).toMatchObject({ countryCode: 'US', network: null });
    expect(look(locations, '9.9.9.9')).toBeNull();
    expect(locations!.attributions).toEqual([
      expect.objectContaining({ text: expect.stringContaining('MaxMind'), built: BUILT }),
      expect.objectContaining({ text: 'Locations from asn.mmdb (asn)', built: BUILT }),
    ]);
    expect(locations!.notes).toEqual([]);
  });

  it('name a configured file that is none, or is missing', () => {
    const noise = file(
      'noise.mmdb',
      Uint8Array.from({ length: 500 }, (_, i) => i * 31),
    );
    for (const path of [noise, file('empty.mmdb', new Uint8Array(0)), join(directory, 'missing.mmdb')]) {
      expect(() => openLocations(locationOptionsSchema.parse({ city: [path] }))).toThrow(
        expect.objectContaining({ code: 'location-unreadable', message: expect.stringContaining(path) }),
      );
    }
  });

  it('survive a file that is damaged inside, and say so', () => {
    const city = mmdbFile({ '5.6.0.0/16': { country_code: 'SE' } }, { type: 'x', built: BUILT });
    const at = city.findLastIndex(
      (_, i) => String.fromCharCode(...city.subarray(i, i + 12)) === 'country_code',
    );
    city.fill(0xff, at - 2, at + 4);
    const locations = openLocations(locationOptionsSchema.parse({ city: [file('cut.mmdb', city)] }));
    expect(look(locations, '5.6.7.8')).toBeNull();
    expect(locations!.notes).toEqual(['1 location look-ups failed: a location database is damaged.']);
  });

  it('are not opened when switched off, nor before they are needed', () => {
    expect(openLocations(locationOptionsSchema.parse({ enabled: false }))).toBeNull();
    const installed = openLocations(locationOptionsSchema.parse({}));
    expect(look(installed, '10.0.0.1')).toBeNull();
    expect(installed!.attributions).toEqual([]);
  });
});
