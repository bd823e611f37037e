/** Sound signs that source addresses are forged: told about victims, never about the addresses that were used. */
import { ADDRESS_BYTES } from '../model/address.js';
import type { Behaviour, NetworkContext } from '../model/behaviour.js';
import type { Evidence } from '../model/evidence.js';
import type { FlowBatch } from '../model/flow-batch.js';
import type { Emit } from '../model/stage.js';
import {
  addToEpisode,
  type Episode,
  type Episodes,
  forgetQuiet,
  isQuiet,
  openEpisodes,
} from './spoofing/episodes.js';
import { type SpoofingKind, spoofingEvidence, surpriseOf } from './spoofing/evidence.js';
import { type SpoofingOptions, spoofingOptions } from './spoofing/options.js';
import { comesFromOutside, type OutsideMarks, outsideMarks } from './spoofing/outside-marks.js';
import { type Sign, signOf } from './spoofing/signs.js';

/** In the order in which evidence of one tick is told. */
const KINDS = ['impossible-source', 'private-source', 'own-prefix', 'forged-flood'] as const;
const KIND_OF: Record<Sign, SpoofingKind> = {
  'impossible-source': 'impossible-source',
  'private-source': 'private-source',
  'single-packet': 'forged-flood',
};

type SiteSpoofing = Record<SpoofingKind, Episodes> & { readonly marks: OutsideMarks };

export interface SpoofingState {
  /** By name, in order of their first rows. */
  readonly sites: Map<string, SiteSpoofing>;
}

function openSite(options: SpoofingOptions): SiteSpoofing {
  return {
    'impossible-source': openEpisodes(options.victims),
    'private-source': openEpisodes(options.victims),
    'own-prefix': openEpisodes(options.victims),
    'forged-flood': openEpisodes(options.victims),
    marks: outsideMarks(),
  };
}

export const spoofing: Behaviour<SpoofingOptions, SpoofingState> = {
  name: 'spoofing',
  title: 'Forged source addresses',
  families: ['spoofing'],
  options: spoofingOptions,
  create: (options, network) => ({
    name: 'spoofing',
    key: 'destination',
    open: () => ({ sites: new Map() }),
    step(state, batch) {
      let site = state.sites.get(batch.site);
      if (site === undefined) {
        site = openSite(options);
        state.sites.set(batch.site, site);
      }
      readRows(site, batch, network);
    },
    advance(state, now, emit) {
      for (const [name, site] of state.sites) {
        for (const kind of KINDS) {
          for (const episode of site[kind].byVictim.values()) {
            tell(kind, episode, name, { network, options, atEnd: isQuiet(episode, now) }, emit);
          }
          forgetQuiet(site[kind], now);
        }
      }
    },
    dropped(state) {
      let sum = 0;
      for (const site of state.sites.values()) for (const kind of KINDS) sum += site[kind].dropped;
      return sum;
    },
  }),
};

function readRows(site: SiteSpoofing, batch: FlowBatch, network: NetworkContext): void {
  const hasMarks = batch.sourceMac !== null || batch.interfaceIndex !== null;
  for (let row = 0; row < batch.length; row++) {
    const at = row * ADDRESS_BYTES;
    const sign = signOf(batch, row, network);
    if (sign !== null) addToEpisode(site[KIND_OF[sign]], batch.destination, at, batch, row);
    if (hasMarks && comesFromOutside(site.marks, batch, row, network)) {
      addToEpisode(site['own-prefix'], batch.source, at, batch, row);
    }
  }
}

/** Tells an episode for the first time, and again when it has grown by a quarter or ends with more than was told. */
function tell(
  kind: SpoofingKind,
  episode: Episode,
  site: string,
  context: {
    readonly network: NetworkContext;
    readonly options: SpoofingOptions;
    readonly atEnd: boolean;
  },
  emit: Emit<Evidence>,
): void {
  const { told, records } = episode;
  if (told !== null && records < (context.atEnd ? told.records + 1 : 1.25 * told.records)) return;
  const surprise = surpriseOf(kind, episode, context.options);
  if (surprise === null) return;
  episode.told = { revision: told === null ? 0 : told.revision + 1, surprise, records };
  emit(spoofingEvidence(kind, episode, site, context.network, context.options));
}
