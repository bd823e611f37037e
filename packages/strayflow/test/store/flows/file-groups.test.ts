import { expect, it } from 'vitest';
import { fileGroups } from '../../../src/store/flows/file-groups.js';

const files = (count: number, from = 0) =>
  Array.from({ length: count }, (_, i) => ({
    path: `flows/${from + i}`,
    hour: 0,
    first: 10 * (from + i),
    last: 10 * (from + i) + 12,
  }));
const ALL = { from: 0, to: 1_000_000 };
const paths = (groups: ReturnType<typeof fileGroups>) =>
  groups.map((group) => group.files.map(({ path }) => path).join());

it('has each file in one group, the newest first, and few other groups when one is added', () => {
  const before = fileGroups(files(57), ALL);
  expect(before.flatMap((group) => group.files)).toHaveLength(57);
  expect(before.map((group) => group.files.length)).toEqual([1, 1, 1, 6, 24, 24]);
  expect(before[0]!.files[0]!.path).toBe('flows/56');
  const added = paths(fileGroups(files(58), ALL)).filter((each) => !paths(before).includes(each));
  expect(added).toEqual(['flows/57']);
});

it('tells which files lie in the span with all of their rows', () => {
  const groups = fileGroups(files(10), { from: 5, to: 85 });
  expect(groups.map(({ isInside, files: each }) => [isInside, each.length])).toEqual([
    [false, 3],
    [true, 1],
    [true, 6],
  ]);
});
