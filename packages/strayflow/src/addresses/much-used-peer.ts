/**
 * Recognises the outside peers that the network's own hosts use most, by connections that several of them began and completed in
 * different hours of different days. It accuses nobody: policy does not block such a peer for what began later.
 */
import { z } from 'zod';
import { ADDRESS_BYTES, hostName } from '../model/address.js';
import type { Behaviour, NetworkContext } from '../model/behaviour.js';
import { type Evidence, evidenceId } from '../model/evidence.js';
import { closesFlow, type FlowBatch, isKnown } from '../model/flow-batch.js';
import { MUCH_USED_KEY } from '../model/guard-signs.js';
import { WINDOW_MS, windowStart } from '../model/window.js';
import { Outcome, outcomeOf } from './spoofing/outcome.js';
import {
  countUse,
  DAY_MS,
  forgetUnused,
  MOST_HOSTS,
  openUsage,
  type SiteUsage,
  steadyHosts,
  type Usage,
} from './usage.js';

/** How often it is told again of a peer that is used still (ms). */
const TOLD_AGAIN_MS = 7 * DAY_MS;

const muchUsedPeerOptions = z.strictObject({
  minHosts: z
    .int()
    .min(2)
    .max(MOST_HOSTS)
    .default(3)
    .describe('Own hosts that use a peer, each in several hours, before it counts as much used (hosts)'),
  minHours: z
    .int()
    .min(1)
    .max(1_000)
    .default(3)
    .describe('Different hours in which each of them must have begun connections to it (hours)'),
  minDays: z
    .int()
    .min(1)
    .max(365)
    .default(2)
    .describe('Days on which the peer must have been used, each begun 24 hours after the one before (days)'),
  minConnections: z
    .int()
    .min(1)
    .default(30)
    .describe('Completed connections to it in all, with bytes in both directions (connections)'),
  forgetAfterMs: z
    .number()
    .min(DAY_MS)
    .default(14 * DAY_MS)
    .describe('A peer that was not used for so long is forgotten (ms)'),
  maxPeers: z.int().min(16).max(1_000_000).default(16_384).describe('Peers of a site remembered (peers)'),
});
type MuchUsedPeerOptions = z.infer<typeof muchUsedPeerOptions>;

interface MuchUsedPeerState {
  readonly sites: Map<string, SiteUsage>;
}

function hasBytes(batch: FlowBatch, row: number, column: 'bytesSent' | 'bytesReceived'): boolean {
  return !isKnown(batch.validity[column], row) || batch[column][row]! > 0;
}

/** A connection that an own host began, and that an outside one answered and took part in. */
function isUse(batch: FlowBatch, row: number, network: NetworkContext): boolean {
  if (batch.initiatorKnown[row] !== 1 || !closesFlow(batch.record[row]!)) return false;
  if (outcomeOf(batch, row) !== Outcome.proven) return false;
  if (!hasBytes(batch, row, 'bytesSent') || !hasBytes(batch, row, 'bytesReceived')) return false;
  const at = row * ADDRESS_BYTES;
  return network.isInternal(batch.source, at) && !network.isInternal(batch.destination, at);
}

function isMuchUsed(peer: Usage, options: MuchUsedPeerOptions): boolean {
  return (
    peer.days >= options.minDays &&
    peer.connections >= options.minConnections &&
    steadyHosts(peer, options.minHours) >= options.minHosts
  );
}

function stepRow(site: SiteUsage, batch: FlowBatch, row: number, options: MuchUsedPeerOptions): void {
  const id = countUse(site, batch, row, options.minHours);
  if (id < 0) return;
  const peer = site.peers[id]!;
  const time = batch.time[row]!;
  if (peer.since === Number.POSITIVE_INFINITY) {
    if (!isMuchUsed(peer, options)) return;
    peer.since = time;
    peer.input = batch.input[row]!;
    peer.record = batch.recordNumber[row]!;
  }
  if (time - peer.told < TOLD_AGAIN_MS) return;
  peer.told = time;
  site.news.push(id);
}

function muchUsedEvidence(
  peer: Usage,
  site: string,
  host: string,
  { minHours, minConnections, minDays, minHosts }: MuchUsedPeerOptions,
): Evidence {
  const start = windowStart(peer.since);
  const window = { start, end: Math.max(start, windowStart(peer.lastUsed)) + WINDOW_MS };
  const identity = { site, host, role: 'actor', family: 'context', key: MUCH_USED_KEY, window } as const;
  const hosts = steadyHosts(peer, minHours);
  const some = hosts === MOST_HOSTS ? `${hosts} or more` : hosts;
  const contribution = (feature: string, value: number, unit: string, low: number, share: number) => ({
    ...{ feature, value, unit, share },
    usual: { low: 0, high: low - 1 },
  });
  return {
    id: evidenceId(identity),
    revision: peer.revision,
    ...identity,
    peer: null,
    firstSeen: peer.since,
    lastSeen: peer.lastUsed,
    basis: {
      kind: 'confidence-class',
      name: 'low',
      why: 'much use says what a block would cost, and nothing about who it is',
    },
    surprise: 1,
    attributable: true,
    summary: `is a peer that the network uses much: ${some} of its hosts began ${peer.connections} connections to it on ${peer.days} days, each in ${minHours} hours or more`,
    contributions: [
      contribution('own hosts that use it in several hours', hosts, 'hosts', minHosts, 1),
      contribution('connections to it', peer.connections, 'connections', minConnections, 0),
      contribution('days on which it was used', peer.days, 'd', minDays, 0),
    ],
    threshold: { feature: 'own hosts that use it in several hours', value: minHosts, unit: 'hosts' },
    records: [{ input: peer.input, record: peer.record }],
    recordCount: peer.connections,
    technique: null,
  };
}

export const muchUsedPeer: Behaviour<MuchUsedPeerOptions, MuchUsedPeerState> = {
  name: MUCH_USED_KEY,
  title: 'Outside peers that the network uses most',
  families: ['context'],
  options: muchUsedPeerOptions,
  create: (options, network) => ({
    name: MUCH_USED_KEY,
    key: 'destination',
    open: () => ({ sites: new Map() }),
    step(state, batch) {
      let site = state.sites.get(batch.site);
      for (let row = 0; row < batch.length; row++) {
        if (!isUse(batch, row, network)) continue;
        if (site === undefined) {
          site = openUsage(options.maxPeers);
          state.sites.set(batch.site, site);
        }
        stepRow(site, batch, row, options);
      }
    },
    advance(state, now, emit) {
      for (const [name, site] of state.sites) {
        for (const id of site.news.splice(0)) {
          const peer = site.peers[id]!;
          peer.revision++;
          const at = id * ADDRESS_BYTES;
          emit(muchUsedEvidence(peer, name, hostName(site.table.bytes, at, false), options));
        }
        if (Number.isFinite(now)) forgetUnused(site, now, options.forgetAfterMs);
      }
    },
    dropped(state) {
      let sum = 0;
      for (const { dropped, table } of state.sites.values()) sum += dropped + table.refused;
      return sum;
    },
  }),
};
