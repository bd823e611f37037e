/** Letters in a list: "j" and "k" go from row to row, others do something about the row that has the focus. */
import { useEffect, useRef } from 'react';
import { isTypedInto, lettersAreOn } from './letters-switch.js';

const STEPS: Readonly<Record<string, number>> = { j: 1, k: -1 };

/** @param act by letter, with the key of the row (DataTable's keyOf) */
export function useRowLetters(act: Readonly<Record<string, (key: string) => void>>): void {
  const latest = useRef(act);
  useEffect(() => {
    latest.current = act;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const { key, ctrlKey, metaKey, altKey, target } = event;
      if (ctrlKey || metaKey || altKey || isTypedInto(target) || !lettersAreOn()) return;
      if (document.querySelector('dialog[open]') !== null) return;
      const rows = [...document.querySelectorAll<HTMLElement>('[data-row]')];
      const place = rows.indexOf(document.activeElement as HTMLElement);
      const step = STEPS[key];
      if (step !== undefined) {
        rows[Math.min(rows.length - 1, Math.max(0, place < 0 ? 0 : place + step))]?.focus();
        return;
      }
      const row = rows[place]?.dataset['row'];
      if (row === undefined || !Object.hasOwn(latest.current, key)) return;
      event.preventDefault();
      latest.current[key]!(row);
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}
