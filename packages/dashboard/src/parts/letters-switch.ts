/** Whether shortcuts of single letters are on in this browser (WCAG 2.1.4). */

const TYPING = 'input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]';
const KEY = 'strayflow.letters';

export function lettersAreOn(): boolean {
  try {
    return localStorage.getItem(KEY) !== 'off';
  } catch {
    return true;
  }
}

export function switchLetters(isOn: boolean): void {
  try {
    localStorage.setItem(KEY, isOn ? 'on' : 'off');
  } catch {
    // Storage can be forbidden: then they stay on.
  }
}

/** Letters go into it. */
export function isTypedInto(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(TYPING) !== null;
}
