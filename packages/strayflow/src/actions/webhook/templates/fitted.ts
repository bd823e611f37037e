/** As much of a message as its receiver takes: first less is said of each notice, then fewer notices are told. */
import type { Message } from '../../../model/notifier.js';
import { cleanMessage, cleanNotice, type Room, WHOLE } from '../../notices/clean.js';

const ROOMS: readonly Room[] = [
  WHOLE,
  { evidence: 3, families: 10, names: 2, named: 3, text: 240 },
  { evidence: 1, families: 3, names: 1, named: 1, text: 120 },
];

export interface Limits {
  /** Of the body, as ASCII. */
  readonly maxBytes: number;
  readonly notices: number;
  /** What people read: less of each where there are several. */
  readonly isBrief: boolean;
}

/** @param write what is sent of a cleaned message, as ASCII */
export function fitted(
  unclean: Message,
  write: (message: Message) => string,
  { maxBytes, notices, isBrief }: Limits,
): string {
  const message = cleanMessage(unclean);
  const most = Math.min(notices, message.notices.length);
  let text = '';
  for (const room of isBrief && most > 1 ? ROOMS.slice(1) : ROOMS) {
    text = write(cut(message, room, most));
    if (text.length <= maxBytes) return text;
  }
  for (let count = most; count > 1 && text.length > maxBytes; ) {
    count = Math.max(1, Math.min(count - 1, Math.floor((count * maxBytes) / text.length)));
    text = write(cut(message, ROOMS.at(-1)!, count));
  }
  return text;
}

/** What is not told is counted. */
function cut(message: Message, room: Room, most: number): Message {
  return {
    ...message,
    notices: message.notices.slice(0, most).map((notice) => cleanNotice(notice, room)),
    omitted: message.omitted + Math.max(0, message.notices.length - most),
  };
}
