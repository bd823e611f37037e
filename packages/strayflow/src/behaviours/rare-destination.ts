/**
 * Rare destinations: a host has dealings with an outside address that nobody on the site has used before. First-seen and
 * prevalence are context that lends weight to other evidence; by themselves they say little (Yen et al., "Beehive",
 * ACSAC 2013; Oprea et al., "Detection of early-stage enterprise infection", DSN 2015).
 */
import type { Behaviour, NetworkContext } from '../model/behaviour.js';
import type { Evidence } from '../model/evidence.js';
import { type FlowBatch, isKnown, opensFlow } from '../model/flow-batch.js';
import type { Emit } from '../model/stage.js';
import { noteNames } from './destination/names.js';
import { isNew, raritySurprise } from './destination/rarity.js';
import { outgoingService, Service, servicesOf } from './destination/service.js';
import { hostFingerprint, hostsFingerprint } from './fingerprint.js';
import { provesHandshake } from './handshake.js';
import { hostKey } from './host-key.js';
import { type PerSiteState, perSite, type SiteStage } from './per-site.js';
import { findDestination } from './prevalence/table.js';
import { advancePrevalence, noteContact, prevalenceForgotten, standingOf } from './prevalence.js';
import { rareDestinationEvidence } from './rare-destination/evidence.js';
import { type RareDestinationOptions, rareDestinationOptions } from './rare-destination/options.js';
import {
  type Dealings,
  openDealings,
  openRareDestination,
  type RareDestinationState,
} from './rare-destination/state.js';
import { forget, peek, recall, recentValues, remember } from './recent-table.js';
import { referRow } from './references.js';
import { isNews, nextTold } from './telling.js';

const DAY_MS = 86_400_000;

/** Whether nobody used it in a window that is over, on a site that was watched for long enough. */
function neverUsed(
  state: RareDestinationState,
  batch: FlowBatch,
  row: number,
  options: RareDestinationOptions,
  network: NetworkContext,
): boolean {
  const { prevalence } = state;
  if (batch.start[row]! - prevalence.watchedSince < options.newForMs) return false;
  return findDestination(prevalence.closed, hostFingerprint(batch.destination, 16 * row, network)) < 0;
}

function stepRow(
  state: RareDestinationState,
  batch: FlowBatch,
  row: number,
  options: RareDestinationOptions,
  services: Uint8Array,
  network: NetworkContext,
): void {
  const service = outgoingService(batch, row, services, network);
  if (service === Service.quiet || network.isInternal(batch.destination, 16 * row)) return;
  const key = hostsFingerprint(batch, row);
  const opens = opensFlow(batch.record[row]!);
  if (opens) noteContact(state.prevalence, key, batch, row, network);
  let dealings = recall(state.dealings, key);
  if (dealings === undefined) {
    if (!opens || !neverUsed(state, batch, row, options, network)) return;
    dealings = openDealings(
      {
        source: hostKey(batch.source, 16 * row, network),
        destination: hostKey(batch.destination, 16 * row, network),
        sourceId: hostFingerprint(batch.source, 16 * row, network),
        destinationId: hostFingerprint(batch.destination, 16 * row, network),
        firstSeen: batch.start[row]!,
      },
      service,
      batch.destinationPort[row]!,
    );
    remember(state.dealings, key, dealings, (kept) => kept.told !== null);
  }
  addRecord(dealings, batch, row, service, opens);
  if (dealings.flows >= options.minFlows || dealings.bytes >= options.minBytes) state.due.add(key);
}

function addRecord(
  dealings: Dealings,
  batch: FlowBatch,
  row: number,
  service: Service,
  opens: boolean,
): void {
  const { validity } = batch;
  if (opens) dealings.flows++;
  if (service === Service.other && dealings.service !== Service.other) {
    dealings.service = service;
    dealings.port = batch.destinationPort[row]!;
  }
  if (isKnown(validity.bytesSent, row)) dealings.bytes += batch.bytesSent[row]!;
  if (isKnown(validity.bytesReceived, row)) dealings.bytes += batch.bytesReceived[row]!;
  if (provesHandshake(batch, row)) dealings.proven++;
  dealings.lastSeen = Math.max(dealings.lastSeen, batch.time[row]!);
  referRow(dealings.references, batch, row);
}

type Verdict = 'wait' | 'done' | 'common';

function tell(
  state: RareDestinationState,
  dealings: Dealings,
  site: string,
  atEnd: boolean,
  options: RareDestinationOptions,
  emit: Emit<Evidence>,
): Verdict {
  const standing = standingOf(state.prevalence, dealings.destinationId);
  if (standing === null) return 'wait';
  if (!isNew(standing, dealings.lastSeen, options) || standing.hosts > options.mostHosts) return 'common';
  const found = raritySurprise(dealings.service, standing, dealings.lastSeen, options);
  const surprise = Math.min(options.maxSurprise, found);
  if (surprise < options.fireSurprise) return 'done';
  if (!isNews(dealings.told, surprise, dealings.references.count, atEnd)) return 'done';
  if (dealings.told === null) {
    const today = state.toldToday.get(dealings.sourceId) ?? 0;
    if (today >= options.maxToldPerHost) {
      state.withheld++;
      return 'common';
    }
    state.toldToday.set(dealings.sourceId, today + 1);
  }
  dealings.told = nextTold(dealings.told, surprise, dealings.references.count);
  emit(rareDestinationEvidence(dealings, standing, dealings.told, site, options));
  return 'done';
}

function tellDue(
  state: RareDestinationState,
  site: string,
  options: RareDestinationOptions,
  emit: Emit<Evidence>,
): void {
  for (const key of state.due) {
    const dealings = peek(state.dealings, key);
    const verdict = dealings === undefined ? 'done' : tell(state, dealings, site, false, options, emit);
    if (verdict !== 'wait') state.due.delete(key);
    if (verdict === 'common') forget(state.dealings, key);
  }
}

function siteStage(
  options: RareDestinationOptions,
  network: NetworkContext,
): SiteStage<RareDestinationState> {
  const services = servicesOf(options);
  return {
    name: 'rare-destination',
    key: 'pair',
    open: () => openRareDestination(options),
    step(state, batch) {
      for (let row = 0; row < batch.length; row++) stepRow(state, batch, row, options, services, network);
    },
    facts: (state, batch) => noteNames(state.prevalence, batch, network),
    advance(state, now, site, emit) {
      advancePrevalence(state.prevalence, now);
      if (now >= state.day + DAY_MS) {
        state.toldToday.clear();
        state.day = Math.floor(now / DAY_MS) * DAY_MS;
      }
      tellDue(state, site, options, emit);
      if (now !== Number.POSITIVE_INFINITY) return;
      for (const dealings of recentValues(state.dealings)) {
        if (dealings.told !== null) tell(state, dealings, site, true, options, emit);
      }
    },
    dropped: (state) => state.dealings.forgotten + state.withheld + prevalenceForgotten(state.prevalence),
  };
}

export const rareDestination: Behaviour<RareDestinationOptions, PerSiteState<RareDestinationState>> = {
  name: 'rare-destination',
  title: 'Rare destination',
  families: ['rare-destination'],
  options: rareDestinationOptions,
  create: (options, network) => perSite(siteStage(options, network)),
};
