/** What a flow tells of itself as numbers, whatever came before it. */
import { type FlowBatch, isKnown } from '../model/flow-batch.js';
import { NO_PORT, Outcome, outcomeOf, protocolOf, servicePortOf } from './outcome.js';

/** The first of FLOW_FEATURES; the others depend on what came before. */
export const OWN_COLUMNS = 13;

const TCP = 6;
const UDP = 17;
const WELL_KNOWN_PORTS = 1024;
const DYNAMIC_PORTS = 49_152;

/** The columns that the flow itself tells, in the order of FLOW_FEATURES. */
export function writeOwnValues(flows: FlowBatch, row: number, out: Float64Array, at: number): void {
  const { validity } = flows;
  const sent = isKnown(validity.bytesSent, row) ? flows.bytesSent[row]! : 0;
  const received = isKnown(validity.bytesReceived, row) ? flows.bytesReceived[row]! : 0;
  const packetsSent = isKnown(validity.packetsSent, row) ? flows.packetsSent[row]! : 0;
  const packetsReceived = isKnown(validity.packetsReceived, row) ? flows.packetsReceived[row]! : 0;
  const durationMs = isKnown(validity.durationMs, row) ? Math.max(0, flows.durationMs[row]!) : 0;
  const bytes = sent + received;
  const packets = packetsSent + packetsReceived;
  const outcome = outcomeOf(flows, row);
  const protocol = protocolOf(flows, row);
  const port = servicePortOf(flows, row);
  out[at] = sent;
  out[at + 1] = received;
  out[at + 2] = packetsSent;
  out[at + 3] = packetsReceived;
  out[at + 4] = durationMs;
  out[at + 5] = durationMs === 0 ? 0 : (1000 * bytes) / Math.max(1, durationMs);
  out[at + 6] = packets === 0 ? 0 : bytes / packets;
  out[at + 7] = bytes === 0 ? 0.5 : sent / bytes;
  out[at + 8] = outcome === Outcome.failed ? 1 : 0;
  out[at + 9] = outcome === Outcome.established ? 1 : 0;
  out[at + 10] = protocol === TCP ? 1 : 0;
  out[at + 11] = protocol === UDP ? 1 : 0;
  out[at + 12] =
    port === NO_PORT || (port >= WELL_KNOWN_PORTS && port < DYNAMIC_PORTS) ? 1 : port < DYNAMIC_PORTS ? 0 : 2;
}
