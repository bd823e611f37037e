/** Man in the middle: a device that says, unasked and again and again, that other devices' addresses are its own. */
import type { Behaviour } from '../model/behaviour.js';
import type { Evidence } from '../model/evidence.js';
import { FactKind } from '../model/fact-batch.js';
import type { Emit } from '../model/stage.js';
import {
  type ClaimTable,
  claimsDropped,
  claimTable,
  isBinding,
  settle,
  takeBinding,
  takeLease,
} from './link/claim-table.js';
import { ownAddress } from './link/intrusion.js';
import { noteSightings, type Sightings, seeFlows } from './link/sightings.js';
import {
  type CertificateState,
  certificateState,
  forgetServers,
  takeCertificate,
  tellCertificates,
} from './man-in-the-middle/certificates.js';
import { interceptionEvidence } from './man-in-the-middle/evidence.js';
import { assess } from './man-in-the-middle/interception.js';
import { type ManInTheMiddleOptions, manInTheMiddleOptions } from './man-in-the-middle/options.js';
import { stormEvidence } from './man-in-the-middle/storm.js';
import { type PerSiteState, perSite, type SiteStage } from './per-site.js';
import { type RecentMap, recall, recentMap, remember } from './recent-map.js';
import { isNews, nextTold, type Told } from './telling.js';

const HOUR_MS = 3_600_000;
const CERTIFICATES_KEPT_MS = 7 * 24 * HOUR_MS;

/** What was told of a MAC, and since when: one attack keeps one window however it is told. */
interface ToldOf {
  told: Told;
  readonly host: string;
  readonly start: number;
  lastSeen: number;
}

export interface ManInTheMiddleState {
  readonly table: ClaimTable;
  readonly sightings: Sightings;
  readonly certificates: CertificateState;
  readonly told: RecentMap<ToldOf>;
  nextSweep: number;
}

function tellInterception(
  state: ManInTheMiddleState,
  mac: string,
  site: string,
  atEnd: boolean,
  options: ManInTheMiddleOptions,
  emit: Emit<Evidence>,
): void {
  const assessment = assess(state.table, mac, options);
  if (assessment === null) return;
  const count = assessment.intrusions.reduce((sum, { holding }) => sum + holding.references.count, 0);
  const before = recall(state.told, mac);
  const isSame = before !== undefined && before.host === assessment.host;
  const told = isSame ? before.told : null;
  const first = Math.min(...assessment.intrusions.map(({ claim }) => claim.firstPressed));
  const start = isSame ? before.start : first;
  if (!isNews(told, assessment.surprise, count, atEnd)) return;
  const next = nextTold(told, assessment.surprise, count);
  const lastSeen = Math.max(...assessment.intrusions.map(({ claim }) => claim.lastSeen));
  remember(state.told, mac, { told: next, host: assessment.host, start, lastSeen });
  emit(interceptionEvidence(assessment, start, next, site, options));
}

function tellStorms(
  state: ManInTheMiddleState,
  site: string,
  options: ManInTheMiddleOptions,
  emit: Emit<Evidence>,
): void {
  for (const [mac, burst] of state.table.bursts) {
    if (burst.claims < options.stormPerTick) continue;
    const [any] = burst.addresses;
    const host = ownAddress(state.table, mac, any!);
    const key = `storm ${mac}`;
    const before = recall(state.told, key);
    if (host === null || (before !== undefined && burst.firstSeen - before.lastSeen < HOUR_MS)) continue;
    const told = nextTold(null, 0, burst.claims);
    remember(state.told, key, { told, host, start: burst.firstSeen, lastSeen: burst.lastSeen });
    emit(stormEvidence({ ...burst, mac, host, addresses: burst.addresses.size }, told, site, options));
  }
}

function siteStage(options: ManInTheMiddleOptions): SiteStage<ManInTheMiddleState> {
  return {
    name: 'man-in-the-middle',
    key: 'site',
    open: () => ({
      table: claimTable(options.maxAddresses),
      sightings: new Map(),
      certificates: certificateState(options.maxServers),
      told: recentMap(1_024),
      nextSweep: Number.NEGATIVE_INFINITY,
    }),
    step: (state, batch) => seeFlows(state.sightings, state.table, batch),
    facts(state, batch) {
      for (let row = 0; row < batch.length; row++) {
        const kind = batch.kind[row]!;
        if (isBinding(kind)) takeBinding(state.table, batch, row);
        else if (kind === FactKind.tlsCertificate) takeCertificate(state.certificates, batch, row, options);
        else if (kind === FactKind.dhcpOffer) takeLease(state.table, batch, row);
      }
    },
    advance(state, now, site, emit) {
      const { table } = state;
      noteSightings(state.sightings, table);
      const macs = new Set<string>();
      for (const address of table.dirty) {
        for (const { mac } of recall(table.holdings, address)?.claims ?? []) macs.add(mac);
      }
      for (const mac of macs)
        tellInterception(state, mac, site, now === Number.POSITIVE_INFINITY, options, emit);
      tellStorms(state, site, options, emit);
      tellCertificates(state.certificates, site, options, emit);
      settle(table, now);
      if (now < state.nextSweep || now === Number.POSITIVE_INFINITY) return;
      state.nextSweep = now + HOUR_MS;
      forgetServers(state.certificates, now, CERTIFICATES_KEPT_MS);
    },
    dropped: (state) => claimsDropped(state.table) + state.certificates.servers.forgotten,
  };
}

export const manInTheMiddle: Behaviour<ManInTheMiddleOptions, PerSiteState<ManInTheMiddleState>> = {
  name: 'man-in-the-middle',
  title: 'Man in the middle',
  families: ['man-in-the-middle'],
  options: manInTheMiddleOptions,
  create: (options) => perSite(siteStage(options)),
};
