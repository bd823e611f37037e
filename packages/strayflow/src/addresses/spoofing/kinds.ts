/** What each sign of forgery means: when it is told, how surely, and in which words. */
import type { Basis, Role } from '../../model/evidence.js';
import { type Episode, mostSources } from './episodes.js';
import type { SpoofingOptions } from './options.js';

/** In the order in which evidence of one tick is told. */
export const SPOOFING_KINDS = [
  'impossible-source',
  'private-source',
  'own-prefix',
  'foreign-source',
  'foreign-sender',
  'moved-source',
  'strange-distance',
  'backscatter',
  'forged-flood',
] as const;
export type SpoofingKind = (typeof SPOOFING_KINDS)[number];

/** What a person reads of an episode. */
export interface EpisodeNumbers {
  readonly records: number;
  readonly flows: string;
  /** Addresses within five minutes: sources, but for backscatter own addresses. */
  readonly addresses: number;
  readonly addressWords: (noun: string) => string;
}

export interface KindMeaning {
  readonly role: Role;
  readonly technique: string | null;
  /** The number that decides: flows of the sign, or addresses within five minutes. */
  readonly decides: 'flows' | 'addresses';
  readonly flowFeature: string;
  readonly addressFeature: string;
  readonly least: (options: SpoofingOptions) => number;
  readonly usual: (options: SpoofingOptions) => { readonly low: number; readonly high: number };
  /** Null while there is too little to tell. */
  readonly surprise: (episode: Episode, options: SpoofingOptions) => number | null;
  readonly basis: Basis;
  readonly summary: (episode: Episode, numbers: EpisodeNumbers) => string;
}

/** Under the alert line (.5 needs a surprise of 3.8): signs that a fault of the network can show, too. */
const BELOW_ALERT = 3.5;
const NONE = () => ({ low: 0, high: 0 });
const OUTSIDE_LEARNED: Basis = {
  kind: 'confidence-class',
  name: 'medium',
  why: 'which MAC or interface is outside was learned from the traffic',
};
const INSIDE_LEARNED: Basis = {
  kind: 'confidence-class',
  name: 'medium',
  why: 'which MAC or interface is inside was learned from the traffic, and a MAC may be forged, too',
};
const WAY = {
  role: 'victim',
  technique: null,
  decides: 'flows',
  flowFeature: 'flows with such a source',
} as const;
const SOURCES = { addressFeature: 'sources within five minutes', usual: NONE } as const;

function foreignSurprise({ records }: Episode, { foreignFlows }: SpoofingOptions): number | null {
  return records < foreignFlows ? null : Math.min(4.2, 3 + Math.log10(records / foreignFlows));
}

/** The test speaks for itself only as far as one-sided records and asymmetric routes can be ruled out. */
function testedSurprise({ records, tested }: Episode, { strayFlows }: SpoofingOptions): number | null {
  return records < strayFlows || tested < 2 ? null : Math.min(BELOW_ALERT, tested);
}

export const KINDS: Readonly<Record<SpoofingKind, KindMeaning>> = {
  'impossible-source': {
    ...WAY,
    ...SOURCES,
    least: (options) => options.impossiblePackets,
    surprise: ({ records }, { impossiblePackets }) =>
      records < impossiblePackets ? null : Math.min(4, 3 + Math.log10(records / impossiblePackets)),
    basis: { kind: 'confidence-class', name: 'high', why: 'no sender can have such an address (RFC 6890)' },
    summary: (_, { flows, addressWords }) =>
      `received ${flows} from addresses that no sender can have (${addressWords('source')} within five minutes): whoever sent them forged the source`,
  },
  'private-source': {
    ...WAY,
    ...SOURCES,
    least: (options) => options.privateFlows,
    surprise: ({ records }, { privateFlows }) => (records < privateFlows ? null : 2.3),
    basis: {
      kind: 'confidence-class',
      name: 'low',
      why: 'a private address outside the configured network may also be a neighbour or a faulty translation',
    },
    summary: (_, { flows }) =>
      `received ${flows} that nobody answered from private addresses outside the configured network: forged, or a fault of address translation`,
  },
  'own-prefix': {
    ...WAY,
    ...SOURCES,
    least: (options) => options.ownFlows,
    surprise: ({ records }, { ownFlows }) => (records < ownFlows ? null : BELOW_ALERT),
    basis: OUTSIDE_LEARNED,
    summary: ({ mark }, { flows }) =>
      `its address came in ${flows} from the outside (${mark}), while it lives inside: somebody outside uses its name`,
  },
  'foreign-source': {
    ...WAY,
    ...SOURCES,
    least: (options) => options.foreignFlows,
    surprise: (episode, options) => {
      const found = foreignSurprise(episode, options);
      return found === null ? null : Math.min(BELOW_ALERT, found);
    },
    basis: INSIDE_LEARNED,
    summary: ({ mark }, { flows, addressWords }) =>
      `received ${flows} that left this network by ${mark} with foreign sources (${addressWords('source')} within five minutes), none with a handshake: somebody inside forges them`,
  },
  'foreign-sender': {
    ...WAY,
    ...SOURCES,
    role: 'actor',
    technique: 'T1498.001',
    least: (options) => options.foreignFlows,
    surprise: foreignSurprise,
    basis: INSIDE_LEARNED,
    summary: ({ mark }, { flows, addressWords }) =>
      `its ${mark} sent ${flows} with sources that are not of this network (${addressWords('source')} within five minutes), none with a handshake: the machine behind it forges addresses, or forwards what another forged`,
  },
  'moved-source': {
    ...WAY,
    ...SOURCES,
    least: (options) => options.strayFlows,
    surprise: testedSurprise,
    basis: {
      kind: 'test-bound',
      test: 'chance that all of these flows fail if the host sent them, which fails as often as over its own ways; capped for asymmetric routes',
    },
    summary: ({ mark }, { flows }) =>
      `its address came in ${flows} by ${mark}, by which it never completed a handshake, while it stayed in use where it belongs: somebody else uses its name, or its routes are not symmetric`,
  },
  'strange-distance': {
    ...WAY,
    ...SOURCES,
    least: (options) => options.strayFlows,
    surprise: testedSurprise,
    basis: {
      kind: 'test-bound',
      test: 'chance that all of these flows fail if the host sent them, which fails as often as from its own distance; capped for changed routes',
    },
    summary: ({ mark }, { flows }) =>
      `its address came in ${flows} from another distance (${mark}), from which it never completed a handshake: somebody else uses its name`,
  },
  backscatter: {
    role: 'victim',
    technique: 'T1498.001',
    decides: 'addresses',
    flowFeature: 'answers that nobody asked for',
    addressFeature: 'own addresses within five minutes',
    usual: NONE,
    least: (options) => options.backscatterAddresses,
    surprise: (episode, { backscatterAddresses }) => {
      const { value } = mostSources(episode);
      // Who looks for hosts with such packets sends them to one port; the answers of a victim come from one.
      const isAnswer =
        episode.sameService >= 0.9 * episode.records &&
        (episode.service === 0 || episode.portChanges >= 0.5 * episode.records);
      if (value < backscatterAddresses || !isAnswer) return null;
      return Math.min(BELOW_ALERT, 2.5 + Math.log10(value / backscatterAddresses));
    },
    basis: {
      kind: 'confidence-class',
      name: 'medium',
      why: 'the forged requests were not seen, only the answers to them',
    },
    summary: (_, { addressWords, flows }) =>
      `answered ${addressWords('address')} of this network within five minutes that never asked it (${flows}): it is being attacked by somebody who forges our addresses`,
  },
  'forged-flood': {
    role: 'victim',
    technique: 'T1498.001',
    decides: 'addresses',
    flowFeature: 'single packets without a handshake',
    addressFeature: 'sources within five minutes',
    usual: (options) => ({ low: 0, high: 3 * options.usualSources }),
    least: (options) => options.forgedSources,
    surprise: (episode, { forgedSources, usualSources, maxSurprise }) => {
      const { value } = mostSources(episode);
      if (value < forgedSources) return null;
      // Negative binomial with dispersion 1: P(N >= n) = (mean / (1 + mean))^n.
      return Math.min(maxSurprise, value * Math.log10((1 + usualSources) / usualSources));
    },
    basis: { kind: 'test-bound', test: 'negative binomial bound on sources in five minutes, dispersion 1' },
    summary: (_, { addressWords }) =>
      `received single packets from ${addressWords('source')} within five minutes, without one handshake: the sources are likely forged and cannot be blamed`,
  },
};
