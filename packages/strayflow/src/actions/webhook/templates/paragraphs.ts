/** What people read in a chat about a message: the words, before they are written for one. */
import { counted, riskText, utc } from '../../../model/format.js';
import type { Message, Notice } from '../../../model/notifier.js';
import { actionWords, headline, otherNamesWords, whereabouts } from '../../notices/words.js';

export interface NoticeParagraphs {
  readonly notice: Notice;
  readonly headline: string;
  /** What was done and why; who it is. */
  readonly sentences: readonly string[];
  readonly evidence: readonly string[];
  readonly footing: string;
}

/** "Test: incident opened", "3 incidents"; nothing of the traffic. */
export function titleOf({ purpose, notices, omitted }: Message): string {
  const all = notices.length + omitted;
  const title = all === 1 ? `Incident ${notices[0]!.kind}` : counted(all, 'incident');
  return purpose === 'test' ? `Test: ${title}, nothing happened` : title;
}

/** Null where all is told. */
export function omittedWords({ omitted }: Message): string | null {
  return omitted === 0 ? null : `And ${counted(omitted, 'more incident')} that this message has no room for.`;
}

export function paragraphsOf(notice: Notice): NoticeParagraphs {
  const where = whereabouts(notice);
  const others = otherNamesWords(notice);
  const { kind, incident, reason, rule, risk, opened, time, evidence, moreEvidence } = notice;
  return {
    notice,
    headline: headline(notice),
    sentences: [
      `${kind === 'opened' ? '' : `Incident ${kind}. `}${actionWords(notice)}: ${reason}`,
      ...(where === null ? [] : [`Known as: ${where}`]),
      ...(others === null ? [] : [others]),
    ],
    evidence: [
      ...evidence.map(({ summary }) => summary),
      ...(moreEvidence === 0 ? [] : [`and ${counted(moreEvidence, 'more sign')}`]),
    ],
    footing: `Incident ${incident}, rule ${rule}, risk ${riskText(risk)}, ${utc(opened)} to ${utc(time)}`,
  };
}

/**
 * Nobody is called by an "@", in services that do that in any text, and nothing is taken for a function or a tag:
 * the signs are replaced by wide ones that look alike.
 */
export function withoutCalls(text: string): string {
  return text
    .replace(/@(?=[\p{L}\p{N}_{(*])/gu, '＠')
    .replace(/\{\{/g, '｛｛')
    .replace(/<(?=[\p{L}/!@#])/gu, '＜');
}
