/** The verdict in one sentence: who does what to whom since when, or that nothing is over the alert line. */
import type { Analysis } from '../model/analysis.js';
import type { Decision } from '../model/decision.js';
import type { Evidence } from '../model/evidence.js';
import { count, counted, listed, partTexts, percent, quantity, riskText, utc } from '../model/format.js';
import type { HostRisk } from '../model/host-risk.js';
import { familyWords, isAttack } from './words.js';

export interface Verdict {
  readonly level: 'block' | 'alert' | 'quiet';
  /** One word for a badge: ATTACK where somebody over the block line does what only attackers do. */
  readonly label: 'ATTACK' | 'ALERT' | 'QUIET';
  readonly headline: string;
  /** Hosts at or over the alert line, riskiest first, actors before victims. */
  readonly hosts: readonly HostRisk[];
}

/** Evidence of the shares of one host, strongest family first; and what else is held against it, by surprise. */
export function evidenceOf(analysis: Analysis, host: HostRisk): readonly Evidence[] {
  const byId = new Map(analysis.evidence.map((evidence) => [evidence.id, evidence]));
  const ordered = new Map<string, Evidence>();
  for (const share of host.shares) {
    for (const id of share.evidenceIds) {
      const evidence = byId.get(id);
      if (evidence !== undefined) ordered.set(id, evidence);
    }
  }
  const others = analysis.evidence
    .filter(
      (evidence) =>
        evidence.site === host.site &&
        evidence.host === host.host &&
        evidence.role === host.role &&
        !ordered.has(evidence.id),
    )
    .sort((a, b) => b.surprise - a.surprise || (a.id < b.id ? -1 : 1));
  return [...ordered.values(), ...others];
}

/** The strongest decision about a host, the latest of equals; null where there is none. */
export function decisionOf(analysis: Analysis, host: HostRisk): Decision | null {
  const order = ['ignore', 'alert', 'quarantine', 'block'];
  let best: Decision | null = null;
  if (host.role === 'victim') return null;
  for (const decision of analysis.decisions) {
    if (decision.host !== host.host || decision.site !== host.site) continue;
    if (best === null || order.indexOf(decision.action) >= order.indexOf(best.action)) best = decision;
  }
  return best;
}

/** The shares of one host as text, in their order; what is shown adds up. */
export function shareTexts(host: HostRisk): readonly string[] {
  return partTexts(
    host.risk,
    host.shares.map(({ share }) => share),
  );
}

function targets(evidence: readonly Evidence[]): string {
  const peers = [...new Set(evidence.flatMap(({ peer }) => (peer === null ? [] : [peer])))];
  const many = evidence.some(({ peer }) => peer === null);
  if (peers.length === 0) return '';
  if (peers.length > 2) return ` ${count(peers.length)} hosts`;
  return ` ${listed(many ? [...peers, 'others'] : peers)}`;
}

function actorSentence(analysis: Analysis, host: HostRisk): string {
  const evidence = evidenceOf(analysis, host).filter(({ family }) =>
    host.shares.some((s) => s.family === family),
  );
  const attacks = evidence.filter(({ family }) => isAttack(family));
  const basis = attacks.length > 0 ? attacks : evidence;
  const families = listed(
    host.shares
      .filter(({ family }) => attacks.length === 0 || isAttack(family))
      .map(({ family }) => familyWords(family)),
  );
  const since = basis.length === 0 ? host.peakTime : Math.min(...basis.map(({ firstSeen }) => firstSeen));
  const tail = `since ${utc(since)} (risk ${riskText(host.risk)})`;
  if (attacks.length === 0) return `${host.host} strays from what is usual: ${families}, ${tail}`;
  const whom = targets(attacks);
  return whom === ''
    ? `${host.host} is attacking: ${families}, ${tail}`
    : `${host.host} is attacking${whom}: ${families}, ${tail}`;
}

function victimSentence(analysis: Analysis, host: HostRisk): string {
  const families = listed(host.shares.map(({ family }) => familyWords(family)));
  const evidence = evidenceOf(analysis, host);
  const since =
    evidence.length === 0 ? host.peakTime : Math.min(...evidence.map(({ firstSeen }) => firstSeen));
  return `${host.host} is under attack: ${families}, since ${utc(since)} (risk ${riskText(host.risk)})`;
}

export function verdictOf(analysis: Analysis): Verdict {
  const { lines } = analysis;
  const over = analysis.hosts.filter(({ risk }) => risk >= lines.alert);
  const actors = over.filter(({ role }) => role === 'actor');
  const victims = over.filter(({ role }) => role === 'victim');
  const hosts = [...actors, ...victims];
  const first = hosts[0];
  if (first === undefined) return withoutHosts(analysis);
  const sentence = first.role === 'actor' ? actorSentence(analysis, first) : victimSentence(analysis, first);
  const more = [
    ...(actors.length > 1 ? [`${counted(actors.length - 1, 'more host')} over the alert line`] : []),
    ...(actors.length > 0 && victims.length > 0 ? [`${counted(victims.length, 'host')} under attack`] : []),
    ...(oddNetwork(analysis).length > 0 ? ['the network as a whole strays from what is usual'] : []),
  ];
  const level = first.risk >= lines.block ? 'block' : 'alert';
  const attack = level === 'block' && first.shares.some(({ family }) => isAttack(family));
  return {
    level,
    label: attack ? 'ATTACK' : 'ALERT',
    headline: `${sentence}${more.length === 0 ? '' : `; ${listed(more)}`}.`,
    hosts,
  };
}

/** What is over the alert line and is no host. */
export function oddNetwork({ network, lines }: Analysis): readonly HostRisk[] {
  return network.filter(({ risk }) => risk >= lines.alert);
}

/** Nobody is over the alert line; the network itself may be. */
function withoutHosts(analysis: Analysis): Verdict {
  const [odd] = oddNetwork(analysis);
  if (odd === undefined) {
    return { level: 'quiet', label: 'QUIET', headline: quietSentence(analysis), hosts: [] };
  }
  const what = evidenceOf(analysis, odd)[0]?.summary ?? `${odd.host} strays from what is usual`;
  const headline = `No host is over the alert line, but ${what} (risk ${riskText(odd.risk)}).`;
  return { level: 'alert', label: 'ALERT', headline, hosts: [] };
}

function quietSentence(analysis: Analysis): string {
  if (analysis.flowCount === 0) return 'There was no flow to judge.';
  const first = analysis.hosts[0];
  const line = `Nothing is over the alert line of ${quantity(analysis.lines.alert)}.`;
  return first === undefined
    ? `${line} No host has any evidence against it.`
    : `${line} The highest risk is ${riskText(first.risk)}, of ${first.host}.`;
}

function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, value) => sum + value, 0);
}

/** "63,050 records read, 62,854 parsed, 196 rejected (truncated packet 187); 9,970 flows of 214 hosts" */
export function coverageSentence(analysis: Analysis): string {
  const { coverage } = analysis;
  const rejected = total(coverage.rejected);
  const reasons = byCount(coverage.rejected)
    .slice(0, 3)
    .map(([reason, records]) => `${reason} ${count(records)}`);
  const why = rejected === 0 ? '' : ` (${reasons.join(', ')})`;
  const ignored = total(coverage.ignored);
  return `${counted(coverage.read, 'record')} read, ${count(coverage.parsed)} parsed, ${count(rejected)} rejected${why}, ${count(
    ignored,
  )} without a flow; ${counted(analysis.flowCount, 'flow')} of ${counted(analysis.hostCount, 'host')}`;
}

/** Largest first, then by name. */
export function byCount(counts: Readonly<Record<string, number>>): readonly (readonly [string, number])[] {
  return Object.entries(counts)
    .filter(([, value]) => value > 0)
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

/** A share of rejected records above which the verdict must not be read without saying so. */
const MANY_REJECTED = 0.02;

/** What a reader must know before trusting the verdict: the analysis' own warnings, and gaps in what was seen. */
export function cautions(analysis: Analysis): readonly string[] {
  const { coverage } = analysis;
  const rejected = total(coverage.rejected);
  const late = total(coverage.late);
  const gaps: string[] = [];
  if (coverage.read > 0 && rejected / coverage.read > MANY_REJECTED) {
    gaps.push(
      `${percent(rejected / coverage.read)} of the records could not be used: ${count(rejected)} of ${count(coverage.read)}.`,
    );
  }
  if (coverage.samplingRate > 1) {
    gaps.push(
      `The source saw only 1 of ${quantity(coverage.samplingRate)} packets; short and rare traffic may be missing.`,
    );
  }
  for (const [stage, dropped] of byCount(coverage.dropped)) {
    gaps.push(`A memory limit made "${stage}" forget ${counted(dropped, 'item')}.`);
  }
  if (late > 0)
    gaps.push(
      `${counted(late, 'record')} had an implausible time and did not count in judgements over time.`,
    );
  return [...analysis.warnings, ...gaps];
}

/** What the old script would have said, beside the verdict; null without `--preset classic`. */
export function classicSentence({ classic }: Analysis): string | null {
  if (classic === null) return null;
  const first = classic.hosts.find((host) => host.flagged > 0);
  const most = first === undefined ? '' : `, most of them of ${first.host}`;
  return `The old script flags ${count(classic.flagged)} of ${counted(classic.rows, 'row')}${most}; the report compares both.`;
}
