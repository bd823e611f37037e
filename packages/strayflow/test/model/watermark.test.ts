import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { admit, openWatermark } from '../../src/model/watermark.js';

const limits = { lateMs: 10, aheadMs: 100 };

describe('a watermark', () => {
  it('counts what is too late or implausibly far ahead, and is not moved by it', () => {
    const mark = openWatermark();
    const admitted = [1_000, 990, 989, 1_100, 9_999, 1_090, 1_089].map((time) => admit(mark, time, limits));
    expect(admitted).toEqual([true, true, false, true, false, true, false]);
    expect(mark).toEqual({ time: 1_100, late: 2, ahead: 1 });
  });

  it('never goes back, and counts every record that it refuses', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 2_000 })), (times) => {
        const mark = openWatermark();
        let newest = Number.NEGATIVE_INFINITY;
        let admitted = 0;
        for (const time of times) {
          if (admit(mark, time, limits)) admitted++;
          expect(mark.time).toBeGreaterThanOrEqual(newest);
          newest = mark.time;
        }
        expect(admitted + mark.late + mark.ahead).toBe(times.length);
      }),
    );
  });
});
