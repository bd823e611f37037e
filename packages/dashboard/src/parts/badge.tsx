/** A word with a colour; the word alone says it. */
import type { ReactNode } from 'react';
import './badge.css';

export type Tone = 'plain' | 'accent' | 'good' | 'medium' | 'high' | 'severe';

export function Badge({ tone = 'plain', children }: { readonly tone?: Tone; readonly children: ReactNode }) {
  return <span className={`badge badge-${tone}`}>{children}</span>;
}
