/** Background radiation: outside sources that failed on a few ports of the network, as all addresses see all day. */
import type { Evidence } from '../../model/evidence.js';
import type { Emit } from '../../model/stage.js';
import { hostText } from '../host-key.js';
import { type RecentTable, recall } from '../recent-table.js';
import { listed, refer, references } from '../references.js';
import { evidenceOf, isNews, nextTold } from '../telling.js';
import { plainCount, plainDuration } from '../words.js';
import type { ScanRules } from './rules.js';
import type { Attempt, PortScanState, Radiation, SourceSummary } from './state.js';

const DAY_MS = 24 * 3_600_000;
/** Below what risk counts at all: that it happens to everybody is the point. */
const SURPRISE = 1;

/** A contact from outside that came to nothing; of a source with answered contacts nothing is kept. */
export function noteRadiation(
  state: PortScanState,
  summary: SourceSummary,
  attempt: Attempt,
  isNew: boolean,
): void {
  if (isNew) {
    summary.radiation = {
      destination: attempt.destination,
      ports: 0,
      firstSeen: attempt.time,
      lastSeen: attempt.time,
      references: references(),
      told: null,
    };
  }
  const { radiation } = summary;
  if (radiation === null) return;
  radiation.destination = attempt.destination;
  radiation.ports++;
  radiation.firstSeen = Math.min(radiation.firstSeen, attempt.time);
  radiation.lastSeen = Math.max(radiation.lastSeen, attempt.time);
  refer(radiation.references, attempt.input, attempt.record);
  state.radiating.add(attempt.sourceId);
}

/** Names the sources that failed since the last tick, but for scanners, and for crowds at one host. */
export function tellRadiation(
  state: PortScanState,
  site: string,
  rules: ScanRules,
  emit: Emit<Evidence>,
): void {
  const crowds = crowdsOf(state.sources, state.radiating);
  for (const key of state.radiating) {
    const source = recall(state.sources, key);
    const radiation = source?.radiation;
    if (source === undefined || radiation === undefined || radiation === null) continue;
    if (source.told > 0 || radiation.ports >= rules.minPorts) continue;
    if ((crowds.get(radiation.destination) ?? 0) >= rules.radiationCrowd) continue;
    if (!isNews(radiation.told, SURPRISE, radiation.ports, true)) continue;
    if (radiation.told === null && !admit(state, radiation.lastSeen, rules)) continue;
    radiation.told = nextTold(radiation.told, SURPRISE, radiation.ports);
    emit(radiationEvidence(source.source, radiation, radiation.told.revision, site, rules));
  }
  state.radiating.clear();
}

/** Sources that are new since the last tick, by the host that they tried. */
function crowdsOf(
  sources: RecentTable<SourceSummary>,
  radiating: ReadonlySet<number>,
): ReadonlyMap<string, number> {
  const crowds = new Map<string, number>();
  for (const key of radiating) {
    const radiation = recall(sources, key)?.radiation;
    if (radiation === undefined || radiation === null || radiation.told !== null) continue;
    crowds.set(radiation.destination, (crowds.get(radiation.destination) ?? 0) + 1);
  }
  return crowds;
}

/** Whether the day's share of sources to name is not used up. */
function admit(state: PortScanState, time: number, rules: ScanRules): boolean {
  const day = Math.floor(time / DAY_MS);
  if (day > state.radiationDay) {
    state.radiationDay = day;
    state.radiationTold = 0;
  }
  if (state.radiationTold >= rules.maxRadiationPerDay) {
    state.unnamed++;
    return false;
  }
  state.radiationTold++;
  return true;
}

function radiationEvidence(
  source: string,
  radiation: Radiation,
  revision: number,
  site: string,
  rules: ScanRules,
): Evidence {
  const span = radiation.lastSeen - radiation.firstSeen;
  const during = radiation.ports === 1 ? '' : ` in ${plainDuration(span)}`;
  return evidenceOf({
    revision,
    family: 'context',
    site,
    host: hostText(source),
    role: 'actor',
    peer: hostText(radiation.destination),
    key: 'background radiation',
    firstSeen: radiation.firstSeen,
    lastSeen: radiation.lastSeen,
    basis: {
      kind: 'confidence-class',
      name: 'low',
      why: 'scanners, worms and misdirected clients try every address of the Internet all day',
    },
    surprise: SURPRISE,
    attributable: false,
    summary: `background radiation: tried ${plainCount(radiation.ports, 'port')} from outside${during}, and talked to none`,
    contributions: [
      {
        feature: 'ports tried from outside without a conversation',
        value: radiation.ports,
        unit: '',
        usual: { low: 0, high: rules.minPorts - 1 },
        share: 1,
      },
    ],
    threshold: null,
    records: listed(radiation.references),
    recordCount: radiation.references.count,
    technique: 'T1595.001',
  });
}
