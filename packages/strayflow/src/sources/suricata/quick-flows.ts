/** Flow events of Suricata, read in one pass when nothing in them is unusual. */
import { type FlowDraft, Value } from '../record/flow-draft.js';
import { protocolNumber } from '../record/protocol-names.js';
import { readMac } from '../text/address.js';
import type { JsonScanner } from '../text/json-scanner.js';
import { CALENDAR } from '../text/json-values.js';
import { hexadecimalDigit } from '../text/number.js';
import { PlainReader, PlainWords } from '../text/plain.js';
import { QuickObjects, type QuickValues } from '../text/quick-objects.js';
import { shortText } from '../text/short-text.js';
import { readTime } from '../text/time.js';
import { EVE_PATHS, Eve } from './fields.js';
import { completeEventState, serviceOf } from './flow-event.js';

/** How the value of a slot is read; those from `type` on are text. */
const Cell = {
  other: 0,
  whole: 1,
  vlan: 2,
  identifier: 3,
  type: 4,
  time: 5,
  source: 6,
  destination: 7,
  protocol: 8,
  service: 9,
  mac: 10,
  flags: 11,
  unused: 12,
} as const;
const KINDS = new Uint8Array(EVE_PATHS.length);
/** The largest whole number of a slot. */
const LARGEST = new Float64Array(EVE_PATHS.length).fill(Number.MAX_SAFE_INTEGER);

for (const slot of [Eve.packetsSent, Eve.packetsReceived, Eve.bytesSent, Eve.bytesReceived])
  KINDS[slot] = Cell.whole;
for (const [slot, largest] of [
  [Eve.sourcePort, 65_535],
  [Eve.destinationPort, 65_535],
  [Eve.icmpType, 255],
  [Eve.icmpCode, 255],
] as const) {
  KINDS[slot] = Cell.whole;
  LARGEST[slot] = largest;
}
KINDS[Eve.vlan] = Cell.vlan;
KINDS[Eve.flowId] = Cell.identifier;
KINDS[Eve.eventType] = Cell.type;
for (const slot of [Eve.timestamp, Eve.start, Eve.end]) KINDS[slot] = Cell.time;
KINDS[Eve.source] = Cell.source;
KINDS[Eve.destination] = Cell.destination;
KINDS[Eve.protocol] = Cell.protocol;
KINDS[Eve.service] = Cell.service;
KINDS[Eve.sourceMac] = Cell.mac;
for (const slot of [Eve.flagsSent, Eve.flagsReceived]) KINDS[slot] = Cell.flags;
for (const slot of [Eve.flags, Eve.flowState]) KINDS[slot] = Cell.unused;

const NUMBERS = Math.max(...Array.from(KINDS, (kind, slot) => (kind === Cell.other ? 0 : slot))) + 1;
const TIME_LENGTH = '2026-01-31T23:59:59.123456+0000'.length;
const MAC_LENGTH = '02:00:00:00:00:01'.length;
const MOST_DIGITS = 24;
const SPACE = 32;
const QUOTE = 34;
const COMMA = 44;
const ZERO = 48;
const BRACKET = 91;
const BACKSLASH = 92;
const CLOSING_BRACKET = 93;

export class QuickFlows implements QuickValues {
  private readonly draft: FlowDraft;
  private readonly objects: QuickObjects;
  private readonly plain = new PlainReader();
  private readonly types = new PlainWords((text) => text === 'flow');
  private readonly protocols = new PlainWords(protocolNumber);
  private readonly services = new PlainWords(serviceOf);
  /** By slot; NaN for unknown. Times as the places where they begin. */
  private readonly numbers = new Float64Array(NUMBERS);
  private readonly mac = new Uint8Array(6);
  private hasMac = false;
  private hasSource = false;
  private hasDestination = false;
  private isFlow = false;
  private service = '';
  /** The flow's identifier, as `flowIdAt` gives it. */
  id = '';
  /** When the flow ended, Unix ms. */
  time = 0;

  constructor(scanner: JsonScanner, draft: FlowDraft) {
    this.draft = draft;
    this.objects = new QuickObjects(scanner, this);
  }

  /** As `LineHandler.quick`: the draft becomes the flow, uncommitted, or nothing happens. */
  readLine(bytes: Uint8Array<ArrayBuffer>, from: number, stop: number): number {
    const { objects } = this;
    if (!objects.isDue) return -1;
    this.clear();
    const newline = objects.walk(bytes, from, stop);
    const isRead = newline >= 0 && this.fill(bytes);
    objects.tell(isRead);
    return isRead ? newline : -1;
  }

  private clear(): void {
    for (let slot = 0; slot < NUMBERS; slot++) this.numbers[slot] = Number.NaN;
    this.hasMac = false;
    this.hasSource = false;
    this.hasDestination = false;
    this.isFlow = false;
    this.service = '';
    this.id = '';
  }

  isText(slot: number): boolean {
    return KINDS[slot]! >= Cell.type;
  }

  read(slot: number, bytes: Uint8Array, from: number): number {
    const { plain, draft } = this;
    switch (KINDS[slot]) {
      case Cell.whole: {
        const value = plain.whole(bytes, from);
        if (value < 0 || value > LARGEST[slot]!) return -1;
        this.numbers[slot] = value;
        return plain.end;
      }
      case Cell.time:
        this.numbers[slot] = from;
        return from + TIME_LENGTH < bytes.length ? from + TIME_LENGTH : -1;
      case Cell.source:
        this.hasSource = plain.address(bytes, from, draft.source, draft.addressOffset) === 0;
        return this.hasSource ? plain.end : -1;
      case Cell.destination:
        this.hasDestination = plain.address(bytes, from, draft.destination, draft.addressOffset) === 0;
        return this.hasDestination ? plain.end : -1;
      case Cell.identifier:
        return this.readIdentifier(bytes, from);
      default:
        return this.readText(slot, bytes, from);
    }
  }

  private readText(slot: number, bytes: Uint8Array, from: number): number {
    switch (KINDS[slot]) {
      case Cell.type:
        this.isFlow = this.types.read(bytes, from) === true;
        return this.isFlow ? this.types.end : -1;
      case Cell.protocol: {
        const protocol = this.protocols.read(bytes, from) ?? Number.NaN;
        this.numbers[slot] = protocol;
        return Number.isNaN(protocol) ? -1 : this.protocols.end;
      }
      case Cell.service:
        this.service = this.services.read(bytes, from) ?? '';
        return this.services.end;
      case Cell.mac:
        this.hasMac = readMac(bytes, from, from + MAC_LENGTH, this.mac, 0);
        return this.hasMac ? from + MAC_LENGTH : -1;
      case Cell.flags:
        return this.readFlags(slot, bytes, from);
      case Cell.unused:
        return wordEnd(bytes, from);
      case Cell.vlan:
        return this.readVlans(bytes, from);
      default:
        return -1;
    }
  }

  private readIdentifier(bytes: Uint8Array, from: number): number {
    let at = from;
    while ((bytes[at]! - ZERO) >>> 0 <= 9) at++;
    const digits = at - from;
    if (digits === 0 || digits > MOST_DIGITS || (bytes[from] === ZERO && digits > 1)) return -1;
    this.id = shortText(bytes, from, at) ?? '';
    return at;
  }

  private readFlags(slot: number, bytes: Uint8Array, from: number): number {
    const high = hexadecimalDigit(bytes[from]!);
    if (high < 0) return -1;
    const low = hexadecimalDigit(bytes[from + 1]!);
    this.numbers[slot] = low < 0 ? high : 16 * high + low;
    return low < 0 ? from + 1 : from + 2;
  }

  /** A list of numbers, of which the first, outermost one counts. */
  private readVlans(bytes: Uint8Array, from: number): number {
    const { plain } = this;
    if (bytes[from] !== BRACKET) return -1;
    const vlan = plain.whole(bytes, from + 1);
    if (vlan < 0) return -1;
    this.numbers[Eve.vlan] = vlan > 0 && vlan < 4096 ? vlan : Number.NaN;
    while (bytes[plain.end] === COMMA) {
      const next = plain.end + (bytes[plain.end + 1] === SPACE ? 2 : 1);
      if (plain.whole(bytes, next) < 0) return -1;
    }
    return bytes[plain.end] === CLOSING_BRACKET ? plain.end + 1 : -1;
  }

  private timeAt(slot: number, bytes: Uint8Array): number {
    const from = this.numbers[slot]!;
    return from >= 0 ? readTime(bytes, from, from + TIME_LENGTH, CALENDAR) : Number.NaN;
  }

  /** As `readFlowEvent` does with an event that lacks neither addresses nor times. */
  private fill(bytes: Uint8Array): boolean {
    const { draft, numbers } = this;
    if (!this.isFlow || !this.hasSource || !this.hasDestination) return false;
    const start = this.timeAt(Eve.start, bytes);
    const end = this.timeAt(Eve.end, bytes);
    if (Number.isNaN(this.timeAt(Eve.timestamp, bytes)) || !(end >= start)) return false;
    const { values } = draft;
    values[Value.time] = start;
    values[Value.durationMs] = end - start;
    values[Value.protocol] = numbers[Eve.protocol]!;
    values[Value.sourcePort] = numbers[Eve.sourcePort]!;
    values[Value.destinationPort] = numbers[Eve.destinationPort]!;
    values[Value.icmpType] = numbers[Eve.icmpType]!;
    values[Value.icmpCode] = numbers[Eve.icmpCode]!;
    values[Value.packetsSent] = numbers[Eve.packetsSent]!;
    values[Value.packetsReceived] = numbers[Eve.packetsReceived]!;
    values[Value.bytesSent] = numbers[Eve.bytesSent]!;
    values[Value.bytesReceived] = numbers[Eve.bytesReceived]!;
    values[Value.vlan] = numbers[Eve.vlan]!;
    completeEventState(draft, numbers[Eve.flagsSent]!, numbers[Eve.flagsReceived]!);
    draft.text('service', this.service);
    draft.text('uid', this.id);
    if (this.hasMac) draft.macBytes(this.mac);
    this.time = end;
    return true;
  }
}

/** Where a short text without escapes ends. */
function wordEnd(bytes: Uint8Array, from: number): number {
  let at = from;
  let byte = bytes[at]!;
  while (byte >= SPACE && byte !== QUOTE && byte !== BACKSLASH) byte = bytes[++at]!;
  return byte === QUOTE ? at : -1;
}
