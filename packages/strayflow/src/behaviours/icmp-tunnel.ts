/** ICMP tunnels: echo packets whose answers differ from what was sent, or that hold far more than pings do. */
import { isMulticastOrBroadcast } from '../model/address.js';
import type { Behaviour } from '../model/behaviour.js';
import type { Evidence } from '../model/evidence.js';
import { type FlowBatch, isKnown } from '../model/flow-batch.js';
import type { Emit } from '../model/stage.js';
import { addressKey } from './host-key.js';
import { echoEvidence } from './icmp-tunnel/evidence.js';
import { type IcmpTunnelOptions, icmpTunnelOptions } from './icmp-tunnel/options.js';
import {
  type EchoSeries,
  echoSurprise,
  HOUR_MS,
  type IcmpTunnelState,
  openEcho,
  openIcmpTunnel,
  turnEcho,
} from './icmp-tunnel/state.js';
import { type PerSiteState, perSite, type SiteStage } from './per-site.js';
import { ECHO_REQUEST, ECHO_REQUEST_V6, Protocol } from './protocol.js';
import { forgetIdle, recall, recentValues, remember } from './recent-map.js';
import { referRow } from './references.js';
import { isNews, nextTold } from './telling.js';

const ECHO_REPLY = 0;
const ECHO_REPLY_V6 = 129;

function isEchoRequest(protocol: number, type: number): boolean {
  return protocol === Protocol.icmp ? type === ECHO_REQUEST : type === ECHO_REQUEST_V6;
}

function isEchoReply(protocol: number, type: number): boolean {
  return protocol === Protocol.icmp ? type === ECHO_REPLY : type === ECHO_REPLY_V6;
}

/**
 * The pair of a record. Requests open it; answers that came first (their own flow, whose initiator is unknown) only add to
 * a pair of which requests were seen.
 */
function seriesOf(state: IcmpTunnelState, batch: FlowBatch, row: number): [string, EchoSeries] | null {
  const source = addressKey(batch.source, 16 * row);
  const destination = addressKey(batch.destination, 16 * row);
  const forward = source + destination;
  const known = recall(state.pairs, forward);
  if (known !== undefined) return [forward, known];
  const backward = destination + source;
  const other = recall(state.pairs, backward);
  if (other !== undefined) return [backward, other];
  const asked = batch.initiatorKnown[row] === 1 && isEchoRequest(batch.protocol[row]!, batch.icmpType[row]!);
  if (!asked || isMulticastOrBroadcast(batch.destination, 16 * row)) return null;
  const series = openEcho(source, destination, batch.time[row]!);
  remember(state.pairs, forward, series, (kept) => kept.told !== null);
  return [forward, series];
}

function stepRow(state: IcmpTunnelState, batch: FlowBatch, row: number, options: IcmpTunnelOptions): void {
  const protocol = batch.protocol[row]!;
  if (protocol !== Protocol.icmp && protocol !== Protocol.icmpv6) return;
  const { validity } = batch;
  if (!isKnown(validity.protocol, row) || !isKnown(validity.icmpType, row)) return;
  const type = batch.icmpType[row]!;
  if (!isEchoRequest(protocol, type) && !isEchoReply(protocol, type)) return;
  if (!isKnown(validity.bytesSent, row) || !isKnown(validity.packetsSent, row)) return;
  const answered = isKnown(validity.bytesReceived, row) && isKnown(validity.packetsReceived, row);
  const packetsSent = batch.packetsSent[row]!;
  const packetsReceived = answered ? batch.packetsReceived[row]! : 0;
  if (packetsSent + packetsReceived === 0) return;
  const found = seriesOf(state, batch, row);
  if (found === null) return;
  const [key, series] = found;
  turnEcho(series, batch.time[row]!);
  const bytesSent = batch.bytesSent[row]!;
  const bytesReceived = answered ? batch.bytesReceived[row]! : 0;
  if (packetsSent > 0 && packetsReceived > 0) {
    const request = bytesSent / packetsSent;
    const answer = bytesReceived / packetsReceived;
    const cut = Math.min(request, answer) <= options.cutAnswerBytes && answer < request;
    if (Math.abs(request - answer) >= 1 && !cut) series.odd += Math.min(packetsSent, packetsReceived);
  }
  series.beyond += Math.max(0, bytesSent - options.pingBytes * packetsSent);
  series.beyond += Math.max(0, bytesReceived - options.pingBytes * packetsReceived);
  series.bytesSent += bytesSent;
  series.bytesReceived += bytesReceived;
  series.packetsSent += packetsSent;
  series.packetsReceived += packetsReceived;
  series.lastSeen = batch.time[row]!;
  referRow(series.references, batch, row);
  if (series.odd > options.usualOddPackets || series.beyond > options.usualBeyondBytes) state.dirty.add(key);
}

function tell(
  series: EchoSeries,
  site: string,
  atEnd: boolean,
  options: IcmpTunnelOptions,
  emit: Emit<Evidence>,
): void {
  const surprise = Math.max(echoSurprise(series, options).surprise, series.told?.surprise ?? 0);
  if (surprise < options.fireSurprise) return;
  if (!isNews(series.told, surprise, series.references.count, atEnd)) return;
  series.told = nextTold(series.told, surprise, series.references.count);
  emit(echoEvidence(series, series.told, site, options));
}

function siteStage(options: IcmpTunnelOptions): SiteStage<IcmpTunnelState> {
  return {
    name: 'icmp-tunnel',
    key: 'pair',
    open: () => openIcmpTunnel(options),
    step(state, batch) {
      for (let row = 0; row < batch.length; row++) stepRow(state, batch, row, options);
    },
    advance(state, now, site, emit) {
      if (now === Number.POSITIVE_INFINITY) {
        for (const series of recentValues(state.pairs)) tell(series, site, true, options, emit);
      } else {
        for (const key of state.dirty) {
          const series = recall(state.pairs, key);
          if (series !== undefined) tell(series, site, false, options, emit);
        }
      }
      state.dirty.clear();
      if (now < state.nextSweep || now === Number.POSITIVE_INFINITY) return;
      state.nextSweep = now + HOUR_MS;
      forgetIdle(state.pairs, (series) => series.lastSeen < now - options.forgetAfterMs);
    },
    dropped: (state) => state.pairs.forgotten,
  };
}

export const icmpTunnel: Behaviour<IcmpTunnelOptions, PerSiteState<IcmpTunnelState>> = {
  name: 'icmp-tunnel',
  title: 'ICMP tunnel',
  families: ['icmp-tunnel'],
  options: icmpTunnelOptions,
  create: (options) => perSite(siteStage(options)),
};
