/** Notices become messages when their time has come: no more than the receiver asked for, and none beyond what it can take. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Message, Notice } from '../../model/notifier.js';
import { nextSlot } from '../../policy/index.js';
import type { NoticeStore } from '../../store/ledger/notices.js';
import {
  countWaiting,
  dropNotice,
  dueNotices,
  holdNotices,
  isNoticeDue,
  queueMessage,
  takeDigest,
  takeOmitted,
  writtenSince,
} from '../../store/ledger/outbox.js';
import type { ConfiguredNotifier } from './configured-notifiers.js';

const HOUR_MS = 3_600_000;
/** Messages that wait for a receiver that takes none; what comes then waits to be one digest. */
const MOST_MESSAGES = 100;
/** Incidents of one digest; the others are counted. */
const MOST_IN_DIGEST = 50;
const MOST_AT_ONCE = 1_000;

/** @param now on the wall's clock (Unix ms) */
export function writeMessages(store: NoticeStore, { name, tell }: ConfiguredNotifier, now: number): void {
  const { database } = store;
  if (!isNoticeDue(database, name, now)) return;
  const alone = dueNotices(database, name, now, MOST_AT_ONCE);
  let room = MOST_MESSAGES - countWaiting(database, name).messages;
  if (room <= 0 && alone.length === 0) return;
  store.write(() => {
    const written = [...writtenSince(database, name, now - HOUR_MS)];
    const write = (purpose: Message['purpose'], notices: readonly Notice[], omitted: number) => {
      queueMessage(database, name, {
        id: idOf(name, notices, now),
        purpose,
        time: now,
        notices,
        omitted: omitted + takeOmitted(database, name),
      });
      written.push(now);
      room--;
    };
    /** Where there may be no message, all that is due waits for the next digest. */
    const mayWrite = (): boolean => {
      const slot = room > 0 ? nextSlot(written, tell, now) : null;
      if (slot !== null && slot <= now) return true;
      holdNotices(database, name, now, slot);
      return false;
    };
    if (!mayWrite()) return;
    const digest = takeDigest(database, name, now, MOST_IN_DIGEST);
    if (digest !== null) write('digest', digest.notices, digest.omitted);
    for (const { sequence, notice } of alone) {
      if (!mayWrite()) return;
      dropNotice(database, sequence);
      write('incident', [notice], 0);
    }
  });
}

/** Of what it says, and when: numbers of rows come again. */
function idOf(notifier: string, notices: readonly Notice[], now: number): string {
  const told = notices.map(({ incident, revision }) => [incident, revision]);
  return bytesToHex(sha256(utf8ToBytes(JSON.stringify([notifier, now, told])))).slice(0, 16);
}
