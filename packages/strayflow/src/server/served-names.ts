/** What addresses are called, read anew from the state of the watch when it is asked for and what is known has become old. */
import { type NamesOf, NO_NAMES } from '../model/known-names.js';
import { storedNames } from '../shell/stored-names.js';
import type { Attempts } from './attempts.js';

const OLD_MS = 60_000;

export class ServedNames {
  private readonly folder: string;
  private readonly attempts: Attempts;
  private readonly now: () => number;
  private namesOf: NamesOf = NO_NAMES;
  private read = Number.NEGATIVE_INFINITY;

  /** @param now Unix ms */
  constructor(folder: string, attempts: Attempts, now: () => number) {
    this.folder = folder;
    this.attempts = attempts;
    this.now = now;
  }

  /** Never fails: without names there are none. */
  current(): NamesOf {
    const now = this.now();
    if (now - this.read >= OLD_MS) {
      this.read = now;
      this.attempts.make('Addresses have no new names', () => {
        this.namesOf = storedNames(this.folder, (text) => {
          throw new Error(text);
        });
      });
    }
    return this.namesOf;
  }
}
