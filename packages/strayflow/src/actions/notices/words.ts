/** How notices are said in plain text. */
import { type Decision, isBlock } from '../../model/decision.js';
import { counted, riskText, utc } from '../../model/format.js';
import type { Notice } from '../../model/notifier.js';

const MOST_FAMILIES = 3;

/** "Blocked until 2026-03-03 19:40:11 UTC" */
export function actionWords(
  decision: Pick<Decision, 'action' | 'simulated' | 'approval' | 'expires'>,
): string {
  const until = decision.expires === null ? '' : ` until ${utc(decision.expires)}`;
  if (!isBlock(decision)) return 'Alert';
  const done = decision.action === 'quarantine' ? 'quarantined' : 'blocked';
  if (decision.simulated) return `Would be ${done}${until} (the policy only observes)`;
  if (decision.approval) return `To be ${done}${until}, once a person approves it`;
  return `${done === 'blocked' ? 'Blocked' : 'Quarantined'}${until}`;
}

/** "203.0.113.66: port scan, brute force (risk 0.868)" */
export function headline({ host, role, families, risk }: Notice): string {
  const names = families.map((family) => family.replaceAll('-', ' '));
  const more = names.length - MOST_FAMILIES;
  const what =
    names.length === 0
      ? 'strays from what is usual'
      : `${names.slice(0, MOST_FAMILIES).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  return `${host}${role === 'victim' ? ' as victim' : ''}: ${what} (risk ${riskText(risk)})`;
}

/** "www.example.org, site north"; null where nothing but the address is known. */
export function whereabouts({ names, site }: Notice): string | null {
  const parts = [...names, ...(site === '' ? [] : [`site ${site}`])];
  return parts.length === 0 ? null : parts.join(', ');
}

/** What happened and what was done, in one line; what that rests on is told elsewhere. */
export function outline(notice: Notice): string {
  const where = whereabouts(notice);
  return `Incident ${notice.kind}: ${headline(notice)}${where === null ? '' : ` [${where}]`}. ${actionWords(notice)}.`;
}

/** All of a notice in one line. */
export function sentence(notice: Notice): string {
  const more = notice.moreEvidence === 0 ? [] : [`${counted(notice.moreEvidence, 'more sign')}.`];
  return [
    outline(notice),
    ended(notice.reason),
    ...notice.evidence.map(({ summary }) => ended(summary)),
    ...more,
  ].join(' ');
}

function ended(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
