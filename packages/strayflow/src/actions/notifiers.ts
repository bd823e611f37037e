/** What can carry messages about incidents: one line per notifier. */
import type { Notifier } from '../model/notifier.js';

export const NOTIFIERS: readonly Notifier[] = [];
