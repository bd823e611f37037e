import { expect, it } from 'vitest';
import { evenSteps, timeTable } from '../../src/parts/chart/time-series.js';

it('shows steps that were not stored as gaps', () => {
  const { times, at } = evenSteps([{ time: 0 }, { time: 20 }], 0, 40, 10);
  expect(times).toEqual([0, 10, 20, 30]);
  expect(at).toEqual([{ time: 0 }, null, { time: 20 }, null]);
});

it('stays small when a server answers nonsense', () => {
  expect(evenSteps([], 0, 1e15, 1).times.length).toBeLessThanOrEqual(2_000);
  expect(evenSteps([], 10, 0, 1).times).toEqual([]);
});

it('gives the same numbers as a table, and says where there are none', () => {
  const series = { name: 'Flows', colour: 'chart-traffic', kind: 'area', values: [5, null] } as const;
  const rows = [{ title: 'Flows', share: 1, series: [series] }];
  expect(timeTable({ times: [0, 60_000], rows, format: String })).toEqual({
    columns: ['Time (UTC)', 'Flows'],
    rows: [
      ['1970-01-01 00:00:00', '5'],
      ['1970-01-01 00:01:00', 'none'],
    ],
  });
});
