/** Shortcuts of letters: "g" and a letter go to a page, "/" searches, "?" helps. They can be switched off (WCAG 2.1.4). */
import { PAGES } from '../pages/index.js';

export type Wish = { readonly kind: 'go'; readonly path: string } | { readonly kind: 'palette' | 'help' };

interface Pressed {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  /** It goes into a field. */
  readonly isTyping: boolean;
}

/** "g" waits so long for its letter (ms). */
const WAIT_MS = 1_500;

export const GOES: ReadonlyMap<string, { readonly path: string; readonly title: string }> = new Map(
  PAGES.flatMap(({ path, title, place }) => (place === undefined ? [] : [[place.letter, { path, title }]])),
);

export class Letters {
  private begun = Number.NEGATIVE_INFINITY;

  /** @param now any origin (ms); null: it means nothing here */
  press({ key, ctrlKey, metaKey, altKey, isTyping }: Pressed, now: number, isOn: boolean): Wish | null {
    if ((ctrlKey || metaKey) && !altKey && key.toLowerCase() === 'k') return { kind: 'palette' };
    if (ctrlKey || metaKey || altKey || isTyping || !isOn) return null;
    const isSecond = now - this.begun < WAIT_MS;
    this.begun = !isSecond && key === 'g' ? now : Number.NEGATIVE_INFINITY;
    if (isSecond) {
      const to = GOES.get(key);
      return to === undefined ? null : { kind: 'go', path: to.path };
    }
    if (key === '/') return { kind: 'palette' };
    return key === '?' ? { kind: 'help' } : null;
  }
}
