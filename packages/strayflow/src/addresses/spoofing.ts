/** Sound signs that source addresses are forged: told about victims, never about the addresses that were used. */
import type { Behaviour, NetworkContext } from '../model/behaviour.js';
import type { Evidence } from '../model/evidence.js';
import type { Emit } from '../model/stage.js';
import { type Episode, forgetQuiet, isQuiet } from './spoofing/episodes.js';
import { spoofingEvidence, surpriseOf } from './spoofing/evidence.js';
import { SPOOFING_KINDS, type SpoofingKind } from './spoofing/kinds.js';
import { type SpoofingOptions, spoofingOptions } from './spoofing/options.js';
import { openSite, readRows, type SiteSpoofing } from './spoofing/reading.js';

export interface SpoofingState {
  /** By name, in order of their first rows. */
  readonly sites: Map<string, SiteSpoofing>;
}

export const spoofing: Behaviour<SpoofingOptions, SpoofingState> = {
  name: 'spoofing',
  title: 'Forged source addresses',
  families: ['spoofing'],
  options: spoofingOptions,
  create: (options, network) => ({
    name: 'spoofing',
    key: 'site',
    open: () => ({ sites: new Map() }),
    step(state, batch) {
      let site = state.sites.get(batch.site);
      if (site === undefined) {
        site = openSite(options.victims);
        state.sites.set(batch.site, site);
      }
      readRows(site, batch, network);
    },
    advance(state, now, emit) {
      for (const [name, { episodes }] of state.sites) {
        for (const kind of SPOOFING_KINDS) {
          if (episodes[kind].byVictim.size === 0) continue;
          const context = { site: name, network, options, emit };
          for (const episode of episodes[kind].byVictim.values()) {
            tell(kind, episode, isQuiet(episode, now), context);
          }
          forgetQuiet(episodes[kind], now);
        }
      }
    },
    dropped(state) {
      let sum = 0;
      for (const { episodes, ways, histories } of state.sites.values()) {
        for (const kind of SPOOFING_KINDS) sum += episodes[kind].dropped;
        sum += ways.dropped + ways.hosts.refused + histories.forgotten;
      }
      return sum;
    },
  }),
};

interface TellingContext {
  readonly site: string;
  readonly network: NetworkContext;
  readonly options: SpoofingOptions;
  readonly emit: Emit<Evidence>;
}

/** Tells an episode for the first time, and again when it has grown by a quarter or ends with more than was told. */
function tell(
  kind: SpoofingKind,
  episode: Episode,
  atEnd: boolean,
  { site, network, options, emit }: TellingContext,
): void {
  const { told, records } = episode;
  if (told !== null && records < (atEnd ? told.records + 1 : 1.25 * told.records)) return;
  // What was too little to tell is so still while no record came.
  if (told === null && records === episode.judged) return;
  episode.judged = records;
  const surprise = surpriseOf(kind, episode, options);
  if (surprise === null) return;
  episode.told = { revision: told === null ? 0 : told.revision + 1, surprise, records };
  emit(spoofingEvidence(kind, episode, site, network, options));
}
