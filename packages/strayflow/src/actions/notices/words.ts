/** How notices are said in plain text. */
import { type Decision, isBlock } from '../../model/decision.js';
import { counted, riskText, utc } from '../../model/format.js';
import { namesWords, nameWord } from '../../model/known-names.js';
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

/** "www.example.org (DNS), site north"; null where nothing but the address is known. */
export function whereabouts({ host, names, named, site }: Notice): string | null {
  const own = named?.find(({ address }) => address === host)?.names ?? [];
  const known = own.length > 0 ? [namesWords(own)] : names.map(nameWord);
  const parts = [...known, ...(site === '' ? [] : [`site ${site}`])];
  return parts.length === 0 ? null : parts.join(', ');
}

/** Of the addresses that are mentioned beside the host, "10.1.0.5 nas (DHCP), nas.example.org (DNS)" each. */
export function otherNames({ host, named = [] }: Notice): readonly string[] {
  return named
    .filter(({ address, names }) => address !== host && names.length > 0)
    .map(({ address, names }) => `${address} ${namesWords(names)}`);
}

/** "Names in the traffic: 10.1.0.5 nas (DHCP); 192.0.2.7 www.example.org (SNI)"; null where none is known. */
export function otherNamesWords(notice: Notice): string | null {
  const others = otherNames(notice);
  return others.length === 0 ? null : `Names in the traffic: ${others.join('; ')}`;
}

/** What happened and what was done, in one line; what that rests on is told elsewhere. */
export function outline(notice: Notice): string {
  const where = whereabouts(notice);
  return `Incident ${notice.kind}: ${headline(notice)}${where === null ? '' : ` [${where}]`}. ${actionWords(notice)}.`;
}

/** All of a notice in one line. */
export function sentence(notice: Notice): string {
  const more = notice.moreEvidence === 0 ? [] : [`${counted(notice.moreEvidence, 'more sign')}.`];
  const others = otherNamesWords(notice);
  return [
    outline(notice),
    ended(notice.reason),
    ...notice.evidence.map(({ summary }) => ended(summary)),
    ...(others === null ? [] : [`${others}.`]),
    ...more,
  ].join(' ');
}

function ended(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
