/**
 * Distributed scans: many sources share the ports of one host, so that none of them stands out. Told of the host, with
 * the group by name. What single sources do to every host all day (background radiation) is the measure: the host's own
 * earlier windows, or an assumed mean.
 */
import type { Evidence } from '../../model/evidence.js';
import type { Emit } from '../../model/stage.js';
import { countOfSurprise, countSurprise, usualRange } from '../counting-test.js';
import { hostText } from '../host-key.js';
import { recall, remember } from '../recent-table.js';
import { listed, refer, references } from '../references.js';
import { evidenceOf, isNews, nextTold } from '../telling.js';
import { plainCount, plainDuration, plainNumber } from '../words.js';
import type { ScanRules } from './rules.js';
import type { Attempt, GroupMember, PortScanState, ScanGroup } from './state.js';

const WINDOW_MS = 600_000;
const MAX_MEMBERS = 512;
const MAX_PORTS = 4_096;
const NAMED_MEMBERS = 8;
/** Fewer sources are told one by one, or not at all. */
const LEAST_MEMBERS = 10;

function openGroup(attempt: Attempt): ScanGroup {
  return {
    destination: attempt.destination,
    ports: new Set(),
    members: new Map(),
    crowded: false,
    since: attempt.time,
    usual: 0,
    firstSeen: attempt.time,
    lastSeen: attempt.time,
    references: references(),
    told: null,
  };
}

/** The next window; while a scan goes on and is told, it stays the same one. */
function moveOn(group: ScanGroup, time: number): void {
  if (group.told !== null && time - group.lastSeen < WINDOW_MS) return;
  const quiet = Math.floor((time - group.since) / WINDOW_MS) - 1;
  group.usual = (group.usual / 2 + group.ports.size / 2) / 2 ** Math.min(16, quiet);
  group.ports.clear();
  group.members.clear();
  group.crowded = false;
  group.since = time;
  group.firstSeen = time;
  group.references = references();
  group.told = null;
}

/** Counts a port of a host that failed. */
export function countInGroup(state: PortScanState, attempt: Attempt): void {
  let group = recall(state.groups, attempt.destinationId);
  if (group === undefined) {
    group = openGroup(attempt);
    remember(state.groups, attempt.destinationId, group, (kept) => kept.members.size > 5);
  } else if (attempt.time >= group.since + WINDOW_MS) moveOn(group, attempt.time);
  const port = attempt.protocol * 65_536 + attempt.port;
  if (group.ports.has(port) || group.ports.size >= MAX_PORTS) return;
  group.ports.add(port);
  const known = group.members.get(attempt.sourceId);
  if (known === undefined && group.members.size >= MAX_MEMBERS) {
    group.crowded = true;
    return;
  }
  if (known === undefined) group.members.set(attempt.sourceId, { source: attempt.source, ports: 1 });
  else known.ports++;
  group.firstSeen = Math.min(group.firstSeen, attempt.time);
  group.lastSeen = Math.max(group.lastSeen, attempt.time);
  refer(group.references, attempt.input, attempt.record);
  if (group.members.size >= LEAST_MEMBERS) state.grouping.add(attempt.destinationId);
}

/** Members that are not told by themselves, largest first. */
function quietMembers(state: PortScanState, group: ScanGroup): readonly GroupMember[] {
  return [...group.members]
    .filter(([id]) => (recall(state.sources, id)?.told ?? 0) === 0)
    .map(([, member]) => member)
    .sort((a, b) => b.ports - a.ports || (a.source < b.source ? -1 : 1));
}

export function tellGroups(state: PortScanState, site: string, rules: ScanRules, emit: Emit<Evidence>): void {
  for (const key of state.grouping) {
    const group = recall(state.groups, key);
    if (group === undefined || group.crowded) continue;
    const members = quietMembers(state, group);
    const ports = members.reduce((sum, { ports }) => sum + ports, 0);
    if (members.length < LEAST_MEMBERS || 2 * members[0]!.ports > ports) continue;
    const usual = Math.max(rules.usualGroupPorts, group.usual);
    const surprise = Math.min(rules.maxSurprise, countSurprise(ports, usual));
    if (surprise < rules.fireSurprise || !isNews(group.told, surprise, ports, false)) continue;
    group.told = nextTold(group.told, Math.max(surprise, group.told?.surprise ?? 0), ports);
    emit(groupEvidence(group, members, ports, usual, site, rules));
  }
  state.grouping.clear();
}

function groupEvidence(
  group: ScanGroup,
  members: readonly GroupMember[],
  ports: number,
  usual: number,
  site: string,
  rules: ScanRules,
): Evidence {
  const named = members.slice(0, NAMED_MEMBERS).map(({ source }) => hostText(source));
  const more = members.length - named.length;
  const whom = more > 0 ? `${named.join(', ')} and ${plainNumber(more)} more` : named.join(', ');
  const host = hostText(group.destination);
  return evidenceOf({
    revision: group.told!.revision,
    family: 'port-scan',
    site,
    host,
    role: 'victim',
    peer: null,
    key: 'distributed',
    firstSeen: group.firstSeen,
    lastSeen: group.lastSeen,
    basis: { kind: 'test-bound', test: 'negative binomial bound on ports in a window, dispersion 1' },
    surprise: group.told!.surprise,
    attributable: false,
    summary: `${plainCount(members.length, 'source')} together tried ${plainCount(ports, 'port')} of ${host} in ${plainDuration(
      group.lastSeen - group.firstSeen,
    )}, all of them refused or silent, and each too few to tell by itself: ${whom}`,
    contributions: [
      { feature: 'ports tried within 10 min', value: ports, unit: '', usual: usualRange(usual), share: 1 },
      { feature: 'sources', value: members.length, unit: '', usual: null, share: 0 },
    ],
    threshold: {
      feature: 'ports tried within 10 min',
      value: countOfSurprise(rules.fireSurprise, usual),
      unit: 'ports',
    },
    records: listed(group.references),
    recordCount: group.references.count,
    technique: 'T1046',
  });
}
