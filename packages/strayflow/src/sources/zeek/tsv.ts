/** Zeek's own text format: columns as its header names them. */
import { shortText } from '../text/short-text.js';
import { JsonKind } from '../text/slots.js';
import { unescaped } from './escapes.js';
import { fieldsWithoutHeader, isReadOf, logOf, SLOT_NAMES, slotOfColumn } from './fields.js';
import { MOST_ELEMENTS, type ZeekRecord } from './record.js';

const MOST_FIELDS = 1024;
const BACKSLASH = 92;
const TAB = 9;
const SPACE = 32;
const encoder = new TextEncoder();

/** What the header lines so far have said; plain data. */
export interface TsvState {
  separator: number;
  setSeparator: string;
  unset: string;
  empty: string;
  path: string;
  /** Names of the columns; null before there are any. */
  columns: readonly string[] | null;
}

/** A row's values stand as strings in the slots of their fields; unset ones are absent. */
export class ZeekTsv implements ZeekRecord {
  bytes: Uint8Array = new Uint8Array(0);
  readonly kind = new Uint8Array(SLOT_NAMES.length);
  readonly from = new Int32Array(SLOT_NAMES.length);
  readonly to = new Int32Array(SLOT_NAMES.length);
  readonly state: TsvState;
  /** The log of the rows at hand; conn.log's when they have no header. */
  log = 'conn';
  private unset = new Uint8Array(0);
  private empty = new Uint8Array(0);
  /** The slot of each column up to the last that is read, or -1. */
  slots: Int16Array = new Int16Array(0);
  /** Whether the rows at hand are of conn.log and written as Zeek does when it is told nothing else. */
  isPlain = false;
  /** Labelled logs join their extra columns by three spaces to the last one. */
  private labelsJoined = false;
  private readonly decoder = new TextDecoder();
  private count = 0;

  constructor(state?: TsvState) {
    this.state = state ?? {
      separator: 9,
      setSeparator: ',',
      unset: '-',
      empty: '(empty)',
      path: '',
      columns: null,
    };
    if (this.state.columns !== null) this.useColumns(this.state.columns);
    this.useWords();
  }

  private useWords(): void {
    this.unset = encoder.encode(this.state.unset);
    this.empty = encoder.encode(this.state.empty);
    const { separator, unset, empty } = this.state;
    const isUsual = separator === TAB && unset === '-' && empty === '(empty)' && !this.labelsJoined;
    this.isPlain = isUsual && this.log === 'conn' && this.slots.length > 0;
  }

  /** A line that begins with "#"; a new header anywhere changes what the next rows mean. */
  readHeader(line: string): void {
    this.readDirective(line);
    this.useWords();
  }

  private readDirective(line: string): void {
    const { state } = this;
    if (line.startsWith('#separator')) {
      const code = /^#separator\s+\\x([0-9a-fA-F]{2})/.exec(line);
      state.separator = code === null ? (line.charCodeAt(11) || 9) & 0x7f : Number.parseInt(code[1]!, 16);
      return;
    }
    const [key, ...values] = line.split(String.fromCharCode(state.separator));
    const first = values[0];
    if (key === '#unset_field') state.unset = first ?? '-';
    else if (key === '#empty_field') state.empty = first ?? '(empty)';
    else if (key === '#set_separator') state.setSeparator = first || ',';
    else if (key === '#path') state.path = first ?? '';
    else if (key === '#fields') this.useColumns(values.slice(0, MOST_FIELDS));
  }

  private useColumns(names: readonly string[]): void {
    const plain = names.map((name) => name.split('   ')[0]!);
    const all = plain.map(slotOfColumn);
    this.log = logOf(this.state.path, (slot) => all.includes(slot));
    const read = all.map((slot, column) =>
      slot >= 0 && all.indexOf(slot) === column && isReadOf(this.log, slot) ? slot : -1,
    );
    this.slots = Int16Array.from(read.slice(0, read.findLastIndex((slot) => slot >= 0) + 1));
    this.labelsJoined = plain.at(-1) !== names.at(-1);
    this.kind.fill(JsonKind.absent);
    this.state.columns = names;
  }

  /** Finds the fields of a row; false when it has too few. */
  read(bytes: Uint8Array, from: number, to: number): boolean {
    if (this.state.columns === null) this.readFirst(bytes, from, to);
    this.bytes = bytes;
    const { slots, kind, from: starts, to: ends } = this;
    const { separator } = this.state;
    const last = slots.length - 1;
    let column = 0;
    let start = from;
    for (let at = from; column <= last; at++) {
      if (at < to && bytes[at] !== separator) continue;
      const slot = slots[column]!;
      if (slot >= 0) {
        const end = at === to && this.labelsJoined ? withoutLabels(bytes, start, at) : at;
        starts[slot] = start;
        ends[slot] = end;
        kind[slot] = this.hasValue(start, end) ? JsonKind.string : JsonKind.absent;
      }
      column++;
      start = at + 1;
      if (at >= to) break;
    }
    this.count = column;
    return column > last;
  }

  /** Rows without a header. */
  private readFirst(bytes: Uint8Array, from: number, to: number): void {
    let count = 1;
    for (let at = from; at < to; at++) if (bytes[at] === this.state.separator) count++;
    this.useColumns(fieldsWithoutHeader(count));
    this.useWords();
  }

  private hasValue(from: number, to: number): boolean {
    return from < to && !this.says(from, to, this.unset) && !this.says(from, to, this.empty);
  }

  private says(from: number, to: number, word: Uint8Array): boolean {
    if (to - from !== word.length) return false;
    for (let i = 0; i < word.length; i++) if (this.bytes[from + i] !== word[i]) return false;
    return true;
  }

  /** What was wrong with a row that has too few fields. */
  get shortage(): string {
    return `${this.count} fields where ${this.slots.length} are needed`;
  }

  text(slot: number, limit = 1024): string {
    if (this.kind[slot] !== JsonKind.string) return '';
    const from = this.from[slot]!;
    return this.decoded(from, Math.min(this.to[slot]!, from + limit));
  }

  private decoded(from: number, to: number): string {
    const { bytes } = this;
    for (let at = from; at < to; at++) {
      if (bytes[at] === BACKSLASH) return this.decoder.decode(unescaped(bytes, from, to));
    }
    return shortText(bytes, from, to) ?? this.decoder.decode(bytes.subarray(from, to));
  }

  list(slot: number): readonly string[] {
    if (this.kind[slot] !== JsonKind.string) return [];
    const separator = this.state.setSeparator.charCodeAt(0);
    const elements: string[] = [];
    const to = this.to[slot]!;
    let start = this.from[slot]!;
    for (let at = start; at <= to && elements.length < MOST_ELEMENTS; at++) {
      if (at < to && this.bytes[at] !== separator) continue;
      elements.push(this.hasValue(start, at) ? this.decoded(start, at) : '');
      start = at + 1;
    }
    return elements;
  }
}

/** Where a last cell ends that has labels behind it. */
function withoutLabels(bytes: Uint8Array, from: number, to: number): number {
  for (let at = from; at + 2 < to; at++) {
    if (bytes[at] === SPACE && bytes[at + 1] === SPACE && bytes[at + 2] === SPACE) return at;
  }
  return to;
}
