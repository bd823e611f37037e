/** A connection of conn.log, text or JSON, as a flow. */
import { isIpv4 } from '../../model/address.js';
import { ConnectionState } from '../../model/flow-batch.js';
import { Word } from '../../model/words.js';
import { namedState } from '../record/connection-state.js';
import { type FlowDraft, Value } from '../record/flow-draft.js';
import { LATEST_TIME } from '../record/latest-time.js';
import { isIcmpQuery, Protocol, protocolNumber } from '../record/protocol-names.js';
import type { UnusableCells } from '../record/unusable-cells.js';
import { TextCache } from '../text/cache.js';
import { addressAt, isMissingValue, numberAt, printableAt, wholeAt } from '../text/json-values.js';
import { JsonKind } from '../text/slots.js';
import { SLOT_NAMES, Zeek } from './fields.js';
import { readHistory, type ZeekHistory } from './history.js';
import { momentAt, secondsAt, type ZeekRecord } from './record.js';
import { BAD_DESTINATION, BAD_SOURCE, BAD_TIME, type Refusal } from './refusal.js';

const NO_SERVICE = new Word('');
const LONGEST_TEXT = 256;
const LONGEST_UID = 32;
const QUOTE = 34;
const BACKSLASH = 92;
/** Bytes; what a length of 16 bits can say. */
const LARGEST_PACKET = 65_535;
const PORTS = [Zeek.sourcePort, Zeek.destinationPort] as const;
/** All numbers of a connection stand in slots below it. */
const NUMBERS_END = Zeek.vlan + 1;

export class ZeekConnections {
  readonly draft: FlowDraft;
  /** By slot; NaN for unknown. */
  readonly numbers = new Float64Array(SLOT_NAMES.length).fill(Number.NaN);
  /** What the record's words mean, and its identifier. */
  state = Number.NaN;
  protocol = Number.NaN;
  history: ZeekHistory | null = null;
  service: Word = NO_SERVICE;
  /** Text that is not plain; else the identifier is `bytes[uidFrom..uidTo)`. */
  private uid = '';
  private bytes: Uint8Array = new Uint8Array(0);
  private uidFrom = 0;
  private uidTo = 0;
  private readonly unusable: UnusableCells;
  private readonly states = new TextCache<number>(namedState);
  private readonly protocols = new TextCache<number>(protocolNumber);
  private readonly histories = new TextCache<ZeekHistory>(readHistory);
  private readonly services = new TextCache((text) => new Word(text));

  constructor(draft: FlowDraft, unusable: UnusableCells) {
    this.draft = draft;
    this.unusable = unusable;
  }

  /** Forgets the record at hand: all unknown. */
  clear(): void {
    const { numbers } = this;
    for (let slot = 0; slot < NUMBERS_END; slot++) numbers[slot] = Number.NaN;
    this.state = Number.NaN;
    this.protocol = Number.NaN;
    this.history = null;
    this.service = NO_SERVICE;
    this.uid = '';
    this.uidTo = 0;
  }

  /** Null when the record is now a flow; its event time is the connection's end. */
  read(record: ZeekRecord, recordNumber: number): Refusal | null {
    const { draft } = this;
    const refusal = this.readKey(record);
    if (refusal !== null) {
      draft.clear();
      this.clear();
      return refusal;
    }
    this.readCounters(record);
    this.readWords(record);
    if (this.isText(record, Zeek.sourceMac)) {
      draft.mac(record.bytes, record.from[Zeek.sourceMac]!, record.to[Zeek.sourceMac]!);
    }
    this.commit(recordNumber);
    return null;
  }

  private readKey(record: ZeekRecord): Refusal | null {
    const { draft } = this;
    const time = momentAt(record, Zeek.ts);
    if (Number.isNaN(time)) return BAD_TIME;
    this.numbers[Zeek.ts] = time;
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
    const { numbers } = this;
    numbers[Zeek.duration] = this.counted(record, Zeek.duration, secondsAt(record, Zeek.duration));
    numbers[Zeek.packetsSent] = this.counter(record, Zeek.packetsSent);
    numbers[Zeek.packetsReceived] = this.counter(record, Zeek.packetsReceived);
    this.readBytes(record, Zeek.bytesSent, Zeek.payloadSent);
    this.readBytes(record, Zeek.bytesReceived, Zeek.payloadReceived);
    numbers[Zeek.missedBytes] = numberAt(record, Zeek.missedBytes);
    numbers[Zeek.vlan] = this.counted(record, Zeek.vlan, wholeAt(record, Zeek.vlan, 4095));
  }

  /** A payload that cannot be read matters only where the bytes of the packets are missing. */
  private readBytes(record: ZeekRecord, packetsSlot: number, payloadSlot: number): void {
    const { numbers } = this;
    const bytes = this.counter(record, packetsSlot);
    numbers[packetsSlot] = bytes;
    numbers[payloadSlot] = Number.isNaN(bytes)
      ? this.counter(record, payloadSlot)
      : numberAt(record, payloadSlot);
  }

  private readWords(record: ZeekRecord): void {
    const { numbers } = this;
    for (const slot of PORTS) numbers[slot] = this.counted(record, slot, wholeAt(record, slot, 65_535));
    const number = this.counted(record, Zeek.protocolNumber, wholeAt(record, Zeek.protocolNumber, 255));
    numbers[Zeek.protocolNumber] = number;
    if (Number.isNaN(number)) {
      this.protocol = this.meaning(record, Zeek.protocol, this.protocols, Number.NaN);
    }
    this.state = this.meaning(record, Zeek.state, this.states, Number.NaN);
    this.history = this.meaning<ZeekHistory | null>(record, Zeek.history, this.histories, null);
    this.service = this.meaning(record, Zeek.service, this.services, NO_SERVICE);
    this.readUid(record);
  }

  private readUid(record: ZeekRecord): void {
    const isText = record.kind[Zeek.uid] === JsonKind.string;
    if (isText && this.findUid(record.bytes, record.from[Zeek.uid]!) === record.to[Zeek.uid]!) return;
    this.uidTo = 0;
    this.uid = record.text(Zeek.uid, LONGEST_TEXT);
  }

  /** Finds the identifier at `from`, which must stay there until `commit`; gives the place behind it, or -1 when it is not plain. */
  findUid(bytes: Uint8Array, from: number): number {
    let at = from;
    let byte = bytes[at]!;
    // Neither a control byte, a space, a quote nor a backslash; ASCII.
    while (byte > QUOTE && byte !== BACKSLASH && byte < 128) byte = bytes[++at]!;
    if (at === from || byte >= 128 || at - from > LONGEST_UID) return -1;
    this.bytes = bytes;
    this.uidFrom = from;
    this.uidTo = at;
    return at;
  }

  /** The record at hand, whose addresses stand in the draft, becomes a flow. */
  commit(recordNumber: number): void {
    const { draft, numbers } = this;
    const { values } = draft;
    const time = numbers[Zeek.ts]!;
    const duration = this.endsInTime(time, numbers[Zeek.duration]!) ? numbers[Zeek.duration]! : Number.NaN;
    values[Value.time] = time;
    values[Value.durationMs] = duration;
    values[Value.packetsSent] = numbers[Zeek.packetsSent]!;
    values[Value.packetsReceived] = numbers[Zeek.packetsReceived]!;
    values[Value.bytesSent] = bytesOf(numbers[Zeek.bytesSent]!, numbers[Zeek.payloadSent]!);
    values[Value.bytesReceived] = bytesOf(numbers[Zeek.bytesReceived]!, numbers[Zeek.payloadReceived]!);
    values[Value.vlan] = numbers[Zeek.vlan]!;
    this.commitProtocol();
    this.commitState();
    draft.service(this.service);
    if (this.uidTo > 0) draft.identifier(this.bytes, this.uidFrom, this.uidTo);
    else draft.text('uid', this.uid);
    draft.commit(recordNumber, time + (duration || 0));
    this.clear();
  }

  /** Whether the last day that there is has not passed when the connection ends; counted where it has. */
  private endsInTime(time: number, duration: number): boolean {
    if (!(time + duration > LATEST_TIME)) return true;
    this.unusable.add(SLOT_NAMES[Zeek.duration]!, String(duration / 1000));
    return false;
  }

  /**
   * Packets that a network card was yet to cut (TCP segmentation offload) have no length in their header, so that Zeek
   * adds 0 for them to the bytes of packets: where it holds more payload than packets and misses none, the payload counts.
   */
  private correctOffload(): void {
    const { numbers } = this;
    if (numbers[Zeek.missedBytes] !== 0) return;
    this.correct(Value.bytesSent, Value.packetsSent, numbers[Zeek.payloadSent]!);
    this.correct(Value.bytesReceived, Value.packetsReceived, numbers[Zeek.payloadReceived]!);
  }

  private correct(bytes: number, packets: number, payload: number): void {
    const { values } = this.draft;
    if (payload > values[bytes]! && payload <= LARGEST_PACKET * values[packets]!) values[bytes] = payload;
  }

  /** Zeek says "icmp" for both versions, and writes type and code (of a query: its answer's type) as ports. */
  private commitProtocol(): void {
    const { draft, numbers } = this;
    const { values } = draft;
    const sourcePort = numbers[Zeek.sourcePort]!;
    const destinationPort = numbers[Zeek.destinationPort]!;
    values[Value.sourcePort] = sourcePort;
    values[Value.destinationPort] = destinationPort;
    let protocol = numbers[Zeek.protocolNumber]!;
    if (Number.isNaN(protocol)) protocol = this.protocol;
    if (protocol === Protocol.icmp && !isIpv4(draft.source, draft.addressOffset)) protocol = Protocol.icmp6;
    values[Value.protocol] = protocol;
    if (protocol !== Protocol.icmp && protocol !== Protocol.icmp6) return;
    const code = isIcmpQuery(protocol, sourcePort) ? 0 : destinationPort;
    if (sourcePort <= 255) values[Value.icmpType] = sourcePort;
    if (code <= 255) values[Value.icmpCode] = code;
  }

  private commitState(): void {
    const { draft, state, history } = this;
    draft.values[Value.state] = state;
    if (draft.values[Value.protocol] === Protocol.tcp && history !== null) {
      draft.values[Value.tcpFlags] = history.tcpFlags;
      this.correctOffload();
      if (state === ConnectionState.SHR && !history.opened) draft.initiatorKnown = false;
    }
    if (state === ConnectionState.OTH || history?.flipped === true) draft.initiatorKnown = false;
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

/** Bytes of the packets, or of the payload where those of the packets are missing. */
function bytesOf(packets: number, payload: number): number {
  return Number.isNaN(packets) ? payload : packets;
}
