import { expect, it } from 'vitest';
import { spanOf } from '../../src/parts/span.js';

const of = (query: string) => spanOf(new URLSearchParams(query));

it('reads what an address asks for', () => {
  expect(of('span=7d')).toEqual({ kind: 'latest', lengthMs: 604_800_000 });
  expect(of('from=10&to=20')).toEqual({ kind: 'between', from: 10, to: 20 });
});

it.each([
  '',
  'span=forever',
  'span=constructor',
  'from=20&to=10',
  'from=1&to=9e99',
  'from=x&to=2',
  'from=&to=5',
])('takes the last day for %j', (query) => {
  expect(of(query)).toEqual({ kind: 'latest', lengthMs: 86_400_000 });
});
