/** Forgery in words and numbers. It is told about the host that it was sent to or whose name was used: never a source. */
import { hostName } from '../../model/address.js';
import type { NetworkContext } from '../../model/behaviour.js';
import {
  type Basis,
  type Contribution,
  type Evidence,
  evidenceId,
  type RecordReference,
} from '../../model/evidence.js';
import { TICK_MS, windowStart } from '../../model/window.js';
import { type Episode, mostSources } from './episodes.js';
import type { SpoofingOptions } from './options.js';

export type SpoofingKind = 'impossible-source' | 'private-source' | 'own-prefix' | 'forged-flood';

/** Own addresses seen from outside before it is told. */
const OWN_PREFIX_FLOWS = 5;
const TECHNIQUE: Record<SpoofingKind, string | null> = {
  'impossible-source': null,
  'private-source': null,
  'own-prefix': null,
  'forged-flood': 'T1498.001',
};

/** Null while there is too little to tell. */
export function surpriseOf(kind: SpoofingKind, episode: Episode, options: SpoofingOptions): number | null {
  switch (kind) {
    case 'impossible-source':
      if (episode.records < options.impossiblePackets) return null;
      return Math.min(4, 3 + Math.log10(episode.records / options.impossiblePackets));
    case 'private-source':
      return episode.records < options.privateFlows ? null : 2.3;
    case 'own-prefix':
      return episode.records < OWN_PREFIX_FLOWS ? null : 3.5;
    case 'forged-flood': {
      const { value } = mostSources(episode);
      if (value < options.forgedSources) return null;
      // Negative binomial with dispersion 1: P(N >= n) = (mean / (1 + mean))^n.
      return Math.min(
        options.maxSurprise,
        value * Math.log10((1 + options.usualSources) / options.usualSources),
      );
    }
  }
}

function basisOf(kind: SpoofingKind): Basis {
  switch (kind) {
    case 'impossible-source':
      return { kind: 'confidence-class', name: 'high', why: 'no sender can have such an address (RFC 6890)' };
    case 'private-source':
      return {
        kind: 'confidence-class',
        name: 'low',
        why: 'a private address outside the configured network may also be a neighbour or a faulty translation',
      };
    case 'own-prefix':
      return {
        kind: 'confidence-class',
        name: 'medium',
        why: 'which MAC or interface is outside was learned from the traffic',
      };
    case 'forged-flood':
      return { kind: 'test-bound', test: 'negative binomial bound on sources in five minutes, dispersion 1' };
  }
}

function number(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');
}

function summaryOf(kind: SpoofingKind, episode: Episode): string {
  const { value, exact } = mostSources(episode);
  const sources = `${exact ? '' : 'about '}${number(value)} ${value === 1 ? 'source' : 'sources'}`;
  const flows = `${number(episode.records)} ${episode.records === 1 ? 'flow' : 'flows'}`;
  switch (kind) {
    case 'impossible-source':
      return `received ${flows} from addresses that no sender can have (${sources} within five minutes): whoever sent them forged the source`;
    case 'private-source':
      return `received ${flows} that nobody answered from private addresses outside the configured network: forged, or a fault of address translation`;
    case 'own-prefix':
      return `its address came in ${flows} from the outside, while it lives inside: somebody outside uses its name`;
    case 'forged-flood':
      return `received single packets from ${sources} within five minutes, without one handshake: the sources are likely forged and cannot be blamed`;
  }
}

function contributionsOf(
  kind: SpoofingKind,
  episode: Episode,
  options: SpoofingOptions,
): readonly Contribution[] {
  const sources: Contribution = {
    feature: 'sources within five minutes',
    value: mostSources(episode).value,
    unit: 'sources',
    usual: kind === 'forged-flood' ? { low: 0, high: 3 * options.usualSources } : null,
    share: kind === 'forged-flood' ? 1 : 0,
  };
  const flows: Contribution = {
    feature: kind === 'forged-flood' ? 'single packets without a handshake' : 'flows with such a source',
    value: episode.records,
    unit: 'flows',
    usual: kind === 'forged-flood' ? null : { low: 0, high: 0 },
    share: kind === 'forged-flood' ? 0 : 1,
  };
  return kind === 'forged-flood' ? [sources, flows] : [flows, sources];
}

function thresholdOf(kind: SpoofingKind, options: SpoofingOptions): Evidence['threshold'] {
  switch (kind) {
    case 'impossible-source':
      return { feature: 'flows with such a source', value: options.impossiblePackets, unit: 'flows' };
    case 'private-source':
      return { feature: 'flows with such a source', value: options.privateFlows, unit: 'flows' };
    case 'own-prefix':
      return { feature: 'flows with such a source', value: OWN_PREFIX_FLOWS, unit: 'flows' };
    case 'forged-flood':
      return { feature: 'sources within five minutes', value: options.forgedSources, unit: 'sources' };
  }
}

export function spoofingEvidence(
  kind: SpoofingKind,
  episode: Episode,
  site: string,
  network: NetworkContext,
  options: SpoofingOptions,
): Evidence {
  const window = {
    start: windowStart(episode.firstSeen, TICK_MS),
    end: windowStart(episode.lastSeen, TICK_MS) + TICK_MS,
  };
  const identity = {
    site,
    host: hostName(episode.victim, 0, network.isInternal(episode.victim, 0)),
    role: 'victim',
    family: 'spoofing',
    key: kind,
    window,
  } as const;
  return {
    id: evidenceId(identity),
    revision: episode.told!.revision,
    ...identity,
    peer: null,
    firstSeen: episode.firstSeen,
    lastSeen: episode.lastSeen,
    basis: basisOf(kind),
    surprise: episode.told!.surprise,
    attributable: false,
    summary: summaryOf(kind, episode),
    contributions: contributionsOf(kind, episode, options),
    threshold: thresholdOf(kind, options),
    records: referencesOf(episode),
    recordCount: episode.records,
    technique: TECHNIQUE[kind],
  };
}

function referencesOf(episode: Episode): readonly RecordReference[] {
  const list: RecordReference[] = [];
  for (let i = 0; i + 1 < episode.references.length; i += 2) {
    list.push({ input: episode.references[i]!, record: episode.references[i + 1]! });
  }
  return list;
}
