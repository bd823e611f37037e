/** Zeek's own text format: columns as its header names them. */
import { namedState } from '../record/connection-state.js';
import { type FlowDraft, Value } from '../record/flow-draft.js';
import { protocolNumber } from '../record/protocol-names.js';
import type { UnusableCells } from '../record/unusable-cells.js';
import { readAddress } from '../text/address.js';
import { TextCache } from '../text/cache.js';
import { readNumber, readWhole } from '../text/number.js';
import { printableBytes } from '../text/printable.js';
import { epochFormat, readTime, type TimeFormat } from '../text/time.js';
import { type ConnectionFault, commitConnection } from './connection.js';
import {
  CONNECTION_FIELDS,
  type ConnectionField,
  fieldsWithoutHeader,
  isConnectionLog,
  plainName,
} from './fields.js';
import { readHistory, type ZeekHistory } from './history.js';

const MOST_FIELDS = 1024;
const SECONDS = epochFormat('s');
const ISO: TimeFormat = { kind: 'calendar', order: 'year-month-day' };
const LONGEST_TEXT = 256;

/** Fields in numbers: where they go, and what multiplies them as a power of ten. */
const NUMBERS: readonly (readonly [ConnectionField, number, number])[] = [
  ['orig_pkts', Value.packetsSent, 0],
  ['resp_pkts', Value.packetsReceived, 0],
  ['duration', Value.durationMs, 3],
];

export class ZeekTsv {
  /** The log's name by its header. */
  path = '';
  private readonly draft: FlowDraft;
  private readonly unusable: UnusableCells;
  private separator = 9;
  private unset = '-';
  private empty = '(empty)';
  private hasHeader = false;
  private connections = false;
  private position: Readonly<Record<ConnectionField, number>> = columnsOf([]);
  /** Fields that a row must have. */
  private needed = 0;
  private readonly starts = new Int32Array(MOST_FIELDS);
  private readonly ends = new Int32Array(MOST_FIELDS);
  private count = 0;
  private bytes: Uint8Array = new Uint8Array(0);
  private readonly states = new TextCache<number>(namedState);
  private readonly protocols = new TextCache<number>(protocolNumber);
  private readonly histories = new TextCache<ZeekHistory>(readHistory);
  private readonly services = new TextCache<string>((text) => text);
  private readonly decoder = new TextDecoder();
  private faultField: ConnectionField = 'ts';

  constructor(draft: FlowDraft, unusable: UnusableCells) {
    this.draft = draft;
    this.unusable = unusable;
  }

  /** A line that begins with "#"; a new header anywhere changes what the next rows mean. */
  readHeader(line: string): void {
    if (line.startsWith('#separator')) {
      const code = /^#separator\s+\\x([0-9a-fA-F]{2})/.exec(line);
      this.separator = code === null ? (line.charCodeAt(11) || 9) & 0x7f : Number.parseInt(code[1]!, 16);
      return;
    }
    const [key, ...values] = line.split(String.fromCharCode(this.separator));
    if (key === '#unset_field') this.unset = values[0] ?? '-';
    else if (key === '#empty_field') this.empty = values[0] ?? '(empty)';
    else if (key === '#path') this.path = values[0] ?? '';
    else if (key === '#fields') this.useColumns(values);
  }

  private useColumns(names: readonly string[]): void {
    // Labelled logs join their extra columns by three spaces to the last one.
    const plain = names.map((name) => plainName(name.split('   ')[0]!));
    this.hasHeader = true;
    this.connections = isConnectionLog(this.path, (field) => plain.includes(field));
    this.position = columnsOf(plain);
    this.needed = Math.max(...Object.values(this.position)) + 1;
  }

  /** Whether the rows at hand are connections; without a header they are taken for it. */
  holdsConnections(): boolean {
    return !this.hasHeader || this.connections;
  }

  /** A row. Null when it is now a flow. */
  readRow(
    bytes: Uint8Array,
    from: number,
    to: number,
    recordNumber: number,
  ): ConnectionFault | 'wrong-field-count' | null {
    this.bytes = bytes;
    this.split(from, to);
    if (!this.hasHeader) this.useColumns(fieldsWithoutHeader(this.count));
    if (this.count < this.needed || this.count > MOST_FIELDS) return 'wrong-field-count';
    const fault = this.readKey();
    if (fault !== null) {
      this.draft.clear();
      return fault;
    }
    this.readNumbers();
    this.readTexts();
    commitConnection(this.draft, recordNumber, this.readHistory());
    return null;
  }

  /** What was wrong with the last row, safe to show. */
  faultDetail(fault: string): string {
    if (fault === 'wrong-field-count') return `${this.count} fields where ${this.needed} are needed`;
    const column = this.position[this.faultField];
    return `${this.faultField} is "${printableBytes(this.bytes, this.starts[column]!, this.ends[column]!)}"`;
  }

  private split(from: number, to: number): void {
    const { bytes, separator, starts, ends } = this;
    let count = 0;
    let start = from;
    for (let at = from; at <= to; at++) {
      if (at < to && bytes[at] !== separator) continue;
      if (count < MOST_FIELDS) {
        starts[count] = start;
        ends[count] = at;
      }
      count++;
      start = at + 1;
    }
    this.count = count;
    if (count <= MOST_FIELDS) this.cutJoinedLabels(count - 1);
  }

  private cutJoinedLabels(last: number): void {
    const { bytes, starts, ends } = this;
    for (let at = starts[last]!; at + 2 < ends[last]!; at++) {
      if (bytes[at] === 32 && bytes[at + 1] === 32 && bytes[at + 2] === 32) ends[last] = at;
    }
  }

  /** Column of a field that the row has a value for, or -1. */
  private columnWithValue(field: ConnectionField): number {
    const column = this.position[field];
    if (column < 0 || this.says(column, this.unset) || this.says(column, this.empty)) return -1;
    return this.starts[column] === this.ends[column] ? -1 : column;
  }

  private says(column: number, word: string): boolean {
    const start = this.starts[column]!;
    if (this.ends[column]! - start !== word.length) return false;
    for (let i = 0; i < word.length; i++) if (this.bytes[start + i] !== word.charCodeAt(i)) return false;
    return true;
  }

  private fault(fault: ConnectionFault, field: ConnectionField): ConnectionFault {
    this.faultField = field;
    return fault;
  }

  private readKey(): ConnectionFault | null {
    const { bytes, starts, ends, draft, position } = this;
    const ts = position.ts;
    if (ts < 0) return this.fault('bad-time', 'ts');
    let time = readTime(bytes, starts[ts]!, ends[ts]!, SECONDS);
    if (Number.isNaN(time)) time = readTime(bytes, starts[ts]!, ends[ts]!, ISO);
    if (Number.isNaN(time)) return this.fault('bad-time', 'ts');
    draft.values[Value.time] = time;
    const source = position.id_orig_h;
    if (!readAddress(bytes, starts[source]!, ends[source]!, draft.source, draft.addressOffset)) {
      return this.fault('bad-source', 'id_orig_h');
    }
    const destination = position.id_resp_h;
    if (
      !readAddress(bytes, starts[destination]!, ends[destination]!, draft.destination, draft.addressOffset)
    ) {
      return this.fault('bad-destination', 'id_resp_h');
    }
    return null;
  }

  /** The number of a field; NaN, and counted unless the field is unset, when it is none. */
  private number(field: ConnectionField, largest: number, shift = 0): number {
    const column = this.columnWithValue(field);
    if (column < 0) return Number.NaN;
    const from = this.starts[column]!;
    const to = this.ends[column]!;
    const number =
      largest === 0 ? readNumber(this.bytes, from, to, shift) : readWhole(this.bytes, from, to, largest);
    if (number >= 0) return number;
    this.unusable.add(field, printableBytes(this.bytes, from, to));
    return Number.NaN;
  }

  private meaning<Meaning>(field: ConnectionField, cache: TextCache<Meaning>, unknown: Meaning): Meaning {
    const column = this.columnWithValue(field);
    return column < 0 ? unknown : cache.read(this.bytes, this.starts[column]!, this.ends[column]!);
  }

  private readNumbers(): void {
    const { values } = this.draft;
    for (const [field, value, shift] of NUMBERS) values[value] = this.number(field, 0, shift);
    values[Value.sourcePort] = this.number('id_orig_p', 65_535);
    values[Value.destinationPort] = this.number('id_resp_p', 65_535);
    const sent = this.number('orig_ip_bytes', 0);
    values[Value.bytesSent] = Number.isNaN(sent) ? this.number('orig_bytes', 0) : sent;
    const received = this.number('resp_ip_bytes', 0);
    values[Value.bytesReceived] = Number.isNaN(received) ? this.number('resp_bytes', 0) : received;
    const protocol = this.number('ip_proto', 255);
    values[Value.protocol] = Number.isNaN(protocol)
      ? this.meaning('proto', this.protocols, Number.NaN)
      : protocol;
    values[Value.state] = this.meaning('conn_state', this.states, Number.NaN);
    values[Value.vlan] = this.number('vlan', 4095);
  }

  private readTexts(): void {
    const { draft, bytes, starts, ends } = this;
    const service = this.meaning('service', this.services, '');
    if (service.length <= LONGEST_TEXT) draft.text('service', service);
    else this.unusable.add('service', service);
    const uid = this.columnWithValue('uid');
    if (uid >= 0) {
      const text = this.decoder.decode(
        bytes.subarray(starts[uid]!, Math.min(ends[uid]!, starts[uid]! + LONGEST_TEXT)),
      );
      draft.text('uid', text);
    }
    const mac = this.columnWithValue('orig_l2_addr');
    if (mac >= 0) draft.mac(bytes, starts[mac]!, ends[mac]!);
    else draft.mac(bytes, 0, 0);
  }

  private readHistory(): ZeekHistory | null {
    return this.meaning<ZeekHistory | null>('history', this.histories, null);
  }
}

function columnsOf(names: readonly string[]): Readonly<Record<ConnectionField, number>> {
  return Object.fromEntries(CONNECTION_FIELDS.map((field) => [field, names.indexOf(field)])) as Record<
    ConnectionField,
    number
  >;
}
