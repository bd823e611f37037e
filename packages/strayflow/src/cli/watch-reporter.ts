/** What `watch` prints: news on standard output, status and warnings beside it; as lines to read or as JSON. */
import type { Config } from '../config.js';
import { type Decision, isBlock } from '../model/decision.js';
import type { Evidence } from '../model/evidence.js';
import { count, counted, riskText, utc } from '../model/format.js';
import { type NamedAddress, type NamesOf, namedAddresses, namesWords } from '../model/known-names.js';
import { visible } from '../model/visible.js';
import { safeJson } from '../reports/escape.js';
import type { WatchStatus } from '../shell/live/status.js';
import type { WatchReporter } from '../shell/live/watch-request.js';
import type { Told } from '../store/state-tables.js';
import { printable } from './printable.js';

type Write = (text: string) => unknown;

/** Prefixes in a line. */
const MOST_SHOWN = 10;

function evidenceLine(
  { firstSeen, host, subject, role, family, revision, summary }: Evidence,
  risk: number,
  named: readonly NamedAddress[],
): string {
  const whose = role === 'victim' && subject === undefined ? ' (victim)' : '';
  const again = revision === 0 ? '' : ` (revision ${revision})`;
  return `${utc(firstSeen)}  ${visible(host)}${whose}  risk ${riskText(risk)}  ${family}${again}: ${visible(summary)}${namesPart(named)}\n`;
}

/** " [10.0.0.9 nas (DHCP); 192.0.2.7 www.example.org (SNI)]" */
function namesPart(named: readonly NamedAddress[]): string {
  const parts = named.map(({ address, names }) => `${visible(address)} ${namesWords(names)}`);
  return parts.length === 0 ? '' : ` [${parts.join('; ')}]`;
}

/** @param lines of risk: evidence of hosts below the alert line is no incident, and is not printed */
export function humanReporter(
  print: Write,
  say: Write,
  lines: Pick<Config['policy'], 'alertLine'>,
): WatchReporter {
  return {
    told(news, namesOf) {
      if (news.kind === 'decision') {
        const { decision } = news;
        const { host, reason, time } = decision;
        const what = wordOf(decision);
        const names = namesPart(namesIn(news, namesOf));
        print(`${utc(time)}  ${what} ${visible(host)}: ${visible(reason)}${names}\n`);
      } else if (news.risk >= lines.alertLine) {
        print(evidenceLine(news.evidence, news.risk, namesIn(news, namesOf)));
      }
    },
    acted({ enforcer, added, removed }) {
      if (added.length > 0) print(`BLOCKED by ${enforcer}: ${someOf(added)}\n`);
      if (removed.length > 0) print(`LIFTED by ${enforcer}: ${someOf(removed)}\n`);
    },
    status: (status) => say(`${statusLine(status)}\n`),
    warning: (text) => say(`! ${printable(text)}\n`),
  };
}

export function jsonReporter(print: Write, say: Write): WatchReporter {
  return {
    told(news, namesOf) {
      const { kind, ...rest } = news;
      const named = namesIn(news, namesOf);
      print(`${safeJson({ type: kind, ...rest, ...(named.length === 0 ? {} : { named }) })}\n`);
    },
    acted: (deed) => print(`${safeJson({ type: 'acted', ...deed })}\n`),
    status: (status) => print(`${safeJson({ type: 'status', ...status })}\n`),
    warning(text) {
      print(`${safeJson({ type: 'warning', text })}\n`);
      say(`! ${printable(text)}\n`);
    },
  };
}

function namesIn(news: Told, namesOf: NamesOf): readonly NamedAddress[] {
  if (news.kind === 'decision') return namedAddresses(news.decision.host, [news.decision.reason], namesOf);
  const { host, peer, summary } = news.evidence;
  return namedAddresses(host, [peer ?? '', summary], namesOf);
}

function wordOf(decision: Decision): string {
  const action = decision.action.toUpperCase();
  if (!isBlock(decision)) return action;
  if (decision.simulated) return `WOULD ${action}`;
  return decision.approval ? `${action} (waits for approval: strayflow blocks list)` : action;
}

/** A storm of blocks is no storm of lines. */
function someOf(prefixes: readonly string[]): string {
  const shown = prefixes.slice(0, MOST_SHOWN).map(visible).join(', ');
  return prefixes.length > MOST_SHOWN ? `${shown} and ${count(prefixes.length - MOST_SHOWN)} more` : shown;
}

export function statusLine(status: WatchStatus): string {
  const { loss, lagMs, checkpointMs } = status;
  const lost = loss.kernelDrops + loss.overloadDrops;
  const forgotten = Object.values(status.dropped).reduce((sum, each) => sum + each, 0);
  const drifted = status.drift?.columns.length ?? 0;
  const parts = [
    `${count(status.read)} read`,
    `${count(status.parsed)} parsed`,
    `${count(status.rejected)} rejected`,
    ...(lost > 0 ? [`${count(lost)} dropped`] : []),
    ...(loss.sequenceGaps > 0 ? [`${count(loss.sequenceGaps)} missing`] : []),
    `${count(status.judged)} scored`,
    `${count(status.waiting)} waiting`,
    ...(status.late > 0 ? [`${count(status.late)} late`] : []),
    ...(status.ahead > 0 ? [`${count(status.ahead)} ahead of time`] : []),
    ...(status.early > 0 ? [`${count(status.early)} judged early`] : []),
    ...(forgotten > 0 ? [`${count(forgotten)} forgotten`] : []),
    ...(drifted > 0 ? [`${counted(drifted, 'column')} drifted`] : []),
    lagMs === null ? 'no record yet' : `lag ${lag(lagMs)}`,
    ...(status.caughtUp ? [] : ['catching up']),
    `stored in ${Math.round(checkpointMs)} ms`,
  ];
  return parts.join(', ');
}

function lag(ms: number): string {
  const seconds = ms / 1_000;
  if (seconds < 120) return `${seconds.toFixed(1)} s`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 3_600)} h`;
  return `${count(seconds / 86_400)} d`;
}
