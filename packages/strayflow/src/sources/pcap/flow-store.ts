/** The open flows as a struct of arrays: one typed array per property, indexed by flow number. */

/** Words of a key: two addresses of four, ports or ICMP, protocol and VLAN, virtual network and kind. */
export const KEY_WORDS = 11;

function enlarged<T extends Int32Array | Uint32Array | Float64Array | Uint16Array | Uint8Array>(
  larger: T,
  old: T,
): T {
  larger.set(old);
  return larger;
}

/** Values per flow. */
const COLUMNS = {
  keys: KEY_WORDS,
  hashes: 1,
  flowIds: 1,
  lastFrames: 1,
  starts: 1,
  lasts: 1,
  touched: 1,
  reported: 1,
  bytesSent: 1,
  bytesReceived: 1,
  packetsSent: 1,
  packetsReceived: 1,
  seen: 1,
  tcpFlags: 1,
  classes: 1,
  initiatorFirst: 1,
  ttl: 1,
  macs: 6,
  interfaces: 1,
  icmpTypes: 1,
  icmpCodes: 1,
  initiatorSequence: 1,
  contents: 1,
  services: 1,
  responderNext: 1,
} as const;
type Column = keyof typeof COLUMNS;
const COLUMN_NAMES = Object.keys(COLUMNS) as readonly Column[];

/** Some flows, in an order of its own: each column of the store with them alone. */
export type PickedFlows = Readonly<Record<Column, ArrayLike<number>>>;

export class FlowStore {
  capacity = 0;
  keys = new Int32Array(0);
  hashes = new Int32Array(0);
  /** Number of the first frame; 0 = no flow here. */
  flowIds = new Float64Array(0);
  lastFrames = new Float64Array(0);
  /** Time of the first and last packet (Unix ms). */
  starts = new Float64Array(0);
  lasts = new Float64Array(0);
  /** The capture's clock at the last packet, and at the last record (Unix ms): what time-outs go by. */
  touched = new Float64Array(0);
  reported = new Float64Array(0);
  /** Since the last record of the flow. */
  bytesSent = new Float64Array(0);
  bytesReceived = new Float64Array(0);
  packetsSent = new Float64Array(0);
  packetsReceived = new Float64Array(0);
  /** Bits of `Seen`. */
  seen = new Uint16Array(0);
  tcpFlags = new Uint8Array(0);
  /** `stateClass` of the last record. */
  classes = new Uint8Array(0);
  /** 1 = the initiator is the first address of the key. */
  initiatorFirst = new Uint8Array(0);
  ttl = new Uint8Array(0);
  /** 6 bytes a flow: the initiator's. */
  macs = new Uint8Array(0);
  interfaces = new Uint32Array(0);
  icmpTypes = new Uint8Array(0);
  icmpCodes = new Uint8Array(0);
  /** Sequence number of the initiator's first SYN. */
  initiatorSequence = new Int32Array(0);
  /** `Contents`, and the number of the service that was recognised. */
  contents = new Uint8Array(0);
  services = new Uint8Array(0);
  /** What the responder's first known octet is numbered. */
  responderNext = new Int32Array(0);

  grow(capacity: number): void {
    this.capacity = capacity;
    this.keys = enlarged(new Int32Array(capacity * KEY_WORDS), this.keys);
    this.hashes = enlarged(new Int32Array(capacity), this.hashes);
    this.flowIds = enlarged(new Float64Array(capacity), this.flowIds);
    this.lastFrames = enlarged(new Float64Array(capacity), this.lastFrames);
    this.starts = enlarged(new Float64Array(capacity), this.starts);
    this.lasts = enlarged(new Float64Array(capacity), this.lasts);
    this.touched = enlarged(new Float64Array(capacity), this.touched);
    this.reported = enlarged(new Float64Array(capacity), this.reported);
    this.bytesSent = enlarged(new Float64Array(capacity), this.bytesSent);
    this.bytesReceived = enlarged(new Float64Array(capacity), this.bytesReceived);
    this.packetsSent = enlarged(new Float64Array(capacity), this.packetsSent);
    this.packetsReceived = enlarged(new Float64Array(capacity), this.packetsReceived);
    this.seen = enlarged(new Uint16Array(capacity), this.seen);
    this.tcpFlags = enlarged(new Uint8Array(capacity), this.tcpFlags);
    this.classes = enlarged(new Uint8Array(capacity), this.classes);
    this.initiatorFirst = enlarged(new Uint8Array(capacity), this.initiatorFirst);
    this.ttl = enlarged(new Uint8Array(capacity), this.ttl);
    this.macs = enlarged(new Uint8Array(capacity * 6), this.macs);
    this.interfaces = enlarged(new Uint32Array(capacity), this.interfaces);
    this.icmpTypes = enlarged(new Uint8Array(capacity), this.icmpTypes);
    this.icmpCodes = enlarged(new Uint8Array(capacity), this.icmpCodes);
    this.initiatorSequence = enlarged(new Int32Array(capacity), this.initiatorSequence);
    this.contents = enlarged(new Uint8Array(capacity), this.contents);
    this.services = enlarged(new Uint8Array(capacity), this.services);
    this.responderNext = enlarged(new Int32Array(capacity), this.responderNext);
  }

  /** A copy of what is known of these flows. */
  pick(flows: Int32Array): PickedFlows {
    const picked: Record<string, ArrayLike<number>> = {};
    for (const name of COLUMN_NAMES) {
      const width = COLUMNS[name];
      const column = this[name];
      const out = column.slice(0, flows.length * width);
      for (let i = 0; i < flows.length; i++) {
        const from = flows[i]! * width;
        for (let part = 0; part < width; part++) out[i * width + part] = column[from + part]!;
      }
      picked[name] = out;
    }
    return picked as PickedFlows;
  }

  /** The inverse of `pick`, as the first flows. */
  put(flows: PickedFlows): void {
    for (const name of COLUMN_NAMES) this[name].set(flows[name]);
  }

  /** Clears what `open` of a flow does not set itself. */
  clear(flow: number): void {
    this.bytesSent[flow] = this.bytesReceived[flow] = 0;
    this.packetsSent[flow] = this.packetsReceived[flow] = 0;
    this.seen[flow] = this.tcpFlags[flow] = this.ttl[flow] = 0;
    this.icmpTypes[flow] = this.icmpCodes[flow] = 0;
    this.contents[flow] = this.services[flow] = 0;
    for (let i = 0; i < 6; i++) this.macs[flow * 6 + i] = 0;
  }
}
