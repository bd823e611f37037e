/** A connection of conn.log, text or JSON, as a flow. */
import { isIpv4 } from '../../model/address.js';
import { ConnectionState } from '../../model/flow-batch.js';
import { namedState } from '../record/connection-state.js';
import { type FlowDraft, Value } from '../record/flow-draft.js';
import { isIcmpQuery, Protocol, protocolNumber } from '../record/protocol-names.js';
import type { UnusableCells } from '../record/unusable-cells.js';
import { TextCache } from '../text/cache.js';
import { addressAt, isMissingValue, numberAt, printableAt, wholeAt } from '../text/json-values.js';
import { JsonKind } from '../text/slots.js';
import { SLOT_NAMES, Zeek } from './fields.js';
import { readHistory, type ZeekHistory } from './history.js';
import { momentAt, secondsAt, type ZeekRecord } from './record.js';
import { BAD_DESTINATION, BAD_SOURCE, BAD_TIME, type Refusal } from './refusal.js';

const LONGEST_TEXT = 256;
/** Bytes; what a length of 16 bits can say. */
const LARGEST_PACKET = 65_535;

export class ZeekConnections {
  private readonly draft: FlowDraft;
  private readonly unusable: UnusableCells;
  private readonly states = new TextCache<number>(namedState);
  private readonly protocols = new TextCache<number>(protocolNumber);
  private readonly histories = new TextCache<ZeekHistory>(readHistory);
  private readonly services = new TextCache<string>((text) => text);

  constructor(draft: FlowDraft, unusable: UnusableCells) {
    this.draft = draft;
    this.unusable = unusable;
  }

  /** Null when the record is now a flow; its event time is the connection's end. */
  read(record: ZeekRecord, recordNumber: number): Refusal | null {
    const { draft } = this;
    const refusal = this.readKey(record);
    if (refusal !== null) {
      draft.clear();
      return refusal;
    }
    this.readCounters(record);
    this.readProtocol(record);
    this.readHistory(record);
    this.readTexts(record);
    const { values } = draft;
    draft.commit(recordNumber, values[Value.time]! + (values[Value.durationMs]! || 0));
    return null;
  }

  private readKey(record: ZeekRecord): Refusal | null {
    const { draft } = this;
    const time = momentAt(record, Zeek.ts);
    if (Number.isNaN(time)) return BAD_TIME;
    draft.values[Value.time] = time;
    if (!addressAt(record, Zeek.source, draft.source, draft.addressOffset)) return BAD_SOURCE;
    if (!addressAt(record, Zeek.destination, draft.destination, draft.addressOffset)) return BAD_DESTINATION;
    return null;
  }

  /** NaN, and counted unless the field is unset, when `value` is none. */
  private counted(record: ZeekRecord, slot: number, value: number): number {
    if (value >= 0) return value;
    if (!isMissingValue(record, slot)) this.unusable.add(SLOT_NAMES[slot]!, printableAt(record, slot));
    return Number.NaN;
  }

  private counter(record: ZeekRecord, slot: number): number {
    return this.counted(record, slot, numberAt(record, slot));
  }

  private readCounters(record: ZeekRecord): void {
    const { values } = this.draft;
    values[Value.durationMs] = this.counted(record, Zeek.duration, secondsAt(record, Zeek.duration));
    values[Value.packetsSent] = this.counter(record, Zeek.packetsSent);
    values[Value.packetsReceived] = this.counter(record, Zeek.packetsReceived);
    values[Value.bytesSent] = this.bytesOf(record, Zeek.bytesSent, Zeek.payloadSent);
    values[Value.bytesReceived] = this.bytesOf(record, Zeek.bytesReceived, Zeek.payloadReceived);
    values[Value.vlan] = this.counted(record, Zeek.vlan, wholeAt(record, Zeek.vlan, 4095));
  }

  /** Bytes of the packets, or of the payload where those of the packets are missing. */
  private bytesOf(record: ZeekRecord, packetsSlot: number, payloadSlot: number): number {
    const bytes = this.counter(record, packetsSlot);
    return Number.isNaN(bytes) ? this.counter(record, payloadSlot) : bytes;
  }

  /**
   * Packets that a network card was yet to cut (TCP segmentation offload) have no length in their header, so that Zeek
   * adds 0 for them to the bytes of packets: where it holds more payload than packets and misses none, the payload counts.
   */
  private correctOffload(record: ZeekRecord): void {
    if (numberAt(record, Zeek.missedBytes) !== 0) return;
    const { values } = this.draft;
    const correct = (bytes: number, packets: number, payloadSlot: number) => {
      const payload = numberAt(record, payloadSlot);
      const most = LARGEST_PACKET * values[packets]!;
      if (payload > values[bytes]! && payload <= most) values[bytes] = payload;
    };
    correct(Value.bytesSent, Value.packetsSent, Zeek.payloadSent);
    correct(Value.bytesReceived, Value.packetsReceived, Zeek.payloadReceived);
  }

  /** Zeek says "icmp" for both versions, and writes type and code (of a query: its answer's type) as ports. */
  private readProtocol(record: ZeekRecord): void {
    const { draft } = this;
    const { values } = draft;
    const port = (slot: number) => this.counted(record, slot, wholeAt(record, slot, 65_535));
    const sourcePort = port(Zeek.sourcePort);
    const destinationPort = port(Zeek.destinationPort);
    values[Value.sourcePort] = sourcePort;
    values[Value.destinationPort] = destinationPort;
    let protocol = this.counted(record, Zeek.protocolNumber, wholeAt(record, Zeek.protocolNumber, 255));
    if (Number.isNaN(protocol)) protocol = this.meaning(record, Zeek.protocol, this.protocols, Number.NaN);
    if (protocol === Protocol.icmp && !isIpv4(draft.source, draft.addressOffset)) protocol = Protocol.icmp6;
    values[Value.protocol] = protocol;
    if (protocol !== Protocol.icmp && protocol !== Protocol.icmp6) return;
    const code = isIcmpQuery(protocol, sourcePort) ? 0 : destinationPort;
    if (sourcePort <= 255) values[Value.icmpType] = sourcePort;
    if (code <= 255) values[Value.icmpCode] = code;
  }

  private readHistory(record: ZeekRecord): void {
    const { draft } = this;
    const state = this.meaning(record, Zeek.state, this.states, Number.NaN);
    const history = this.meaning<ZeekHistory | null>(record, Zeek.history, this.histories, null);
    draft.values[Value.state] = state;
    if (draft.values[Value.protocol] === Protocol.tcp && history !== null) {
      draft.values[Value.tcpFlags] = history.tcpFlags;
      this.correctOffload(record);
      if (state === ConnectionState.SHR && !history.opened) draft.initiatorKnown = false;
    }
    if (state === ConnectionState.OTH || history?.flipped === true) draft.initiatorKnown = false;
  }

  private readTexts(record: ZeekRecord): void {
    const { draft } = this;
    draft.text('service', this.meaning(record, Zeek.service, this.services, ''));
    draft.text('uid', record.text(Zeek.uid, LONGEST_TEXT));
    if (this.isText(record, Zeek.sourceMac)) {
      draft.mac(record.bytes, record.from[Zeek.sourceMac]!, record.to[Zeek.sourceMac]!);
    }
  }

  private meaning<Meaning>(
    record: ZeekRecord,
    slot: number,
    cache: TextCache<Meaning>,
    unknown: Meaning,
  ): Meaning {
    return this.isText(record, slot)
      ? cache.read(record.bytes, record.from[slot]!, record.to[slot]!)
      : unknown;
  }

  /** Whether the slot holds a text of bounded length; anything else that it holds is counted. */
  private isText(record: ZeekRecord, slot: number): boolean {
    const length = record.to[slot]! - record.from[slot]!;
    if (record.kind[slot] === JsonKind.string && length <= LONGEST_TEXT) return true;
    if (!isMissingValue(record, slot)) this.unusable.add(SLOT_NAMES[slot]!, printableAt(record, slot));
    return false;
  }
}
