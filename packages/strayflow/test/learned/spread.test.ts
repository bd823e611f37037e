import { random } from '@strayflow/detectors';
import { describe, expect, it } from 'vitest';
import { driftBetween, sayDrift, spreadOf } from '../../src/learned/spread.js';
import type { FeatureSpec } from '../../src/model/feature-rows.js';

const spec = (name: string, unit: string): FeatureSpec => ({
  name,
  title: name,
  unit,
  scale: 'none',
  why: 'test',
});
const COLUMNS = [spec('peers', 'hosts'), spec('failed', '')];

function rows(count: number, seed: number, shift: number, failed: number) {
  const generator = random(seed);
  const values = new Float64Array(2 * count);
  for (let r = 0; r < count; r++) {
    values[2 * r] = 10 * generator.uniform() + shift;
    values[2 * r + 1] = generator.uniform() < failed ? 1 : 0;
  }
  return { rows: count, columns: 2, values };
}

describe('drift', () => {
  const usual = spreadOf(rows(4_000, 1, 0, 0.1));

  it('is small between two samples of the same traffic', () => {
    for (const { ks, psi } of driftBetween(COLUMNS, usual, spreadOf(rows(4_000, 2, 0, 0.1)))) {
      expect(ks).toBeLessThan(0.05);
      expect(psi).toBeLessThan(0.05);
    }
  });

  it('names the column that moved first, by as much as it did', () => {
    const [first, second] = driftBetween(COLUMNS, usual, spreadOf(rows(4_000, 2, 4, 0.1)));
    expect(first!.column.name).toBe('peers');
    expect(first!.ks).toBeCloseTo(0.4, 1);
    expect(first!.psi).toBeGreaterThan(0.25);
    expect(second!.ks).toBeLessThan(0.05);
    expect(sayDrift(first!)).toMatch(
      /^peers: 0\.\d+ hosts to 9\.\d+ hosts before, 4\.\d+ hosts to 13\.\d hosts now \(KS 0\.\d\d, PSI \d\.\d\)$/,
    );
  });

  it('is seen in a flag that was rare and is common', () => {
    const [first] = driftBetween(COLUMNS, usual, spreadOf(rows(4_000, 2, 0, 0.7)));
    expect(first!.column.name).toBe('failed');
    expect(first!.ks).toBeCloseTo(0.6, 1);
  });

  it('is nothing to a spread of no rows that could not be said in numbers', () => {
    const none = spreadOf({ rows: 0, columns: 2, values: new Float64Array(0) });
    for (const { ks, psi } of driftBetween(COLUMNS, usual, none)) {
      expect(ks).toBeLessThanOrEqual(1);
      expect(Number.isFinite(psi)).toBe(true);
    }
  });
});
