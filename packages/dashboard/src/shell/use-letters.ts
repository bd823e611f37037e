/** Does what shortcuts wish for. */
import { useEffect, useRef } from 'react';
import { isTypedInto, lettersAreOn } from '../parts/letters-switch.js';
import { Letters, type Wish } from './letters.js';

export function useLetters(act: (wish: Wish) => void): void {
  const latest = useRef(act);
  useEffect(() => {
    latest.current = act;
  });
  useEffect(() => {
    const letters = new Letters();
    const onKeyDown = (event: KeyboardEvent) => {
      const { target, key, ctrlKey, metaKey, altKey, timeStamp } = event;
      const isTyping = isTypedInto(target);
      const isCovered = document.querySelector('dialog[open]') !== null;
      const wish = letters.press({ key, ctrlKey, metaKey, altKey, isTyping }, timeStamp, lettersAreOn());
      if (wish === null || isCovered) return;
      event.preventDefault();
      latest.current(wish);
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}
