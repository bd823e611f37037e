import { expect, it } from 'vitest';
import { Progress } from '../../src/cli/progress.js';

function watched(isTTY: boolean, columns = 80) {
  let now = 0;
  const written: string[] = [];
  const output = { isTTY, columns, write: (text: string) => written.push(text) };
  const progress = new Progress(output, () => now);
  return { progress, written, at: (ms: number) => (now = ms) };
}

it('is quiet for two seconds, then shows share, rate and time left', () => {
  const { progress, written, at } = watched(true);
  progress.begin('reading', 'B');
  at(1_900);
  progress.update(1_000_000, 10_000_000);
  expect(written).toEqual([]);
  at(2_500);
  progress.update(2_500_000, 10_000_000);
  expect(written.join('')).toContain('reading [=====               ] 25 % 1.0 M B/s, 8 s left');
  progress.clear();
  expect(written.at(-1)).toBe('\r\x1b[K');
});

it('writes nothing where nobody looks', () => {
  const { progress, written, at } = watched(false);
  progress.begin('reading', 'B');
  at(60_000);
  progress.update(5, 10);
  progress.clear();
  expect(written).toEqual([]);
});

it('shows a rate alone where the end is not known, and never wraps the line', () => {
  const { progress, written, at } = watched(true, 20);
  progress.begin('reading', 'records');
  at(4_000);
  progress.update(8_000, null);
  const line = written.join('').replace('\r\x1b[K', '');
  expect(line).toBe('reading 2.0 k recor');
});
