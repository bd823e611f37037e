/** Forgery as evidence. It is told about whom it was sent to or whose name was used: never about a source that was used. */
import { hostName } from '../../model/address.js';
import type { NetworkContext } from '../../model/behaviour.js';
import { type Contribution, type Evidence, evidenceId, type RecordReference } from '../../model/evidence.js';
import { TICK_MS, windowStart } from '../../model/window.js';
import { type Episode, mostSources } from './episodes.js';
import { type EpisodeNumbers, KINDS, type KindMeaning, type SpoofingKind } from './kinds.js';
import type { SpoofingOptions } from './options.js';

function number(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');
}

function plural(value: number, noun: string): string {
  if (value === 1) return noun;
  return noun.endsWith('s') ? `${noun}es` : `${noun}s`;
}

function numbersOf(episode: Episode): EpisodeNumbers {
  const { value, exact } = mostSources(episode);
  return {
    records: episode.records,
    flows: `${number(episode.records)} ${plural(episode.records, 'flow')}`,
    addresses: value,
    addressWords: (noun) => `${exact ? '' : 'about '}${number(value)} ${plural(value, noun)}`,
  };
}

/** Null while there is too little to tell. */
export function surpriseOf(kind: SpoofingKind, episode: Episode, options: SpoofingOptions): number | null {
  return KINDS[kind].surprise(episode, options);
}

function contributionsOf(
  meaning: KindMeaning,
  { records, addresses }: EpisodeNumbers,
  options: SpoofingOptions,
): readonly Contribution[] {
  const part = (feature: string, value: number, unit: string, decides: boolean): Contribution => ({
    feature,
    value,
    unit,
    usual: decides ? meaning.usual(options) : null,
    share: decides ? 1 : 0,
  });
  const byFlows = meaning.decides === 'flows';
  const flows = part(meaning.flowFeature, records, 'flows', byFlows);
  const unit = meaning.addressFeature.startsWith('own') ? 'addresses' : 'sources';
  const counted = part(meaning.addressFeature, addresses, unit, !byFlows);
  return byFlows ? [flows, counted] : [counted, flows];
}

export function spoofingEvidence(
  kind: SpoofingKind,
  episode: Episode,
  site: string,
  network: NetworkContext,
  options: SpoofingOptions,
): Evidence {
  const meaning = KINDS[kind];
  const numbers = numbersOf(episode);
  const contributions = contributionsOf(meaning, numbers, options);
  const window = {
    start: windowStart(episode.firstSeen, TICK_MS),
    end: windowStart(episode.lastSeen, TICK_MS) + TICK_MS,
  };
  const identity = {
    site,
    host: hostName(episode.victim, 0, network.isInternal(episode.victim, 0)),
    role: meaning.role,
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
    basis: meaning.basis,
    surprise: episode.told!.surprise,
    attributable: false,
    summary: meaning.summary(episode, numbers),
    contributions,
    threshold: {
      feature: contributions[0]!.feature,
      value: meaning.least(options),
      unit: contributions[0]!.unit,
    },
    records: referencesOf(episode),
    recordCount: episode.records,
    technique: meaning.technique,
  };
}

function referencesOf(episode: Episode): readonly RecordReference[] {
  const list: RecordReference[] = [];
  for (let i = 0; i + 1 < episode.references.length; i += 2) {
    list.push({ input: episode.references[i]!, record: episode.references[i + 1]! });
  }
  return list;
}
