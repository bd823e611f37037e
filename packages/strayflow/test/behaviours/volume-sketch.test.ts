import fc from 'fast-check';
import { expect, it } from 'vitest';
import { addVolume, ageVolumes, volumeQuantile, volumeSketch } from '../../src/behaviours/volume-sketch.js';

it('tells a quantile within a factor of 2^(1/4)', () => {
  const property = fc.property(
    fc.array(fc.double({ min: 1, max: 1e13, noNaN: true }), { minLength: 1, maxLength: 200 }),
    fc.double({ min: 0.01, max: 1, noNaN: true }),
    (volumes, share) => {
      const sketch = volumeSketch();
      for (const volume of volumes) addVolume(sketch, volume);
      const exact = volumes.toSorted((a, b) => a - b)[Math.ceil(share * volumes.length) - 1]!;
      const ratio = volumeQuantile(sketch, share) / exact;
      expect(Math.max(ratio, 1 / ratio)).toBeLessThanOrEqual(2 ** 0.25 + 1e-9);
    },
  );
  fc.assert(property, { numRuns: 100, seed: 3 });
});

it('forgets by halves', () => {
  const sketch = volumeSketch();
  for (let i = 0; i < 10; i++) addVolume(sketch, 100);
  addVolume(sketch, 1e6);
  ageVolumes(sketch);
  expect(sketch.total).toBe(5);
  expect(volumeQuantile(sketch, 1)).toBeLessThan(120);
  expect(volumeQuantile(volumeSketch(), 0.5)).toBe(0);
});
