/** Whether a mute keeps a notice back. */
import { parsePrefix } from '../../model/address.js';
import type { Notice } from '../../model/notifier.js';
import { overlaps } from '../../model/prefix-overlap.js';
import type { Mute } from '../../store/ledger/mutes.js';

export function isMuted(
  notice: Pick<Notice, 'host' | 'families'>,
  { prefix, family }: Pick<Mute, 'prefix' | 'family'>,
): boolean {
  const silent = family?.split(',');
  const isCovered = (each: string) => each === 'context' || silent === undefined || silent.includes(each);
  if (!notice.families.every(isCovered)) return false;
  if (prefix === null) return true;
  const [muted, host] = [parsePrefix(prefix), parsePrefix(notice.host)];
  return muted !== null && host !== null && overlaps(muted, host);
}
