/** One flow on its way from text into a batch: numbers with NaN for unknown, then all columns at once. */
import { ADDRESS_BYTES } from '../../model/address.js';
import { RecordKind } from '../../model/flow-batch.js';
import {
  BATCH_ROWS,
  FIRST_ROWS,
  FlowBuilder,
  type OptionalColumn,
  type ValidityBitmaps,
  type WritableColumns,
} from '../../model/flow-builder.js';
import type { ParserContext } from '../../model/source.js';
import type { Word } from '../../model/words.js';
import { readMac } from '../text/address.js';
import { hasPorts } from './protocol-names.js';

/** Where each number stands in `FlowDraft.values`. Times are Unix ms, durations ms. */
export const Value = {
  time: 0,
  end: 1,
  durationMs: 2,
  sourcePort: 3,
  destinationPort: 4,
  protocol: 5,
  icmpType: 6,
  icmpCode: 7,
  tcpFlags: 8,
  state: 9,
  bytesSent: 10,
  bytesReceived: 11,
  bytesTotal: 12,
  packetsSent: 13,
  packetsReceived: 14,
  packetsTotal: 15,
  ttl: 16,
  vlan: 17,
  interfaceIndex: 18,
  samplingRate: 19,
} as const;

const VALUES = Object.keys(Value).length;

const NUMBERS: readonly OptionalColumn[] = ['ttl', 'vlan', 'interfaceIndex', 'samplingRate'];

/** Builds batches for a parser of text: fill `values`, `source`, `destination` and the rest, then `commit`. */
export class FlowDraft {
  readonly values = new Float64Array(VALUES);
  /** Who opened the flow is known. */
  initiatorKnown = true;
  /** What the record says of its flow; a whole one unless set. */
  record: RecordKind = RecordKind.complete;
  /** The flow that the record belongs to; the record's own number unless set. */
  flowId = Number.NaN;
  /** The next row; 16 bytes at `addressOffset` of each are written before `commit`. */
  source: Uint8Array = new Uint8Array(0);
  destination: Uint8Array = new Uint8Array(0);
  /** The same, four bytes at a time. */
  sourceWords: Uint32Array = new Uint32Array(0);
  destinationWords: Uint32Array = new Uint32Array(0);
  addressOffset = 0;
  /** Rows committed so far. */
  rows = 0;
  private readonly builder: FlowBuilder;
  private columns: WritableColumns;
  private known: ValidityBitmaps;
  /** Some of the optional columns of numbers are there. */
  private readonly hasNumbers: boolean;
  private readonly context: ParserContext;

  constructor(context: ParserContext, optional: readonly OptionalColumn[]) {
    this.context = context;
    this.builder = new FlowBuilder(context.site, optional, BATCH_ROWS, FIRST_ROWS);
    this.hasNumbers = NUMBERS.some((column) => optional.includes(column));
    this.columns = this.builder.columns;
    this.known = this.builder.validity;
    this.open();
    this.clear();
  }

  /** Forgets the row at hand: all unknown. */
  clear(): void {
    const { values } = this;
    // A loop is several times faster than fill() for so few.
    for (let i = 0; i < VALUES; i++) values[i] = Number.NaN;
    this.initiatorKnown = true;
    this.record = RecordKind.complete;
    this.flowId = Number.NaN;
  }

  /** Exchanges the two sides: the record names the responder first. */
  swapSides(): void {
    const { source, destination, addressOffset, values } = this;
    for (let i = addressOffset; i < addressOffset + ADDRESS_BYTES; i++) {
      const byte = source[i]!;
      source[i] = destination[i]!;
      destination[i] = byte;
    }
    swap(values, Value.sourcePort, Value.destinationPort);
    swap(values, Value.bytesSent, Value.bytesReceived);
    swap(values, Value.packetsSent, Value.packetsReceived);
  }

  /** Sets a string of the row that the next `commit` closes; call it after all checks. */
  text(column: 'service' | 'uid' | 'identity' | 'exporter', value: string): void {
    if (value !== '') this.builder.text(column, this.builder.length, value);
  }

  /** Sets its service, which is looked up once for each batch. */
  service(value: Word): void {
    this.builder.word('service', this.builder.length, value);
  }

  /** Sets its identifier, `bytes[from..to)`, which must be ASCII. */
  identifier(bytes: Uint8Array, from: number, to: number): void {
    this.builder.identifier(this.builder.length, bytes, from, to);
  }

  /** Sets the initiator's MAC address of that row (6 bytes). */
  macBytes(mac: Uint8Array): void {
    this.columns.sourceMac.set(mac, 6 * this.builder.length);
  }

  /** Sets the initiator's MAC address of that row from text; unknown when `bytes[from..to)` is none. */
  mac(bytes: Uint8Array, from: number, to: number): void {
    readMac(bytes, from, to, this.columns.sourceMac, 6 * this.builder.length);
  }

  /**
   * Writes the row with event time `time` and clears the draft. `values[Value.time]` must be known;
   * ports of a protocol without ports are dropped.
   */
  commit(recordNumber: number, time: number): void {
    const { builder, columns, known, values } = this;
    const row = builder.add();
    const place = row >> 3;
    const others = ~(1 << (row & 7));
    columns.recordNumber[row] = recordNumber;
    columns.flowId[row] = Number.isNaN(this.flowId) ? recordNumber : this.flowId;
    if (this.record !== RecordKind.complete) columns.record[row] = this.record;
    columns.time[row] = time;
    columns.start[row] = values[Value.time]!;
    if (!this.initiatorKnown) columns.initiatorKnown[row] = 0;
    const protocol = values[Value.protocol]!;
    if (protocol >= 0) columns.protocol[row] = protocol;
    else known.protocol[place]! &= others;
    const ports = !(protocol >= 0) || hasPorts(protocol);
    const sourcePort = values[Value.sourcePort]!;
    if (ports && sourcePort >= 0) columns.sourcePort[row] = sourcePort;
    else known.sourcePort[place]! &= others;
    const destinationPort = values[Value.destinationPort]!;
    if (ports && destinationPort >= 0) columns.destinationPort[row] = destinationPort;
    else known.destinationPort[place]! &= others;
    const duration = values[Value.durationMs]!;
    if (duration >= 0) columns.durationMs[row] = duration;
    else known.durationMs[place]! &= others;
    this.commitCounters(row, place, others);
    this.commitSigns(row, place, others);
    if (this.hasNumbers) this.commitOptional(row);
    this.rows++;
    this.clear();
    if (builder.full) this.flush();
    else this.addressOffset += ADDRESS_BYTES;
  }

  /** An unknown value loses its bit: that in the byte at `place` which is not set in `others`. */
  private commitCounters(row: number, place: number, others: number): void {
    const { columns, known, values } = this;
    const bytesSent = values[Value.bytesSent]!;
    if (bytesSent >= 0) columns.bytesSent[row] = bytesSent;
    else known.bytesSent[place]! &= others;
    const bytesReceived = values[Value.bytesReceived]!;
    if (bytesReceived >= 0) columns.bytesReceived[row] = bytesReceived;
    else known.bytesReceived[place]! &= others;
    const packetsSent = values[Value.packetsSent]!;
    if (packetsSent >= 0) columns.packetsSent[row] = packetsSent;
    else known.packetsSent[place]! &= others;
    const packetsReceived = values[Value.packetsReceived]!;
    if (packetsReceived >= 0) columns.packetsReceived[row] = packetsReceived;
    else known.packetsReceived[place]! &= others;
  }

  private commitSigns(row: number, place: number, others: number): void {
    const { columns, known, values } = this;
    const icmpType = values[Value.icmpType]!;
    if (icmpType >= 0) columns.icmpType[row] = icmpType;
    else known.icmpType[place]! &= others;
    const icmpCode = values[Value.icmpCode]!;
    if (icmpCode >= 0) columns.icmpCode[row] = icmpCode;
    else known.icmpCode[place]! &= others;
    const tcpFlags = values[Value.tcpFlags]!;
    if (tcpFlags >= 0) columns.tcpFlags[row] = tcpFlags;
    else known.tcpFlags[place]! &= others;
    const state = values[Value.state]!;
    if (state > 0) columns.state[row] = state;
    else known.state[place]! &= others;
  }

  /** In optional columns 0 means unknown. */
  private commitOptional(row: number): void {
    const { columns, values } = this;
    if (values[Value.ttl]! > 0) columns.ttl[row] = values[Value.ttl]!;
    if (values[Value.vlan]! > 0) columns.vlan[row] = values[Value.vlan]!;
    if (values[Value.interfaceIndex]! > 0) columns.interfaceIndex[row] = values[Value.interfaceIndex]!;
    if (values[Value.samplingRate]! > 0) columns.samplingRate[row] = values[Value.samplingRate]!;
  }

  /** Hands the rows so far to the sink. */
  flush(): void {
    if (this.builder.length === 0) return;
    this.context.sink.flows(this.builder.take());
    this.open();
  }

  /** Begins a batch; what is the same in nearly all rows is written at once. */
  private open(): void {
    const { builder } = this;
    this.columns = builder.columns;
    this.known = builder.validity;
    this.columns.input.fill(this.context.input);
    this.columns.record.fill(RecordKind.complete);
    this.columns.initiatorKnown.fill(1);
    this.source = this.columns.source;
    this.destination = this.columns.destination;
    this.sourceWords = words(this.source);
    this.destinationWords = words(this.destination);
    this.addressOffset = 0;
  }
}

function words(bytes: Uint8Array): Uint32Array {
  return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
}

function swap(values: Float64Array, one: number, other: number): void {
  const value = values[one]!;
  values[one] = values[other]!;
  values[other] = value;
}
