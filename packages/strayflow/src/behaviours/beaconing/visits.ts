/** From flow records to visits: which flows of a pair are one visit, and what each visit sent. */
import type { NetworkContext } from '../../model/behaviour.js';
import { closesFlow, type FlowBatch, isFailed, isKnown, opensFlow } from '../../model/flow-batch.js';
import { outgoingService, Service } from '../destination/service.js';
import { hostFingerprint, pairFingerprint } from '../fingerprint.js';
import { provesHandshake } from '../handshake.js';
import { hostKey } from '../host-key.js';
import { noteContact } from '../prevalence.js';
import { Protocol } from '../protocol.js';
import { recall, remember } from '../recent-table.js';
import { referRow } from '../references.js';
import { placeOf } from './counts.js';
import type { BeaconingOptions } from './options.js';
import { addGap, openPair, type Pair } from './pair.js';
import type { BeaconingState } from './state.js';

/** Flows of a pair from which its gaps are kept. */
const REPEATED = 3;

export function stepRow(
  state: BeaconingState,
  batch: FlowBatch,
  row: number,
  options: BeaconingOptions,
  services: Uint8Array,
  network: NetworkContext,
): void {
  const service = outgoingService(batch, row, services, network);
  if (service === Service.quiet || network.isInternal(batch.destination, 16 * row)) return;
  const key = pairFingerprint(batch, row);
  const opens = opensFlow(batch.record[row]!);
  if (opens) noteContact(state.prevalence, key, batch, row, network);
  let pair = recall(state.pairs, key);
  if (pair === undefined) {
    if (!opens) return;
    const last = countFlow(state, key, batch.start[row]!);
    if (last === null) return;
    pair = promote(state, batch, row, service, last, options, network);
    remember(state.pairs, key, pair, (kept) => kept.told !== null || kept.count >= options.minGaps);
  }
  if (opens) visit(pair, batch, row, options);
  account(pair, batch, row);
  if (pair.count >= pair.nextTest) {
    state.due.add(key);
    pair.nextTest = pair.count + Math.max(4, pair.count >> 2);
  }
}

/** Counts a flow of a pair that is not kept yet; the start of the flow before it once it has enough, else null. */
function countFlow(state: BeaconingState, key: number, start: number): number | null {
  const place = placeOf(state.counts, key);
  const { counts, last } = state.counts;
  const before = last[place]!;
  last[place] = start;
  counts[place] = Math.min(REPEATED, counts[place]! + 1);
  return counts[place]! < REPEATED ? null : before;
}

function promote(
  state: BeaconingState,
  batch: FlowBatch,
  row: number,
  service: Service,
  lastStart: number,
  options: BeaconingOptions,
  network: NetworkContext,
): Pair {
  const sourceId = hostFingerprint(batch.source, 16 * row, network);
  const destinationId = hostFingerprint(batch.destination, 16 * row, network);
  if (service === Service.other) notePeer(state, sourceId, destinationId);
  return openPair(
    {
      source: hostKey(batch.source, 16 * row, network),
      destination: hostKey(batch.destination, 16 * row, network),
      sourceId,
      destinationId,
      port: batch.destinationPort[row]!,
      protocol: batch.protocol[row]!,
      service,
      firstSeen: Math.min(lastStart, batch.start[row]!),
    },
    options.minGaps,
  );
}

function notePeer(state: BeaconingState, source: number, destination: number): void {
  let peers = recall(state.peers, source);
  if (peers === undefined) {
    peers = { low: 0, high: 0 };
    remember(state.peers, source, peers);
  }
  if ((destination & 32) === 0) peers.low |= 1 << (destination & 31);
  else peers.high |= 1 << (destination & 31);
}

/** A flow begins: of this visit, or a new one. */
function visit(pair: Pair, batch: FlowBatch, row: number, options: BeaconingOptions): void {
  const start = batch.start[row]!;
  const gap = start - pair.lastStart;
  const port =
    pair.protocol === Protocol.tcp && isKnown(batch.validity.sourcePort, row) ? batch.sourcePort[row]! : -1;
  const retry = port >= 0 && port === pair.lastPort && gap < options.retryMs;
  if (gap > options.joinMs && !retry) addGap(pair, gap, options.keepGaps);
  pair.lastPort = port;
  pair.lastStart = Math.max(pair.lastStart, start);
}

function account(pair: Pair, batch: FlowBatch, row: number): void {
  const { validity } = batch;
  if (isKnown(validity.bytesSent, row)) {
    pair.bytes += batch.bytesSent[row]!;
    pair.measured = true;
  }
  if (closesFlow(batch.record[row]!)) {
    pair.ended++;
    if (isKnown(validity.state, row) && isFailed(batch.state[row]!)) pair.failed++;
    if (provesHandshake(batch, row)) pair.proven++;
  }
  pair.lastSeen = Math.max(pair.lastSeen, batch.time[row]!);
  referRow(pair.references, batch, row);
}
