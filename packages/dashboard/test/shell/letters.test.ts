import { expect, it } from 'vitest';
import { Letters } from '../../src/shell/letters.js';

const plain = { ctrlKey: false, metaKey: false, altKey: false, isTyping: false };
const press = (letters: Letters, key: string, now = 0, more: Partial<typeof plain> = {}, isOn = true) =>
  letters.press({ key, ...plain, ...more }, now, isOn);

it('goes to a page by "g" and its letter', () => {
  const letters = new Letters();
  expect(press(letters, 'g', 0)).toBeNull();
  expect(press(letters, 'h', 1_000)).toEqual({ kind: 'go', path: '/hosts' });
  expect(press(letters, 'h', 1_100)).toBeNull();
});

it('forgets "g" after a while, and letters that lead nowhere', () => {
  const letters = new Letters();
  press(letters, 'g', 0);
  expect(press(letters, 'h', 2_000)).toBeNull();
  press(letters, 'g', 3_000);
  expect(press(letters, 'z', 3_100)).toBeNull();
  expect(press(letters, 'h', 3_200)).toBeNull();
});

it('opens help and the palette', () => {
  expect(press(new Letters(), '?')).toEqual({ kind: 'help' });
  expect(press(new Letters(), '/')).toEqual({ kind: 'palette' });
  expect(press(new Letters(), 'K', 0, { ctrlKey: true })).toEqual({ kind: 'palette' });
});

it('leaves letters alone that are typed, held with others, or switched off', () => {
  expect(press(new Letters(), '?', 0, { isTyping: true })).toBeNull();
  expect(press(new Letters(), '/', 0, { metaKey: true })).toBeNull();
  expect(press(new Letters(), '?', 0, {}, false)).toBeNull();
  expect(press(new Letters(), 'k', 0, { ctrlKey: true, isTyping: true }, false)).toEqual({ kind: 'palette' });
});
