/** Messages as they may leave the machine: text without anything that acts or hides, and everything bounded. */
import type { NamedAddress } from '../../model/known-names.js';
import type { Message, Notice } from '../../model/notifier.js';
import { plain } from '../wording.js';

/** How much of a notice is told. */
export interface Room {
  readonly evidence: number;
  readonly families: number;
  /** Of one address. */
  readonly names: number;
  /** Addresses with names. */
  readonly named: number;
  /** Of one sentence, in characters; names get a third of it, 20 at least. */
  readonly text: number;
}

/** What the contract of notices allows, and sentences as long as Strayflow writes them. */
export const WHOLE: Room = { evidence: 10, families: 30, names: 3, named: 9, text: 300 };

/** A digest lists fewer; what is more than it is counted as omitted. */
export const MAX_NOTICES = 100;

/** Of an IPv6 prefix, in characters: an address is never cut. */
const LONGEST_ADDRESS = 43;

const ID = /^[0-9a-f]{16}$/;

/** Throws RangeError for what is no message: without a notice, or with an identity that is none. */
export function cleanMessage(message: Message): Message {
  const { id, notices } = message;
  if (!ID.test(id)) throw new RangeError('expected 16 hexadecimal digits as the id of a message');
  if (notices.length === 0) throw new RangeError('expected at least one notice, received none');
  return {
    ...message,
    notices: notices.slice(0, MAX_NOTICES).map((notice) => cleanNotice(notice, WHOLE)),
    omitted: message.omitted + Math.max(0, notices.length - MAX_NOTICES),
  };
}

/** Evidence that there is no room for is counted. */
export function cleanNotice(notice: Notice, room: Room): Notice {
  const { evidence, families, names, text } = room;
  if (!ID.test(notice.incident)) {
    throw new RangeError('expected 16 hexadecimal digits as the identity of an incident');
  }
  const short = Math.max(20, Math.floor(text / 3));
  return {
    kind: notice.kind,
    incident: notice.incident,
    revision: notice.revision,
    site: plain(notice.site, short),
    host: plain(notice.host, Math.max(LONGEST_ADDRESS, short)),
    role: notice.role,
    names: notice.names.slice(0, names).map((name) => plain(name, short)),
    ...(notice.named === undefined ? {} : { named: cleanNames(notice.named, room) }),
    action: notice.action,
    simulated: notice.simulated,
    approval: notice.approval,
    rule: plain(notice.rule, short),
    reason: plain(notice.reason, text),
    risk: Math.round(1e6 * notice.risk) / 1e6,
    opened: notice.opened,
    time: notice.time,
    expires: notice.expires,
    families: notice.families.slice(0, families),
    evidence: notice.evidence.slice(0, evidence).map((one) => ({
      id: plain(one.id, 32),
      family: one.family,
      summary: plain(one.summary, text),
      surprise: one.surprise,
      firstSeen: one.firstSeen,
      lastSeen: one.lastSeen,
    })),
    moreEvidence: notice.moreEvidence + Math.max(0, notice.evidence.length - evidence),
  };
}

function cleanNames(all: readonly NamedAddress[], { named, names, text }: Room): readonly NamedAddress[] {
  const short = Math.max(20, Math.floor(text / 3));
  return all.slice(0, named).map((each) => ({
    address: plain(each.address, LONGEST_ADDRESS),
    names: each.names.slice(0, names).map(({ name, source }) => ({ name: plain(name, short), source })),
  }));
}
