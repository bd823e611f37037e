/** A preview in plain words. */
import { counted, duration, listed, utc } from '../../model/format.js';
import type { HostChange, Preview, Totals } from './preview.js';

/** Hosts that are named; the rest is counted. */
const MOST_SHOWN = 20;

function totalWords({ alertedHosts, blockedHosts, doneHosts, waitingHosts, blockedMs }: Totals): string {
  const done = doneHosts + waitingHosts;
  const how =
    blockedHosts === 0
      ? ''
      : ` (${done === 0 ? 'simulated' : `${doneHosts} really${waitingHosts === 0 ? '' : `, ${waitingHosts} once a person agrees`}`}; ${duration(blockedMs)} in all)`;
  return `${counted(alertedHosts, 'host')} told of, ${blockedHosts} of them blocked${how}`;
}

const blockedFor = (change: HostChange, which: 'before' | 'after') => duration(change[which]?.blockedMs ?? 0);

function section(
  title: string,
  changes: readonly HostChange[],
  words: (change: HostChange) => string,
): readonly string[] {
  if (changes.length === 0) return [];
  const known = changes.filter((each) => each.known !== null);
  const wrong = known.filter((each) => each.known!.wrong).length;
  const told = known.length === 0 ? '' : `; known: ${known.length - wrong} rightly accused, ${wrong} wrongly`;
  const shown = changes.slice(0, MOST_SHOWN).map((change) => {
    const says =
      change.role === 'victim' ? ' [as a victim]' : change.known === null ? '' : ` [${change.known.says}]`;
    return `  ${change.host}${says}  ${words(change)}`;
  });
  const more = changes.length - shown.length;
  return ['', `${title}: ${counted(changes.length, 'host')}${told}`, ...shown].concat(
    more > 0 ? [`  and ${more} more`] : [],
  );
}

const ruled = (outcome: HostChange['before']) =>
  outcome === null ? '' : `by ${outcome.rule}: ${outcome.reason}`;

function holders(title: string, held: Preview['heldBack']): readonly string[] {
  const lines = Object.entries(held).map(
    ([holder, hosts]) =>
      `  ${holder}: ${listed(hosts.slice(0, MOST_SHOWN))}${hosts.length > MOST_SHOWN ? ` and ${hosts.length - MOST_SHOWN} more` : ''}`,
  );
  return lines.length === 0 ? [] : ['', title, ...lines];
}

function dayLines({ days }: Preview): readonly string[] {
  if (days.length === 0) return [];
  return [
    '',
    'By day (hosts told of, blocked; before -> after)',
    ...days.map(
      ({ day, alertedBefore, alertedAfter, blockedBefore, blockedAfter }) =>
        `  ${day}  told of ${alertedBefore} -> ${alertedAfter}, blocked ${blockedBefore} -> ${blockedAfter}`,
    ),
  ];
}

function isSame(found: Preview): boolean {
  const { newlyBlocked, noLongerBlocked, newlyAlerted, noLongerAlerted, blockedLonger, blockedShorter } =
    found;
  const lists = [newlyBlocked, noLongerBlocked, newlyAlerted, noLongerAlerted, blockedLonger, blockedShorter];
  const held = [...Object.keys(found.heldBack), ...Object.keys(found.letPass)];
  const isTotal = JSON.stringify(found.before) === JSON.stringify(found.after);
  return isTotal && held.length === 0 && lists.every(({ length }) => length === 0);
}

/** @param names of the two policies, as "the defaults" */
export function previewWords(
  found: Preview,
  names: { readonly before: string; readonly after: string },
): string {
  const { from, to, stored } = found;
  const span = from === null || to === null ? '' : `, ${utc(from)} to ${utc(to)}`;
  return [
    `History: ${counted(found.evidence, 'piece')} of evidence${span}`,
    `Before (${names.before}): ${totalWords(found.before)}`,
    `After (${names.after}): ${totalWords(found.after)}`,
    ...(isSame(found) ? ['', 'The change changes nothing here.'] : []),
    ...section('Newly blocked', found.newlyBlocked, ({ after }) => ruled(after)),
    ...section(
      'No longer blocked',
      found.noLongerBlocked,
      ({ before, after }) => `was ${ruled(before)}${after === null ? '' : `; now alerted ${ruled(after)}`}`,
    ),
    ...section('Newly told of', found.newlyAlerted, ({ after }) => ruled(after)),
    ...section('No longer told of', found.noLongerAlerted, ({ before }) => `was ${ruled(before)}`),
    ...section(
      'Blocked for longer',
      found.blockedLonger,
      (change) => `${blockedFor(change, 'before')} -> ${blockedFor(change, 'after')}`,
    ),
    ...section(
      'Blocked for less',
      found.blockedShorter,
      (change) => `${blockedFor(change, 'before')} -> ${blockedFor(change, 'after')}`,
    ),
    ...holders('Now held back, by', found.heldBack),
    ...holders('No longer held back, by', found.letPass),
    ...dayLines(found),
    '',
    ...(stored === null
      ? []
      : [
          `What was decided then: ${counted(stored.blockedHosts, 'host')} blocked, of which this replay of the policy before blocks ${stored.alsoByReplay}.`,
        ]),
    ...found.notes,
    '',
  ].join('\n');
}
