/** What nobody is told of for a while, begun and ended by people: each with its entry in the audit log. */
import type { Family } from '../../model/evidence.js';
import { addMute, hasRoomForMute, type Mute, muteOf, removeMute } from '../../store/ledger/mutes.js';
import type { NoticeStore } from '../../store/ledger/notices.js';
import type { Doer } from './incident-deeds.js';

export interface MuteOrder {
  /** Canonical; null: any host. One of both is not null. */
  readonly prefix: string | null;
  /** Null: whatever it does. */
  readonly families: readonly Family[] | null;
  readonly reason: string;
  /** Unix ms. */
  readonly expires: number;
}

/** Null where too many hold already. Throws StrayflowError 'state-unwritable'. */
export function beginMute(store: NoticeStore, order: MuteOrder, { by, now }: Doer): Mute | null {
  const { prefix, families, reason, expires } = order;
  if (prefix === null && families === null) throw new RangeError('expected a prefix, or families, or both');
  const family = families === null ? null : families.join(',');
  let mute: Mute | null = null;
  store.write((database) => {
    if (!hasRoomForMute(database, now)) return;
    const id = addMute(database, { prefix, family, reason, added: now, expires });
    store.audit('muted', by, { mute: id, prefix, family, reason, expires }, now);
    mute = muteOf(database, id);
  });
  return mute;
}

/** False where there is none of this number. Throws StrayflowError 'state-unwritable'. */
export function endMute(store: NoticeStore, id: number, { by, now }: Doer): boolean {
  let found = false;
  store.write((database) => {
    found = removeMute(database, id, now);
    if (found) store.audit('mute-ended', by, { mute: id }, now);
  });
  return found;
}
