/** Guessed logins in words and numbers that a person can check. */
import type { Contribution, Evidence } from '../../model/evidence.js';
import { countOfSurprise, usualRange } from '../counting-test.js';
import { hostText } from '../host-key.js';
import { listed } from '../references.js';
import { evidenceOf, type Told } from '../telling.js';
import { plainCount, plainDuration, plainNumber } from '../words.js';
import { type LoginCounter, membersOf } from './group.js';
import type { BruteForceOptions } from './options.js';
import { type LoginSeries, loginSurprise, type SeriesKind, usualOf } from './series.js';

const UNITS: Record<SeriesKind, string> = {
  short: 'short login',
  failed: 'failed login',
  form: 'log-in form',
  group: 'login',
};

const NAMED_MEMBERS = 8;

function place(series: LoginSeries): string {
  const host = hostText(series.destination);
  if (series.port === 0) return host;
  return `${host}:${series.port}`;
}

function keyOf(series: LoginSeries): string {
  const what = `${series.name} ${place(series)}`;
  switch (series.kind) {
    case 'short':
      return what;
    case 'failed':
      return `failed ${what}`;
    case 'form':
      return `form ${what}`;
    case 'group':
      return `group ${what}`;
  }
}

function groupInWords(members: readonly LoginCounter[]): string {
  const named = members.slice(0, NAMED_MEMBERS).map(({ key }) => hostText(key));
  const more = members.length - named.length;
  return more > 0 ? `${named.join(', ')} and ${plainNumber(more)} more` : named.join(', ');
}

function summarize(series: LoginSeries, members: readonly LoginCounter[]): string {
  const span = plainDuration(series.lastSeen - series.firstSeen);
  const where = `${series.name} at ${place(series)}`;
  const often = plainCount(series.logins, 'time');
  const success = series.succeeded === null ? '' : '; then a login succeeded';
  if (series.kind === 'failed') return `failed to log in to ${where} ${often} in ${span}${success}`;
  if (series.kind === 'form') return `sent a log-in form to ${where} ${often} in ${span}${success}`;
  const meanMs = series.durationMs / series.logins;
  const length = meanMs < 1000 ? 'less than 1 s' : `about ${plainDuration(meanMs)}`;
  const size = series.measured === 0 ? '' : ` and ${plainNumber(series.bytes / series.measured)} bytes`;
  if (series.kind === 'group') {
    return `${plainCount(members.length, 'source')} logged in to ${where} ${often} in ${span} and left each time after ${length}${size}, each too seldom to tell by itself: ${groupInWords(members)}`;
  }
  const cut = series.cutOff === 0 ? '' : ` (the server cut ${plainNumber(series.cutOff)} of them off)`;
  return `logged in to ${where} ${often} in ${span}${cut} and left each time after ${length}${size}, as guessed passwords do${success}`;
}

function contributionsOf(
  series: LoginSeries,
  members: readonly LoginCounter[],
  options: BruteForceOptions,
): readonly Contribution[] {
  const { within } = loginSurprise(series, options);
  const usual = usualOf(series, options);
  const short = within === '5 minutes';
  const contribution = (
    feature: string,
    value: number,
    unit: string,
    range: Contribution['usual'] = null,
    share = 0,
  ): Contribution => ({ feature, value, unit, usual: range, share });
  const count = short ? series.most5Minutes : series.mostHour;
  const mean = short ? usual.per5Minutes : usual.perHour;
  const span = series.lastSeen - series.firstSeen;
  const contributions = [
    contribution(`${UNITS[series.kind]}s within ${within}`, count, '', usualRange(mean), 1),
    contribution('mean gap between logins', span / Math.max(1, series.logins - 1) / 1000, 's'),
  ];
  if (series.kind === 'short' || series.kind === 'group') {
    contributions.push(contribution('mean length of a login', series.durationMs / series.logins / 1000, 's'));
    if (series.measured > 0) {
      contributions.push(contribution('mean bytes of a login', series.bytes / series.measured, 'B'));
    }
  }
  if (series.kind === 'group') contributions.push(contribution('sources', members.length, ''));
  if (series.succeeded !== null) contributions.push(contribution('logins that then succeeded', 1, ''));
  return contributions;
}

export function bruteForceEvidence(
  series: LoginSeries,
  told: Told,
  site: string,
  options: BruteForceOptions,
): Evidence {
  const { within } = loginSurprise(series, options);
  const usual = usualOf(series, options);
  const group = series.kind === 'group';
  const members = group ? membersOf(series) : [];
  return evidenceOf({
    revision: told.revision,
    family: 'brute-force',
    site,
    host: hostText(group ? series.destination : series.source),
    role: group ? 'victim' : 'actor',
    peer: group ? null : hostText(series.destination),
    ports: [series.port],
    key: keyOf(series),
    firstSeen: series.firstSeen,
    lastSeen: series.lastSeen,
    basis: { kind: 'test-bound', test: `negative binomial bound on ${UNITS[series.kind]}s, dispersion 1` },
    surprise: told.surprise,
    attributable: !group && series.proven > series.logins / 2,
    summary: summarize(series, members),
    contributions: contributionsOf(series, members, options),
    threshold: {
      feature: `${UNITS[series.kind]}s within ${within}`,
      value: countOfSurprise(
        options.fireSurprise + Math.log10(2),
        within === '5 minutes' ? usual.per5Minutes : usual.perHour,
      ),
      unit: 'logins',
    },
    records: listed(series.references),
    recordCount: series.references.count,
    technique: 'T1110',
  });
}
