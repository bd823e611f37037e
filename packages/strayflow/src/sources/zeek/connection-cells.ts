/** The values of a connection that are written as Zeek writes them, read while their end is looked for. */
import { Word } from '../../model/words.js';
import { namedState } from '../record/connection-state.js';
import { protocolNumber } from '../record/protocol-names.js';
import { PlainReader, PlainWords } from '../text/plain.js';
import type { ZeekConnections } from './connection.js';
import { SLOT_NAMES, Zeek } from './fields.js';
import { readHistory } from './history.js';

/** How the value of a slot is read. */
const Cell = { other: 0, seconds: 1, whole: 2, source: 3, destination: 4, word: 5, uid: 6 } as const;
const KINDS = new Uint8Array(SLOT_NAMES.length);
/** The largest whole number of a slot. */
const LARGEST = new Float64Array(SLOT_NAMES.length).fill(Number.MAX_SAFE_INTEGER);

KINDS[Zeek.ts] = Cell.seconds;
KINDS[Zeek.duration] = Cell.seconds;
KINDS[Zeek.source] = Cell.source;
KINDS[Zeek.destination] = Cell.destination;
KINDS[Zeek.uid] = Cell.uid;
for (const slot of [Zeek.protocol, Zeek.state, Zeek.history, Zeek.service, Zeek.path])
  KINDS[slot] = Cell.word;
for (const slot of [Zeek.payloadSent, Zeek.payloadReceived, Zeek.missedBytes]) KINDS[slot] = Cell.whole;
for (const slot of [Zeek.packetsSent, Zeek.packetsReceived, Zeek.bytesSent, Zeek.bytesReceived])
  KINDS[slot] = Cell.whole;
for (const [slot, largest] of [
  [Zeek.sourcePort, 65_535],
  [Zeek.destinationPort, 65_535],
  [Zeek.protocolNumber, 255],
  [Zeek.vlan, 4095],
] as const) {
  KINDS[slot] = Cell.whole;
  LARGEST[slot] = largest;
}

/** Whether the value of a slot is text, which JSON writes between quotes. */
export function isTextCell(slot: number): boolean {
  return KINDS[slot]! >= Cell.source;
}

export class ConnectionCells {
  private readonly connections: ZeekConnections;
  private readonly plain = new PlainReader();
  private readonly states = new PlainWords(namedState);
  private readonly protocols = new PlainWords(protocolNumber);
  private readonly histories = new PlainWords(readHistory);
  private readonly services = new PlainWords((text) => new Word(text));
  private readonly paths = new PlainWords((text) => text === 'conn');
  /** The record says that it is of conn.log. */
  private isNamed = false;
  private hasSource = false;
  private hasDestination = false;

  constructor(connections: ZeekConnections) {
    this.connections = connections;
  }

  /** Begins a record. */
  start(): void {
    this.isNamed = false;
    this.hasSource = false;
    this.hasDestination = false;
  }

  /** Reads the value at `from` into its slot; gives the place behind what belongs to it, or -1 when it is not plain. */
  read(slot: number, bytes: Uint8Array, from: number): number {
    const { connections, plain } = this;
    switch (KINDS[slot]) {
      case Cell.seconds: {
        const value = plain.seconds(bytes, from);
        if (value < 0) return -1;
        connections.numbers[slot] = value;
        return plain.end;
      }
      case Cell.whole: {
        const value = plain.whole(bytes, from);
        if (value < 0 || value > LARGEST[slot]!) return -1;
        connections.numbers[slot] = value;
        return plain.end;
      }
      case Cell.source: {
        const { draft } = connections;
        if (plain.address(bytes, from, draft.source, draft.addressOffset) < 0) return -1;
        this.hasSource = true;
        return plain.end;
      }
      case Cell.destination: {
        const { draft } = connections;
        if (plain.address(bytes, from, draft.destination, draft.addressOffset) < 0) return -1;
        this.hasDestination = true;
        return plain.end;
      }
      case Cell.word:
        return this.word(slot, bytes, from);
      case Cell.uid:
        return connections.findUid(bytes, from);
      default:
        return -1;
    }
  }

  private word(slot: number, bytes: Uint8Array, from: number): number {
    const { connections } = this;
    switch (slot) {
      case Zeek.protocol:
        connections.protocol = this.protocols.read(bytes, from) ?? Number.NaN;
        return this.protocols.end;
      case Zeek.state:
        connections.state = this.states.read(bytes, from) ?? Number.NaN;
        return this.states.end;
      case Zeek.history:
        connections.history = this.histories.read(bytes, from);
        return this.histories.end;
      case Zeek.path:
        this.isNamed = this.paths.read(bytes, from) === true;
        return this.isNamed ? this.paths.end : -1;
      default:
        connections.service = this.services.read(bytes, from) ?? connections.service;
        return this.services.end;
    }
  }

  /** Whether the record is a connection by what it says. */
  get isConnection(): boolean {
    const { numbers, state } = this.connections;
    if (this.isNamed || !Number.isNaN(state)) return true;
    return !Number.isNaN(numbers[Zeek.packetsSent]) && !Number.isNaN(numbers[Zeek.packetsReceived]);
  }

  /** The record becomes a flow; false, and nothing is done, when it has no time or no addresses. */
  finish(recordNumber: number): boolean {
    const { connections } = this;
    if (!this.hasSource || !this.hasDestination || Number.isNaN(connections.numbers[Zeek.ts])) return false;
    connections.commit(recordNumber);
    return true;
  }
}
