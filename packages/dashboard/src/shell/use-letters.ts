/** Does what shortcuts wish for. */
import { useEffect, useRef } from 'react';
import { Letters, lettersAreOn, type Wish } from './letters.js';

const TYPING = 'input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]';

export function useLetters(act: (wish: Wish) => void): void {
  const latest = useRef(act);
  useEffect(() => {
    latest.current = act;
  });
  useEffect(() => {
    const letters = new Letters();
    const onKeyDown = (event: KeyboardEvent) => {
      const { target, key, ctrlKey, metaKey, altKey, timeStamp } = event;
      const isTyping = target instanceof Element && target.closest(TYPING) !== null;
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
