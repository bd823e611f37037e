/** Text that may hold anything, made safe for a terminal. */
import { visible } from '../model/visible.js';

/** As `visible`, but newlines stay. */
export function printable(text: string): string {
  return text.split('\n').map(visible).join('\n');
}
