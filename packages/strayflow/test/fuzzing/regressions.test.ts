/** Inputs that once made a parser fail: files of test/regressions/FORMAT, made by the fuzzer and kept for good. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { random } from '@strayflow/detectors';
import { describe, expect, it } from 'vitest';
import { examine } from './examine.js';
import { FUZZ_TARGETS } from './targets.js';

const folder = new URL('../regressions/', import.meta.url);
/** Each file is cut in so many ways. */
const WAYS = 5;

const kept = existsSync(folder)
  ? readdirSync(folder).flatMap((format) =>
      readdirSync(new URL(`${format}/`, folder)).map((file) => [format, file] as const),
    )
  : [];

describe('inputs that once failed', () => {
  it('are each of a format that is fuzzed', () => {
    const known = new Set(FUZZ_TARGETS.map(({ name }) => name));
    expect(kept.filter(([format]) => !known.has(format))).toEqual([]);
  });

  for (const [format, file] of kept) {
    it(`${format}/${file} is read soundly`, () => {
      const input = new Uint8Array(readFileSync(new URL(`${format}/${file}`, folder)));
      const target = FUZZ_TARGETS.find(({ name }) => name === format)!;
      for (let seed = 0; seed < WAYS; seed++) {
        expect(examine(target, input, random(seed), true)).toBe(null);
      }
    });
  }

  it('google-vpc-flow: an array of so many objects that a copy of what stands before each takes seconds', () => {
    const target = FUZZ_TARGETS.find(({ name }) => name === 'google-vpc-flow')!;
    const input = new TextEncoder().encode(`[${'{"insertId":"x","jsonPayload":{}},'.repeat(60_000)}{}]`);
    expect(examine(target, input, random(1), false, { heldBytes: () => 0 })).toBe(null);
  });
});
