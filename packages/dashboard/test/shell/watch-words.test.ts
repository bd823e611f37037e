import { expect, it } from 'vitest';
import { watchWords } from '../../src/shell/watch-words.js';
import { NOW, STATUS } from '../canned/answers.js';

const watch = STATUS.watch!;
const words = (more: Partial<typeof STATUS>) => watchWords({ ...STATUS, ...more });

it('is content when everything is well', () => {
  expect(words({})).toMatchObject({ tone: 'good', title: 'Watching' });
});

it('says that the watch is silent before all else', () => {
  expect(words({ heard: NOW - 300_000 })).toEqual({
    tone: 'severe',
    title: 'The watch is silent',
    says: 'It last told of itself 5 min ago.',
  });
  expect(words({ heard: null, watch: null })).toMatchObject({ title: 'No word from the watch' });
});

it('is never content where records were lost', () => {
  const lossy = { ...watch, loss: { kernelDrops: 3, overloadDrops: 4, sequenceGaps: 5 } };
  expect(words({ watch: lossy })).toMatchObject({
    tone: 'medium',
    says: expect.stringContaining('12 records'),
  });
});

it.each([
  [{ lagMs: null }, 'Nothing received yet'],
  [{ caughtUp: false }, 'Catching up'],
  [{ lagMs: 3_600_000 }, 'Nothing new'],
])('tells %j', (more, title) => {
  expect(words({ watch: { ...watch, ...more } })).toMatchObject({ tone: 'medium', title });
});
