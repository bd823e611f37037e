/** What a page is to the shell: where it stands, what it is called, and how its code is loaded. */
import type { ComponentType } from 'react';
import type { IconName } from '../parts/icon.js';

export interface PageProps {
  /** The named parts of the address, decoded: untrusted text. */
  readonly params: Readonly<Record<string, string>>;
}

export interface PageEntry {
  /** As wouter has it: "/hosts/:host". */
  readonly path: string;
  readonly title: string;
  /** Stands in the navigation, with this sign; "g" and then this letter leads there. */
  readonly place?: { readonly icon: IconName; readonly letter: string };
  load(): Promise<{ readonly default: ComponentType<PageProps> }>;
}
