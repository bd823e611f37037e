/** What a mail about incidents says: one section per incident, in the order of the message. */
import { counted, utc } from '../../model/format.js';
import type { Message, Notice } from '../../model/notifier.js';
import type { Letter, LetterSection } from '../letter.js';
import { plain } from '../wording.js';
import { actionWords, headline, otherNamesWords, whereabouts } from './words.js';

/** In a digest; a mail about one incident says all that it knows. */
const MAX_EVIDENCE = 3;
const LONGEST_SUBJECT = 200;
const SIGNATURE =
  'Sent by Strayflow. strayflow blocks list shows what is blocked, strayflow undo ADDRESS lifts a block.';

/** @param message cleaned, with one notice at least */
export function composeNoticeLetter(message: Message, subjectPrefix: string): Letter {
  const { notices, omitted, purpose } = message;
  const [first] = notices;
  const only = notices.length === 1 && omitted === 0 ? first! : null;
  const all = counted(notices.length + omitted, 'incident');
  const mark = purpose === 'test' ? 'Test: ' : '';
  const headlineText =
    only === null
      ? `${all}: ${headline(first!)}${notices.length + omitted > 1 ? ', ...' : ''}`
      : `Incident ${only.kind}: ${headline(only)}`;
  return {
    subject: plain(`${subjectPrefix} ${mark}${subjectOf(only, all)}`, LONGEST_SUBJECT),
    headline: `${mark}${headlineText}`,
    sections: notices.map((notice) =>
      only === null ? sectionOf(notice, headline(notice), MAX_EVIDENCE) : sectionOf(notice, notice.host),
    ),
    omitted,
    noun: 'incident',
    elsewhere: '',
    footing: [
      ...(purpose === 'test'
        ? ['This mail was sent by hand to see whether it arrives; nothing happened.']
        : []),
      ...(only === null ? [] : [historyOf(only)]),
    ],
    signature: SIGNATURE,
  };
}

/** Says nothing that changes while an incident lasts: many mail programs keep a thread together by its subject. */
function subjectOf(only: Notice | null, all: string): string {
  if (only === null) return all;
  return `${only.host}${only.site === '' ? '' : ` (site ${only.site})`}, incident ${only.incident}`;
}

function sectionOf(notice: Notice, title: string, mostEvidence = Number.POSITIVE_INFINITY): LetterSection {
  const { evidence, moreEvidence } = notice;
  return {
    host: title,
    action: `Incident ${notice.kind}. ${actionWords(notice)}`,
    reason: notice.reason,
    where: whereabouts(notice),
    evidence: evidence.slice(0, mostEvidence).map(({ summary, firstSeen, lastSeen }) => ({
      summary,
      details: [`${utc(firstSeen)} to ${utc(lastSeen)}`],
    })),
    moreEvidence: moreEvidence + Math.max(0, evidence.length - mostEvidence),
    names: otherNamesWords(notice),
  };
}

function historyOf({ incident, revision, rule, opened, time }: Notice): string {
  const earlier =
    revision === 0 ? 'the first message about it' : `${counted(revision, 'message')} about it before`;
  return `Incident ${incident}, ${earlier}; ${utc(opened)} to ${utc(time)}; decided by rule ${rule}.`;
}
