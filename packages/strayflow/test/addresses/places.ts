/** Where the addresses of tests are, by their first byte. */
import type { NetworkContext, Place } from '../../src/model/behaviour.js';
import { OFFICE } from '../behaviours/drive.js';

const place = (countryCode: string, latitude: number, longitude: number, number = 64_500): Place => ({
  countryCode,
  disputed: false,
  latitude,
  longitude,
  network: { number, name: `Network ${number}` },
});

/** 46 and 47: Amsterdam, in two networks; 48: Tokyo; 49: somebody says Tokyo, somebody else Rome. */
const PLACES: Readonly<Record<number, Place>> = {
  46: place('NL', 52.4, 4.9),
  47: place('NL', 52.4, 4.9, 64_501),
  48: place('JP', 35.7, 139.7, 64_502),
  49: { ...place('JP', 35.7, 139.7, 64_502), disputed: true },
};

export const LOCATED: NetworkContext = {
  ...OFFICE,
  locate: (bytes, offset) => PLACES[bytes[offset + 12]!] ?? null,
};
