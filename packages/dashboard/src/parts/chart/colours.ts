/** Colours of the tokens as charts need them, which know no custom properties. */
import { useSyncExternalStore } from 'react';
import { isDark, onTheme } from '../../style/theme.js';

/** A custom property of style/tokens.css without its dashes. */
export type ColourName =
  | 'text'
  | 'muted'
  | 'surface'
  | 'raised'
  | 'line'
  | 'accent'
  | 'severe'
  | 'high'
  | 'medium'
  | 'good'
  | `chart-${'traffic' | 'evidence' | 'incident' | 'parsed' | 'ignored' | 'rejected' | 'lost' | 'scored'}`
  | `chart-${'axis' | 'grid'}`;

export type Colours = (name: ColourName) => string;

/** Reads what a colour is where the element stands. */
export function coloursAt(element: HTMLElement): Colours {
  const known = new Map<ColourName, string>();
  const probe = document.createElement('span');
  return (name) => {
    const before = known.get(name);
    if (before !== undefined) return before;
    probe.style.color = `var(--${name})`;
    element.append(probe);
    const { color } = getComputedStyle(probe);
    probe.remove();
    known.set(name, color);
    return color;
  };
}

/** Changes with the colours, so that charts are drawn anew. */
export function useIsDark(): boolean {
  return useSyncExternalStore(onTheme, isDark);
}
