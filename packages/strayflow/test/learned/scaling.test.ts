import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitUnitInput, inputOf, LIMITED, SOFTENED } from '../../src/learned/member-input.js';
import { applyScaling, fitScaling } from '../../src/learned/row-scaling.js';
import { unitOfHost } from '../../src/learned/unit-of-host.js';
import { hostName, parseAddress } from '../../src/model/address.js';
import type { FeatureSpec } from '../../src/model/feature-rows.js';

const spec = (scale: FeatureSpec['scale']): FeatureSpec => ({
  name: 'x',
  title: 'x',
  unit: '',
  scale,
  why: '',
});
const column = (...values: number[]) => ({
  rows: values.length,
  columns: 1,
  values: Float64Array.from(values),
});
const scaled = (scale: FeatureSpec['scale'], training: number[], rows: number[]) => [
  ...applyScaling(fitScaling([spec(scale)], column(...training)), column(...rows)).values,
];

describe('scaling', () => {
  it('puts the median at 0 and normal quartiles at their place in standard deviations', () => {
    const [low, middle, high] = scaled('robust', [1, 2, 3, 4, 5], [2, 3, 4]);
    expect(middle).toBe(0);
    expect(high).toBeCloseTo(0.6745, 3);
    expect(low).toBeCloseTo(-0.6745, 3);
  });

  it('takes the logarithm where the feature asks, with its sign', () => {
    const out = scaled('log1p-robust', [0, 9, 99, 999, 9999], [99, 9999, -99]);
    expect(out[0]).toBe(0);
    expect(out[1]).toBeGreaterThan(0.5);
    expect(out[2]).toBeLessThan(-1);
  });

  it('leaves a column of scale none as it is', () => {
    expect(scaled('none', [1, 2, 3], [7, -1])).toEqual([7, -1]);
  });

  it('does not blow up where most rows, or all, agree', () => {
    const sparse = [...new Array<number>(97).fill(0), 1, 2, 3];
    expect(Math.abs(scaled('robust', sparse, [3])[0]!)).toBeLessThan(20);
    expect(scaled('robust', [5, 5, 5], [5, 6])).toEqual([0, 1]);
    const one = [...new Array<number>(999).fill(0), 1];
    expect(Math.abs(scaled('robust', one, [1])[0]!)).toBeLessThan(50);
  });

  it('is not moved by outliers', () => {
    const calm = Array.from({ length: 100 }, (_, i) => i);
    const wild = [...calm.slice(0, 98), 1e12, 1e12];
    expect(scaled('robust', wild, [60])[0]).toBeCloseTo(scaled('robust', calm, [60])[0]!, 1);
  });
});

describe("the models' inputs", () => {
  it('are cut at three deviations, or softened beyond, keeping order', () => {
    expect([...inputOf(LIMITED, column(-9, -1, 2, 50)).values]).toEqual([-3, -1, 2, 3]);
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1 }), (values) => {
        const sorted = values.sort((a, b) => a - b);
        const out = [...inputOf(SOFTENED, column(...sorted)).values];
        expect(out).toEqual([...out].sort((a, b) => a - b));
        out.forEach((value, i) => {
          expect(Math.abs(value)).toBeLessThanOrEqual(Math.abs(sorted[i]!));
        });
      }),
    );
  });

  it('lie in 0..1 for the autoencoder, also where the training column was constant', () => {
    const input = fitUnitInput(
      { rows: 4, columns: 2, values: Float64Array.of(0, 7, 10, 7, 20, 7, 40, 7) },
      0,
    );
    const rows = { rows: 3, columns: 2, values: Float64Array.of(20, 7, 400, 8, -5, 7) };
    expect([...inputOf(input, rows).values]).toEqual([0.5, 0, 1, 1, 0, 0]);
  });
});

describe('whom a flow is counted for', () => {
  const network = { isInternal: (bytes: Uint8Array, offset: number) => bytes[offset] === 0xfd };
  const unit = (text: string) => {
    const bytes = new Uint8Array(16);
    const out = new Uint8Array(16);
    parseAddress(text, bytes);
    return unitOfHost(bytes, 0, network, out) ? hostName(out, 0, network.isInternal(out, 0)) : null;
  };

  it.each([
    ['10.0.0.1', '10.0.0.1'],
    ['8.8.8.8', '8.8.8.8'],
    ['fd00::5', 'fd00::5'],
    ['fe80::1', 'fe80::1'],
    ['2a00:1:2:3:4::5', '2a00:1:2:3::/64'],
    ['0.0.0.0', null],
    ['::', null],
    ['ff02::1', null],
    ['239.1.2.3', null],
  ])('%s is %s', (text, host) => {
    expect(unit(text)).toBe(host);
  });
});
