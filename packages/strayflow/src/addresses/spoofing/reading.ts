/** Reads records for every sign of forgery, and puts what each shows into the episodes of its kind. */
import { ADDRESS_BYTES } from '../../model/address.js';
import type { NetworkContext } from '../../model/behaviour.js';
import { closesFlow, type FlowBatch, isKnown } from '../../model/flow-batch.js';
import { strayAnswer } from './backscatter.js';
import { type Contacts, openContacts } from './contacts.js';
import { addToEpisode, type Episodes, openEpisodes } from './episodes.js';
import { compareWithHistory, type Histories, hopsOf, isProvenSender, openHistories } from './histories.js';
import { SPOOFING_KINDS, type SpoofingKind } from './kinds.js';
import { Outcome, outcomeOf } from './outcome.js';
import { type Sign, signOf } from './signs.js';
import { hasWays, wayWords } from './way.js';
import { openWays, type Ways, wrongWay } from './ways.js';

const KIND_OF: Record<Sign, SpoofingKind> = {
  'impossible-source': 'impossible-source',
  'private-source': 'private-source',
  'single-packet': 'forged-flood',
};

/** Of one site; plain data. */
export interface SiteSpoofing {
  readonly episodes: Readonly<Record<SpoofingKind, Episodes>>;
  readonly ways: Ways;
  readonly histories: Histories;
  readonly contacts: Contacts;
}

/** @param capacity hosts that are told of at a time, by kind */
export function openSite(capacity: number): SiteSpoofing {
  const episodes = Object.fromEntries(SPOOFING_KINDS.map((kind) => [kind, openEpisodes(capacity)]));
  return {
    episodes: episodes as Record<SpoofingKind, Episodes>,
    ways: openWays(),
    histories: openHistories(),
    contacts: openContacts(),
  };
}

export function readRows(site: SiteSpoofing, batch: FlowBatch, network: NetworkContext): void {
  const hasPaths = hasWays(batch);
  const hasMarks = hasPaths || batch.ttl !== null;
  for (let row = 0; row < batch.length; row++) {
    readSign(site, batch, row, network);
    readStray(site, batch, row, network);
    if (!hasMarks || batch.initiatorKnown[row] !== 1 || !closesFlow(batch.record[row]!)) continue;
    const outcome = outcomeOf(batch, row);
    if (hasPaths) readWay(site, batch, row, outcome, network);
    if (outcome !== Outcome.unclear) readHistory(site, batch, row, outcome);
  }
}

function readSign(site: SiteSpoofing, batch: FlowBatch, row: number, network: NetworkContext): void {
  const sign = signOf(batch, row, network);
  if (sign === null) return;
  // A handshake is evidence against forgery: who ever completed one is a real client.
  if (sign === 'single-packet' && isProvenSender(site.histories, batch, row)) return;
  const at = row * ADDRESS_BYTES;
  const sighting = { victim: batch.destination, victimAt: at, counted: batch.source, countedAt: at };
  addToEpisode(site.episodes[KIND_OF[sign]], sighting, batch, row);
}

function readStray(site: SiteSpoofing, batch: FlowBatch, row: number, network: NetworkContext): void {
  if (!isKnown(batch.validity.protocol, row)) return;
  const stray = strayAnswer(site.contacts, batch, row, network);
  if (stray === null) return;
  const at = row * ADDRESS_BYTES;
  const { answerer, addressed, service, port } = stray;
  const sighting = { victim: answerer, victimAt: at, counted: addressed, countedAt: at, service, port };
  addToEpisode(site.episodes.backscatter, sighting, batch, row);
}

function readWay(
  site: SiteSpoofing,
  batch: FlowBatch,
  row: number,
  outcome: Outcome,
  network: NetworkContext,
): void {
  const wrong = wrongWay(site.ways, batch, row, outcome, network);
  if (wrong === null) return;
  const at = row * ADDRESS_BYTES;
  const counted = { counted: batch.source, countedAt: at, mark: wayWords(batch, row) };
  if (wrong.sign === 'own-prefix') {
    const sighting = { victim: batch.source, victimAt: at, ...counted };
    addToEpisode(site.episodes['own-prefix'], sighting, batch, row);
  } else if (wrong.sender !== null) {
    const sighting = { victim: wrong.sender, victimAt: 0, ...counted };
    addToEpisode(site.episodes['foreign-sender'], sighting, batch, row);
  } else {
    const sighting = { victim: batch.destination, victimAt: at, ...counted };
    addToEpisode(site.episodes['foreign-source'], sighting, batch, row);
  }
}

function readHistory(site: SiteSpoofing, batch: FlowBatch, row: number, outcome: Outcome): void {
  const found = compareWithHistory(site.histories, batch, row, outcome);
  if (found === null) return;
  const at = row * ADDRESS_BYTES;
  const mark =
    found.sign === 'moved-source' ? wayWords(batch, row) : `about ${hopsOf(batch, row)} hops away by its TTL`;
  const sighting = { victim: batch.source, victimAt: at, counted: batch.source, countedAt: at, mark };
  addToEpisode(site.episodes[found.sign], { ...sighting, tested: found.surprise }, batch, row);
}
