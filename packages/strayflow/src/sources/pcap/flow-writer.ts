/** Writes records of open flows into batches for the sink. */
import type { ConnectionState, RecordKind } from '../../model/flow-batch.js';
import {
  BATCH_ROWS,
  FIRST_ROWS,
  FlowBuilder,
  type OptionalColumn,
  type WritableColumns,
} from '../../model/flow-builder.js';
import type { ParserContext } from '../../model/source.js';
import { Seen } from './connection-state.js';
import { SERVICE_NAMES } from './content/services.js';
import { kindAt } from './flow-key.js';
import { type FlowStore, KEY_WORDS } from './flow-store.js';
import { FlowKind } from './packet.js';
import { PROTOCOL_TCP } from './transport-layer.js';

const OPTIONAL: readonly OptionalColumn[] = ['ttl', 'vlan', 'interfaceIndex', 'sourceMac', 'service'];

export class FlowWriter {
  private readonly context: ParserContext;
  private readonly store: FlowStore;
  private readonly builder: FlowBuilder;
  private readonly whenFull: () => void;
  private out: WritableColumns;

  /** `whenFull` is called when a batch is complete; it calls `flush`. */
  constructor(context: ParserContext, store: FlowStore, whenFull: () => void) {
    this.context = context;
    this.store = store;
    this.whenFull = whenFull;
    this.builder = new FlowBuilder(context.site, OPTIONAL, BATCH_ROWS, FIRST_ROWS);
    this.out = columnsOf(this.builder);
  }

  flush(): void {
    if (this.builder.length === 0) return;
    this.context.sink.flows(this.builder.take());
    this.out = columnsOf(this.builder);
  }

  /** One record of `flow`, true at `time` (Unix ms); its counters start anew. */
  write(flow: number, record: RecordKind, time: number, frame: number, state: ConnectionState): void {
    const { store, builder } = this;
    const row = builder.add();
    const { out } = this;
    out.input[row] = this.context.input;
    out.recordNumber[row] = frame;
    out.flowId[row] = store.flowIds[flow]!;
    out.record[row] = record;
    out.time[row] = time;
    out.start[row] = store.starts[flow]!;
    out.durationMs[row] = Math.max(0, store.lasts[flow]! - store.starts[flow]!);
    this.writeKey(flow, row);
    out.state[row] = state;
    out.initiatorKnown[row] = isInitiatorKnown(store.seen[flow]!) ? 1 : 0;
    out.bytesSent[row] = store.bytesSent[flow]!;
    out.bytesReceived[row] = store.bytesReceived[flow]!;
    out.packetsSent[row] = store.packetsSent[flow]!;
    out.packetsReceived[row] = store.packetsReceived[flow]!;
    out.ttl[row] = store.ttl[flow]!;
    out.interfaceIndex[row] = store.interfaces[flow]!;
    for (let i = 0; i < 6; i++) out.sourceMac[row * 6 + i] = store.macs[flow * 6 + i]!;
    const service = store.services[flow]!;
    if (service !== 0) builder.text('service', row, SERVICE_NAMES[service]!);
    store.bytesSent[flow] = store.bytesReceived[flow] = 0;
    store.packetsSent[flow] = store.packetsReceived[flow] = 0;
    if (builder.full) this.whenFull();
  }

  private writeKey(flow: number, row: number): void {
    const { store, builder, out } = this;
    const key = flow * KEY_WORDS;
    const firstIsSource = store.initiatorFirst[flow] === 1;
    writeWords(out.source, row * 16, store.keys, firstIsSource ? key : key + 4);
    writeWords(out.destination, row * 16, store.keys, firstIsSource ? key + 4 : key);
    const protocol = store.keys[key + 9]! >>> 24;
    const kind = kindAt(store.keys, key);
    out.protocol[row] = protocol;
    out.vlan[row] = store.keys[key + 9]! & 0xfff;
    if (kind === FlowKind.ports) {
      const ports = store.keys[key + 8]!;
      out.sourcePort[row] = firstIsSource ? ports >>> 16 : ports & 0xffff;
      out.destinationPort[row] = firstIsSource ? ports & 0xffff : ports >>> 16;
    } else {
      builder.unknown('sourcePort', row);
      builder.unknown('destinationPort', row);
    }
    if (kind === FlowKind.query || kind === FlowKind.message) {
      out.icmpType[row] = store.icmpTypes[flow]!;
      out.icmpCode[row] = store.icmpCodes[flow]!;
    } else {
      builder.unknown('icmpType', row);
      builder.unknown('icmpCode', row);
    }
    if (kind === FlowKind.ports && protocol === PROTOCOL_TCP) out.tcpFlags[row] = store.tcpFlags[flow]!;
    else builder.unknown('tcpFlags', row);
  }
}

/** The builder's columns as an object of one fixed shape: written to three times as fast. */
function columnsOf(builder: FlowBuilder): WritableColumns {
  const from = builder.columns;
  return {
    input: from.input,
    recordNumber: from.recordNumber,
    flowId: from.flowId,
    record: from.record,
    time: from.time,
    start: from.start,
    durationMs: from.durationMs,
    source: from.source,
    destination: from.destination,
    sourcePort: from.sourcePort,
    destinationPort: from.destinationPort,
    protocol: from.protocol,
    icmpType: from.icmpType,
    icmpCode: from.icmpCode,
    tcpFlags: from.tcpFlags,
    state: from.state,
    initiatorKnown: from.initiatorKnown,
    bytesSent: from.bytesSent,
    bytesReceived: from.bytesReceived,
    packetsSent: from.packetsSent,
    packetsReceived: from.packetsReceived,
    ttl: from.ttl,
    vlan: from.vlan,
    interfaceIndex: from.interfaceIndex,
    samplingRate: from.samplingRate,
    sourceMac: from.sourceMac,
  };
}

/** The first packet was seen, or the handshake's answer and its acknowledgement. */
function isInitiatorKnown(seen: number): boolean {
  const answered = Seen.synAck | Seen.handshake;
  return (seen & Seen.syn) !== 0 || (seen & answered) === answered;
}

function writeWords(out: Uint8Array, at: number, words: Int32Array, from: number): void {
  for (let word = 0; word < 4; word++) {
    const value = words[from + word]!;
    out[at + 4 * word] = value >>> 24;
    out[at + 4 * word + 1] = value >>> 16;
    out[at + 4 * word + 2] = value >>> 8;
    out[at + 4 * word + 3] = value;
  }
}
