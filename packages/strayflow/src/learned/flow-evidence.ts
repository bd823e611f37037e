/** Evidence of the strange flows of one host in one window. */
import { ADDRESS_BYTES, hostName } from '../model/address.js';
import type { NetworkContext } from '../model/behaviour.js';
import { type Evidence, evidenceId } from '../model/evidence.js';
import { WINDOW_MS } from '../model/window.js';
import { explainValues, sayContributions } from './explanation.js';
import type { FlowWindow } from './flow-windows.js';
import type { Scorer } from './scorer.js';
import type { SimilarFinder } from './similar.js';
import { referencesOf, type StrangeFlows, type StrongestFlow } from './strange-flows.js';
import { sidak, uncorrected } from './surprise.js';

export interface EvidenceContext {
  readonly site: string;
  readonly scorer: Scorer;
  readonly network: NetworkContext;
  readonly similar: SimilarFinder;
  /** Least surprise that is told, and the most that is claimed. */
  readonly floor: number;
  readonly ceiling: number;
}

/** Null where the strangest flow is no surprise among so many. */
export function flowEvidence(
  window: FlowWindow,
  host: number,
  strange: StrangeFlows,
  context: EvidenceContext,
): Evidence | null {
  const flows = window.flows[host]!;
  const surprise = Math.min(context.ceiling, sidak(strange.strongest.surprise, flows));
  if (surprise < context.floor) return null;
  const { scorer, network } = context;
  const { strongest } = strange;
  const at = host * ADDRESS_BYTES;
  const model = scorer.models.byFold[strongest.fold];
  const { values, fold, memberSurprises } = strongest;
  const contributions = explainValues(scorer, values, fold, memberSurprises);
  const identity = {
    site: context.site,
    host: hostName(window.hosts.bytes, at, network.isInternal(window.hosts.bytes, at)),
    role: 'actor',
    family: 'learned',
    key: 'flows',
    window: { start: window.start, end: window.start + WINDOW_MS },
  } as const;
  return {
    ...identity,
    id: evidenceId(identity),
    revision: 1,
    peer: strange.onlyDestination === null ? null : peerName(strange.onlyDestination, network),
    firstSeen: strange.firstSeen,
    lastSeen: strange.lastSeen,
    basis: { kind: 'tail-probability', calibrationRows: model.calibrationRows },
    surprise,
    attributable: 2 * strange.established > strange.count,
    summary: `${sayCount(strange.count, flows)}; the strangest, to ${sayPeer(strongest, network)}: ${sayContributions(contributions)}`,
    contributions,
    threshold: {
      feature: 'surprise of the strangest flow',
      value: uncorrected(context.floor, flows),
      unit: '',
    },
    records: referencesOf(strange),
    recordCount: strange.count,
    technique: null,
    similar: context.similar(values, fold),
  };
}

function sayCount(strange: number, flows: number): string {
  if (flows === 1) return 'its only flow in five minutes is strange';
  return `${strange} of its ${flows} flows in five minutes ${strange === 1 ? 'is' : 'are'} strange`;
}

function sayPeer(flow: StrongestFlow, network: NetworkContext): string {
  const name = peerName(flow.destination, network);
  return flow.destinationPort < 0 ? name : `${name} port ${flow.destinationPort}`;
}

function peerName(bytes: Uint8Array, network: NetworkContext): string {
  return hostName(bytes, 0, network.isInternal(bytes, 0));
}
