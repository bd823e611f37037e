import { expect, it } from 'vitest';
import { judgementOf, sumsOf } from '../../src/pages/overview/coverage-words.js';

const step = (more: object) => ({
  time: 0,
  received: 100,
  parsed: 100,
  rejected: 0,
  ignored: 0,
  dropped: 0,
  late: 0,
  scored: 60,
  ...more,
});

it('is whole only where nothing was lost, unreadable or late', () => {
  expect(judgementOf(sumsOf([step({}), step({ parsed: 90, ignored: 10 })]))).toEqual({
    isWhole: true,
    says: 'All of 200 records could be used.',
  });
});

it('counts what was lost before it was received among what came', () => {
  expect(judgementOf(sumsOf([step({ dropped: 100 }), step({ rejected: 1, late: 2 })]))).toEqual({
    isWhole: false,
    says: '34.3 % of 300 records was not judged: 100 were lost before they could be read, 1 could not be read, 2 came too late to be judged.',
  });
});

it('does not call silence whole', () => {
  expect(judgementOf(sumsOf([]))).toEqual({ isWhole: false, says: 'Nothing was received in this span.' });
});
