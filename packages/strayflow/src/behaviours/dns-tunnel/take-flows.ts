/** Flows to port 53 become bytes beyond ordinary queries and answers, where no facts tell what was asked. */
import { type FlowBatch, isKnown } from '../../model/flow-batch.js';
import { addressFingerprint, fingerprintOfBoth } from '../fingerprint.js';
import { provesHandshake } from '../handshake.js';
import { addressKey } from '../host-key.js';
import { Protocol } from '../protocol.js';
import { recall, remember } from '../recent-table.js';
import { references, referRow } from '../references.js';
import type { DnsTunnelOptions } from './options.js';
import { type DnsTunnelState, HOUR_MS, openPort } from './state.js';

const DNS_PORT = 53;
/** Answers are often large (RFC 6891, DNSSEC): they weigh less than queries. */
const ANSWER_WEIGHT = 0.1;

export function takeFlow(
  state: DnsTunnelState,
  batch: FlowBatch,
  row: number,
  options: DnsTunnelOptions,
): void {
  if (batch.destinationPort[row] !== DNS_PORT || batch.initiatorKnown[row] === 0) return;
  const { validity } = batch;
  const protocol = batch.protocol[row]!;
  if (protocol !== Protocol.udp && protocol !== Protocol.tcp) return;
  if (!isKnown(validity.destinationPort, row) || !isKnown(validity.protocol, row)) return;
  if (!isKnown(validity.bytesSent, row) || !isKnown(validity.packetsSent, row)) return;
  const packets = batch.packetsSent[row]!;
  const bytes = batch.bytesSent[row]!;
  const answers =
    isKnown(validity.bytesReceived, row) && isKnown(validity.packetsReceived, row)
      ? Math.max(0, batch.bytesReceived[row]! - options.answerBytes * batch.packetsReceived[row]!)
      : 0;
  const beyond = Math.max(0, bytes - options.queryBytes * packets) + ANSWER_WEIGHT * answers;
  if (beyond <= 0) return;
  // A side that never answers takes part in no tunnel.
  if (isKnown(validity.packetsReceived, row) && batch.packetsReceived[row] === 0) return;
  const at = 16 * row;
  const key = fingerprintOfBoth(
    addressFingerprint(batch.source, at),
    addressFingerprint(batch.destination, at),
  );
  const time = batch.time[row]!;
  const hour = Math.floor(time / HOUR_MS);
  let series = recall(state.ports, key);
  if (series === undefined) {
    series = openPort(addressKey(batch.source, at), addressKey(batch.destination, at), time);
    remember(state.ports, key, series, (kept) => kept.told !== null);
  }
  if (hour > series.hour) {
    series.hour = hour;
    series.beyond = 0;
    series.bytes = 0;
    series.packets = 0;
    series.proven = 0;
    series.firstSeen = time;
    series.references = references();
    series.told = null;
  }
  series.beyond += beyond;
  series.bytes += bytes;
  series.packets += packets;
  if (protocol === Protocol.tcp && provesHandshake(batch, row)) series.proven++;
  series.lastSeen = time;
  referRow(series.references, batch, row);
  if (series.beyond > options.usualBeyondBytes) state.dirtyPorts.add(key);
}
