import { expect, it } from 'vitest';
import { spanBetween } from '../../src/parts/span-dialog.js';

it('reads two times of fields as UTC', () => {
  expect(spanBetween('2026-11-22T18:04', '2026-11-23T00:00')).toEqual({
    kind: 'between',
    from: Date.UTC(2026, 10, 22, 18, 4),
    to: Date.UTC(2026, 10, 23),
  });
});

it('refuses what is no span, in words', () => {
  expect(() => spanBetween('', '2026-11-23T00:00')).toThrow('Both times are needed.');
  expect(() => spanBetween('2026-11-23T00:00', '2026-11-23T00:00')).toThrow('It must end after it begins.');
});
