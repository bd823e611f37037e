import { expect, it } from 'vitest';
import { partsOf } from '../../src/pages/settings/audit-words.js';

it('tells every part of an entry as text, whatever it is, and bounds it', () => {
  const about = {
    prefix: '10.0.0.1/32',
    added: ['a', 'b'],
    removed: [],
    before: { mode: 'alert', keep: 3 },
    to: null,
  };
  expect(partsOf(about)).toEqual([
    ['prefix', '10.0.0.1/32'],
    ['added', 'a, b'],
    ['before', 'mode alert; keep 3'],
    ['to', 'none'],
  ]);
  expect(partsOf({ reason: 'x'.repeat(5_000) })[0]![1]).toHaveLength(301);
});
