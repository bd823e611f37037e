/** One sign at one host, for as long as it goes on. Bounded; plain data. */
import { ADDRESS_BYTES } from '../../model/address.js';
import { MAX_REFERENCES } from '../../model/evidence.js';
import type { FlowBatch } from '../../model/flow-batch.js';
import { windowStart } from '../../model/window.js';
import { addSource, type SourceCount, sourceCount, sourcesOf } from './source-count.js';

/** Silence that ends an episode. */
const QUIET_MS = 600_000;

export interface Episode {
  /** Whom it is told about: 16 bytes. */
  readonly victim: Uint8Array;
  /** How the records differ from others, in words: "MAC 02:00:00:00:00:09"; may be empty. */
  readonly mark: string;
  firstSeen: number;
  lastSeen: number;
  records: number;
  /** Flat pairs of input and record number. */
  readonly references: number[];
  /** Port that the first record came from, how many came from it, and how often the other port changed. */
  readonly service: number;
  sameService: number;
  port: number;
  portChanges: number;
  /** The most surprise that a test of the sign found; 0 where the sign has none. */
  tested: number;
  /** Addresses counted in the five-minute window that is open, and the most of any window before. */
  window: number;
  sources: SourceCount;
  mostSources: number;
  mostExact: boolean;
  /** Records when it was last looked at. */
  judged: number;
  /** What was last told; null while nothing was. */
  told: { revision: number; surprise: number; records: number } | null;
}

export interface Episodes {
  /** By victim, in order of their first records. */
  readonly byVictim: Map<string, Episode>;
  readonly capacity: number;
  dropped: number;
}

export function openEpisodes(capacity: number): Episodes {
  return { byVictim: new Map(), capacity, dropped: 0 };
}

/** What a record adds: whom it is told about, and whose addresses are counted, both 16 bytes. */
export interface Sighting {
  readonly victim: Uint8Array;
  readonly victimAt: number;
  readonly counted: Uint8Array;
  readonly countedAt: number;
  readonly mark?: string;
  readonly service?: number;
  readonly port?: number;
  /** Surprise that a test of the sign found. */
  readonly tested?: number;
}

export function addToEpisode(episodes: Episodes, sighting: Sighting, batch: FlowBatch, row: number): void {
  const time = batch.time[row]!;
  const episode = episodeOf(episodes, sighting, time);
  const { service = 0, port = 0 } = sighting;
  if (service === episode.service) episode.sameService++;
  if (port !== episode.port) episode.portChanges++;
  episode.port = port;
  episode.tested = Math.max(episode.tested, sighting.tested ?? 0);
  const window = windowStart(time);
  if (window > episode.window) {
    noteMost(episode);
    episode.window = window;
    episode.sources = sourceCount();
  }
  addSource(episode.sources, sighting.counted, sighting.countedAt);
  episode.lastSeen = Math.max(episode.lastSeen, time);
  episode.records++;
  if (episode.references.length < 2 * MAX_REFERENCES) {
    episode.references.push(batch.input[row]!, batch.recordNumber[row]!);
  }
}

function episodeOf(episodes: Episodes, sighting: Sighting, time: number): Episode {
  const { victim, victimAt, mark = '', service = 0 } = sighting;
  const bytes = victim.slice(victimAt, victimAt + ADDRESS_BYTES);
  const key = String.fromCharCode(...bytes);
  const known = episodes.byVictim.get(key);
  if (known !== undefined) return known;
  if (episodes.byVictim.size >= episodes.capacity) dropLeast(episodes);
  const episode: Episode = {
    victim: bytes,
    mark,
    firstSeen: time,
    lastSeen: time,
    records: 0,
    references: [],
    service,
    sameService: 0,
    port: -1,
    portChanges: 0,
    tested: 0,
    window: windowStart(time),
    sources: sourceCount(),
    mostSources: 0,
    mostExact: true,
    judged: 0,
    told: null,
  };
  episodes.byVictim.set(key, episode);
  return episode;
}

/** Makes room: of the oldest few, the one with the fewest records; what was told about stays while there is another. */
function dropLeast(episodes: Episodes): void {
  let least: string | null = null;
  let fewest = Number.POSITIVE_INFINITY;
  let looked = 0;
  for (const [key, episode] of episodes.byVictim) {
    const weight = episode.records + (episode.told === null ? 0 : 1e15);
    if (weight < fewest) {
      least = key;
      fewest = weight;
    }
    if (++looked === 8) break;
  }
  if (least !== null) episodes.byVictim.delete(least);
  episodes.dropped++;
}

function noteMost(episode: Episode): void {
  const { value, exact } = sourcesOf(episode.sources);
  if (value <= episode.mostSources) return;
  episode.mostSources = value;
  episode.mostExact = exact;
}

/** The most sources that any five-minute window of the episode had. */
export function mostSources(episode: Episode): { readonly value: number; readonly exact: boolean } {
  noteMost(episode);
  return { value: episode.mostSources, exact: episode.mostExact };
}

export function isQuiet(episode: Episode, now: number): boolean {
  return episode.lastSeen + QUIET_MS < now;
}

export function forgetQuiet(episodes: Episodes, now: number): void {
  for (const [key, episode] of episodes.byVictim) {
    if (isQuiet(episode, now)) episodes.byVictim.delete(key);
  }
}
