import { expect, it } from 'vitest';
import { adviceOf, healthSentence, lostOf, reasonsOf } from '../../src/pages/settings/source-words.js';
import { SOURCES } from '../canned/settings.js';

const [well, lossy, silent] = SOURCES as [(typeof SOURCES)[0], (typeof SOURCES)[0], (typeof SOURCES)[0]];

it('names the commonest reasons, and how many others there are', () => {
  expect(reasonsOf({ a: 1, b: 1_200, c: 30, d: 2, e: 0 })).toBe('1,200 b, 30 c, 2 d, 1 other reason');
  expect(reasonsOf({})).toBe('');
});

it('counts what was lost wherever it was', () => {
  expect(lostOf({ ...well, kernelDrops: 1, overloadDrops: 20, sequenceGaps: 300 })).toBe(321);
});

it('says what to do about the nearest cause, and nothing where all is well', () => {
  expect(adviceOf(well)).toBeNull();
  expect(adviceOf(lossy)).toContain('rmem_max');
  expect(adviceOf({ ...lossy, kernelDrops: 0, overloadDrops: 1 })).toContain('storedBytes');
  expect(adviceOf({ ...lossy, kernelDrops: 0, sequenceGaps: 1 })).toContain('on the way');
  expect(adviceOf(silent)).toContain('still runs');
  expect(adviceOf({ ...silent, lastEvent: null })).toContain('firewall');
  expect(adviceOf({ ...well, read: 100, rejected: { broken: 11 } })).toContain('format');
  expect(adviceOf({ ...well, read: 100, rejected: { broken: 10 } })).toBeNull();
});

it('sums inputs up by how they are', () => {
  expect(healthSentence(SOURCES)).toBe('3 inputs: 1 receiving, 1 silent, 1 losing records.');
});
