/** What a mail about new decisions says: one section per host, the worst first, and what the verdict rests on. */
import type { Analysis } from '../model/analysis.js';
import type { Decision } from '../model/decision.js';
import type { Contribution, Evidence } from '../model/evidence.js';
import { counted, quantity, riskText, utc } from '../model/format.js';
import { MOST_NAMES, namesWords } from '../model/known-names.js';
import type { ActionInput } from '../model/report.js';
import { actionWords } from './notices/words.js';
import { plain } from './wording.js';

/** A mail is for a first look; the report holds the rest. */
const MAX_HOSTS = 20;
const MAX_EVIDENCE = 3;
const MAX_CONTRIBUTIONS = 3;
const MAX_WARNINGS = 5;
/** Characters of what is known of a host. */
const MAX_WHERE = 300;
const SIGNATURE = 'Sent by Strayflow. The report folder holds every record that this rests on.';

export interface Letter {
  readonly subject: string;
  readonly headline: string;
  readonly sections: readonly LetterSection[];
  /** Hosts that did not fit. */
  readonly omitted: number;
  /** What sections are about. */
  readonly noun: 'host' | 'incident';
  /** Where what is not here can be found: " in the report". */
  readonly elsewhere: string;
  /** Coverage, who judged, and what a reader must know, a sentence each. */
  readonly footing: readonly string[];
  readonly signature: string;
}

export interface LetterSection {
  readonly host: string;
  readonly action: string;
  readonly reason: string;
  readonly where: string | null;
  readonly evidence: readonly { readonly summary: string; readonly details: readonly string[] }[];
  readonly moreEvidence: number;
  /** What other addresses that are mentioned are called; null where nothing is known. */
  readonly names: string | null;
}

/** Null when no decision calls for a mail. */
export function composeLetter(input: ActionInput, subjectPrefix: string): Letter | null {
  const decisions = worstByHost(input.decisions);
  const [first] = decisions;
  if (first === undefined) return null;
  const { analysis } = input;
  const byId = new Map(analysis.evidence.map((evidence) => [evidence.id, evidence]));
  const families = [...new Set(evidenceOf(first, byId).map(({ family }) => family.replaceAll('-', ' ')))];
  const what = families.length === 0 ? 'strays from what is usual' : families.slice(0, 3).join(', ');
  const more = decisions.length > 1 ? ` and ${counted(decisions.length - 1, 'more host')}` : '';
  const headline = `${plain(first.host, 60)}: ${what} (risk ${riskText(first.risk)})${more}`;
  return {
    subject: plain(`${subjectPrefix} ${headline}`, 200),
    headline,
    sections: decisions.slice(0, MAX_HOSTS).map((decision) => sectionOf(decision, analysis, byId)),
    omitted: Math.max(0, decisions.length - MAX_HOSTS),
    noun: 'host',
    elsewhere: ' in the report',
    footing: footingOf(analysis),
    signature: SIGNATURE,
  };
}

/** One decision a host: the strongest action, then the highest risk, then the latest. */
function worstByHost(decisions: readonly Decision[]): readonly Decision[] {
  const strength = { ignore: 0, alert: 1, quarantine: 2, block: 2 } as const;
  const order = (a: Decision, b: Decision) =>
    strength[b.action] - strength[a.action] ||
    b.risk - a.risk ||
    b.time - a.time ||
    (a.host < b.host ? -1 : a.host > b.host ? 1 : 0);
  const worst = new Map<string, Decision>();
  for (const decision of [...decisions].sort(order)) {
    const key = JSON.stringify([decision.site, decision.host]);
    if (decision.action !== 'ignore' && !worst.has(key)) worst.set(key, decision);
  }
  return [...worst.values()];
}

function evidenceOf(decision: Decision, byId: ReadonlyMap<string, Evidence>): readonly Evidence[] {
  return decision.evidenceIds
    .flatMap((id) => byId.get(id) ?? [])
    .sort((a, b) => b.surprise - a.surprise || (a.id < b.id ? -1 : 1));
}

function sectionOf(
  decision: Decision,
  analysis: Analysis,
  byId: ReadonlyMap<string, Evidence>,
): LetterSection {
  const evidence = evidenceOf(decision, byId);
  return {
    host: plain(decision.host, 60),
    action: actionWords(decision),
    reason: plain(decision.reason),
    where: whereIs(analysis, decision.host),
    evidence: evidence.slice(0, MAX_EVIDENCE).map((one) => ({
      summary: plain(one.summary),
      details: detailsOf(one),
    })),
    moreEvidence: Math.max(0, evidence.length - MAX_EVIDENCE),
    names: null,
  };
}

function whereIs(analysis: Analysis, host: string): string | null {
  const context = Object.hasOwn(analysis.contexts, host) ? analysis.contexts[host] : undefined;
  if (context === undefined) return null;
  const { location, names } = context;
  const parts = [
    namesWords(names.slice(0, MOST_NAMES)),
    context.internal ? 'internal' : 'external',
    location?.city ?? '',
    location?.countryCode ?? '',
    location?.network?.name ?? '',
  ];
  return plain(parts.filter((part) => part !== '').join(', '), MAX_WHERE);
}

/** "ports tried: 1,024 ports (usual 1 to 6)" */
function detailsOf(evidence: Evidence): string[] {
  const details = [...evidence.contributions]
    .sort((a, b) => b.share - a.share)
    .slice(0, MAX_CONTRIBUTIONS)
    .map(contributionText);
  const { threshold } = evidence;
  if (threshold !== null) {
    details.push(
      plain(`would not have fired below ${withUnit(threshold.value, threshold.unit)} (${threshold.feature})`),
    );
  }
  details.push(
    `${utc(evidence.firstSeen)} to ${utc(evidence.lastSeen)}, ${counted(evidence.recordCount, 'record')}`,
  );
  return details;
}

function contributionText({ feature, value, unit, usual }: Contribution): string {
  const range =
    usual === null
      ? 'nothing ordinary to compare with'
      : `usual ${quantity(usual.low)} to ${quantity(usual.high)}`;
  return plain(`${feature}: ${withUnit(value, unit)} (${range})`);
}

function withUnit(value: number, unit: string): string {
  return unit === '' ? quantity(value) : `${quantity(value)} ${unit}`;
}

function footingOf(analysis: Analysis): string[] {
  const { coverage } = analysis;
  const reasons = Object.entries(coverage.rejected)
    .filter(([, count]) => count > 0)
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const rejected = reasons.reduce((sum, [, count]) => sum + count, 0);
  const why = reasons.slice(0, 3).map(([reason, count]) => `${reason} ${quantity(count)}`);
  const coverageLine =
    `Coverage: ${counted(coverage.read, 'record')} read, ${quantity(coverage.parsed)} parsed, ` +
    `${quantity(rejected)} rejected${why.length === 0 ? '' : ` (${why.join(', ')})`}; ` +
    `${counted(analysis.flowCount, 'flow')} of ${counted(analysis.hostCount, 'host')}, ` +
    `${utc(analysis.span.start)} to ${utc(analysis.span.end)}.`;
  return [
    plain(coverageLine, 500),
    plain(analysis.judge, 500),
    ...analysis.warnings.slice(0, MAX_WARNINGS).map((warning) => `Caution: ${plain(warning, 500)}`),
    // The licences of location data ask for it wherever a place is shown.
    ...analysis.attributions.map(({ text, url, licence }) => plain(`${text} (${url}, ${licence}).`)),
  ];
}
