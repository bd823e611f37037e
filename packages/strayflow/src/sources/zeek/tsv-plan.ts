/** How the cells of conn.log's columns are read in one pass. */
import { SLOT_NAMES, Zeek } from './fields.js';

/** Kinds of cells; from `time` on no flow is without it. */
export const TsvCell = {
  skipped: 0,
  whole: 1,
  seconds: 2,
  uid: 3,
  protocol: 4,
  state: 5,
  history: 6,
  service: 7,
  /** Not read in one pass unless it is unset. */
  other: 8,
  time: 9,
  source: 10,
  destination: 11,
} as const;

export interface TsvPlan {
  /** The slot of each column that it was made for, or -1. */
  readonly slots: Int16Array;
  /** A `TsvCell` for each column. */
  readonly kinds: Uint8Array;
  /** The largest whole number of each column. */
  readonly largest: Float64Array;
  /** A time and both addresses are among the columns. */
  readonly isWhole: boolean;
}

const KINDS = new Uint8Array(SLOT_NAMES.length).fill(TsvCell.other);
const LARGEST = new Float64Array(SLOT_NAMES.length);

for (const [slot, kind] of [
  [Zeek.ts, TsvCell.time],
  [Zeek.source, TsvCell.source],
  [Zeek.destination, TsvCell.destination],
  [Zeek.duration, TsvCell.seconds],
  [Zeek.uid, TsvCell.uid],
  [Zeek.protocol, TsvCell.protocol],
  [Zeek.state, TsvCell.state],
  [Zeek.history, TsvCell.history],
  [Zeek.service, TsvCell.service],
] as const)
  KINDS[slot] = kind;
for (const [slot, largest] of [
  [Zeek.sourcePort, 65_535],
  [Zeek.destinationPort, 65_535],
  [Zeek.protocolNumber, 255],
  [Zeek.vlan, 4095],
  [Zeek.payloadSent, Number.MAX_SAFE_INTEGER],
  [Zeek.payloadReceived, Number.MAX_SAFE_INTEGER],
  [Zeek.missedBytes, Number.MAX_SAFE_INTEGER],
  [Zeek.packetsSent, Number.MAX_SAFE_INTEGER],
  [Zeek.packetsReceived, Number.MAX_SAFE_INTEGER],
  [Zeek.bytesSent, Number.MAX_SAFE_INTEGER],
  [Zeek.bytesReceived, Number.MAX_SAFE_INTEGER],
] as const) {
  KINDS[slot] = TsvCell.whole;
  LARGEST[slot] = largest;
}

/** @param slots of the columns up to the last that is read, each at most once; -1 for those that are not */
export function tsvPlan(slots: Int16Array): TsvPlan {
  const kinds = Uint8Array.from(slots, (slot) => (slot < 0 ? TsvCell.skipped : KINDS[slot]!));
  const largest = Float64Array.from(slots, (slot) => LARGEST[slot] ?? 0);
  const isWhole = [TsvCell.time, TsvCell.source, TsvCell.destination].every((kind) => kinds.includes(kind));
  return { slots, kinds, largest, isWhole };
}
