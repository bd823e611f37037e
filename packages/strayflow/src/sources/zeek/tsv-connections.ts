/** Rows of conn.log in Zeek's text format, read in one pass when nothing in them is unusual. */
import { Word } from '../../model/words.js';
import { namedState } from '../record/connection-state.js';
import { protocolNumber } from '../record/protocol-names.js';
import { digitBits, digitsOf } from '../text/digit-words.js';
import { PlainReader, PlainWords } from '../text/plain.js';
import { readPlainAddress } from '../text/plain-address.js';
import { CARRIAGE_RETURN, NEWLINE } from '../text/window.js';
import type { ZeekConnections } from './connection.js';
import { readHistory } from './history.js';
import type { ZeekTsv } from './tsv.js';
import { TsvCell, type TsvPlan, tsvPlan } from './tsv-plan.js';

const TAB = 9;
const HYPHEN = 45;
const PARENTHESIS = 40;
/** What digits are up to when 48, the digit 0, is taken out of them bit by bit; nothing else is. */
const ZERO = 48;
const NINE = 9;
/** So many digits fit 32 bits whatever they are. */
const DIGITS_AT_ONCE = 9;

export class TsvConnections {
  private readonly tsv: ZeekTsv;
  private readonly connections: ZeekConnections;
  private plan: TsvPlan;
  private readonly plain = new PlainReader();
  private readonly states = new PlainWords(namedState);
  private readonly protocols = new PlainWords(protocolNumber);
  private readonly histories = new PlainWords(readHistory);
  private readonly services = new PlainWords((text) => new Word(text));

  private bytes: Uint8Array = new Uint8Array(0);
  private view = new DataView(this.bytes.buffer);

  constructor(tsv: ZeekTsv, connections: ZeekConnections) {
    this.tsv = tsv;
    this.connections = connections;
    this.plan = tsvPlan(tsv.slots);
  }

  /** As `LineHandler.quick`: the row that begins at `from` becomes a flow, or nothing happens. */
  read(bytes: Uint8Array, from: number, stop: number, recordNumber: number): number {
    const { tsv, connections } = this;
    if (!tsv.isPlain) return -1;
    if (this.plan.slots !== tsv.slots) this.plan = tsvPlan(tsv.slots);
    if (!this.plan.isWhole) return -1;
    let at = this.cells(bytes, from);
    if (at >= 0) {
      while (bytes[at] !== NEWLINE) at++;
      if (at < stop) {
        connections.commit(recordNumber);
        return at;
      }
    }
    connections.clear();
    return -1;
  }

  /** Reads all cells; gives the place behind the last, or -1. One loop with few calls: they take half of the time. */
  private cells(bytes: Uint8Array, from: number): number {
    const { kinds, slots, largest } = this.plan;
    const { connections } = this;
    const { numbers, draft } = connections;
    const view = this.viewOf(bytes);
    const last = kinds.length - 1;
    let at = from;
    for (let column = 0; ; column++) {
      const kind = kinds[column]!;
      const start = at;
      let byte = bytes[at]!;
      if (kind === TsvCell.skipped) {
        while (byte !== TAB && byte !== NEWLINE) byte = bytes[++at]!;
      } else if (byte === HYPHEN) {
        if (kind >= TsvCell.time) return -1;
        at++;
      } else if (kind === TsvCell.whole) {
        const word = view.getInt32(at, true);
        const bits = digitBits(word);
        let value = bits > 0 ? digitsOf(word, bits) : 0;
        at += bits >> 3;
        if (bits === 32) {
          let digit = bytes[at]! ^ ZERO;
          while (digit <= NINE) {
            value = (Math.imul(value, 10) + digit) | 0;
            digit = bytes[++at]! ^ ZERO;
          }
        }
        if (at - start <= DIGITS_AT_ONCE && at > start && value <= largest[column]!)
          numbers[slots[column]!] = value;
        else at = this.longWhole(bytes, start, column);
      } else if (kind === TsvCell.seconds || kind === TsvCell.time) {
        const value = this.plain.seconds(bytes, at);
        if (value < 0) return -1;
        numbers[slots[column]!] = value;
        at = this.plain.end;
      } else if (kind === TsvCell.source) {
        at = readPlainAddress(bytes, at, draft.source, draft.sourceWords, draft.addressOffset);
      } else if (kind === TsvCell.destination) {
        at = readPlainAddress(bytes, at, draft.destination, draft.destinationWords, draft.addressOffset);
      } else at = this.word(kind, bytes, at);
      if (at < 0 && kind >= TsvCell.source) at = this.otherAddress(kind, bytes, start);
      if (at < 0) return -1;
      byte = bytes[at]!;
      if (column === last) {
        const isEnd =
          byte === TAB || byte === NEWLINE || (byte === CARRIAGE_RETURN && bytes[at + 1] === NEWLINE);
        return isEnd ? at : -1;
      }
      if (byte !== TAB) return -1;
      at++;
    }
  }

  private viewOf(bytes: Uint8Array): DataView {
    if (bytes !== this.bytes) {
      this.bytes = bytes;
      this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    return this.view;
  }

  private longWhole(bytes: Uint8Array, from: number, column: number): number {
    const value = this.plain.whole(bytes, from);
    if (value < 0 || value > this.plan.largest[column]!) return -1;
    this.connections.numbers[this.plan.slots[column]!] = value;
    return this.plain.end;
  }

  private otherAddress(kind: number, bytes: Uint8Array, from: number): number {
    const { source, destination, addressOffset } = this.connections.draft;
    const out = kind === TsvCell.source ? source : destination;
    return this.plain.address(bytes, from, out, addressOffset) < 0 ? -1 : this.plain.end;
  }

  private word(kind: number, bytes: Uint8Array, from: number): number {
    const { connections } = this;
    if (bytes[from] === PARENTHESIS) return -1;
    switch (kind) {
      case TsvCell.uid:
        return connections.findUid(bytes, from);
      case TsvCell.protocol:
        connections.protocol = this.protocols.read(bytes, from) ?? Number.NaN;
        return this.protocols.end;
      case TsvCell.state:
        connections.state = this.states.read(bytes, from) ?? Number.NaN;
        return this.states.end;
      case TsvCell.history:
        connections.history = this.histories.read(bytes, from);
        return this.histories.end;
      case TsvCell.service:
        connections.service = this.services.read(bytes, from) ?? connections.service;
        return this.services.end;
      default:
        return -1;
    }
  }
}
