/** Writes facts about the two ends of the packet that is being read. */
import { FactKind, type FactText } from '../../../model/fact-batch.js';
import type { FactBuilder, WritableFacts } from '../../../model/fact-builder.js';

/** Whom a fact is about; the other end is its peer. */
export const End = { sender: 0, receiver: 1 } as const;
export type End = (typeof End)[keyof typeof End];

export class ContentFacts {
  readonly builder: FactBuilder;
  private readonly whenFull: () => void;
  /** Four words each, of sender and receiver. */
  private readonly addresses = new Int32Array(8);
  private readonly ports = new Uint16Array(2);
  private frame = 0;
  private time = 0;
  private flowId = 0;

  /** `whenFull` empties the builder. */
  constructor(builder: FactBuilder, whenFull: () => void) {
    this.builder = builder;
    this.whenFull = whenFull;
  }

  get columns(): WritableFacts {
    return this.builder.columns;
  }

  /** What follows is about these: two addresses of four words at `words[at]`, the sender's first unless `flipped`. */
  between(words: Int32Array, at: number, flipped: boolean, senderPort: number, receiverPort: number): void {
    for (let word = 0; word < 8; word++) this.addresses[word] = words[at + (flipped ? word ^ 4 : word)]!;
    this.ports[0] = senderPort;
    this.ports[1] = receiverPort;
  }

  /** In frame number `frame` at `time` (Unix ms), of the flow `flowId`. */
  at(frame: number, time: number, flowId: number): void {
    this.frame = frame;
    this.time = time;
    this.flowId = flowId;
  }

  /** Opens a row about one end, with the other as its peer. */
  add(kind: FactKind, about: End): number {
    const row = this.addBare(kind);
    const { columns } = this;
    const other = 1 - about;
    writeAddress(columns.address, row * 16, this.addresses, 4 * about);
    writeAddress(columns.peer, row * 16, this.addresses, 4 * other);
    columns.peerPort[row] = this.ports[other]!;
    return row;
  }

  /** Opens a row without addresses. */
  addBare(kind: FactKind): number {
    if (this.builder.full) this.whenFull();
    const row = this.builder.add(kind, this.frame, this.time);
    this.builder.text('uid', row, String(this.flowId));
    return row;
  }

  text(column: FactText, row: number, value: string): void {
    this.builder.text(column, row, value);
  }

  /** The sender calls the program that it runs for `role` ("ssh server") by `name`. */
  software(name: string, role: string): void {
    const row = this.add(FactKind.software, End.sender);
    this.text('name', row, name);
    this.text('text', row, role);
  }
}

function writeAddress(out: Uint8Array, at: number, words: Int32Array, from: number): void {
  for (let word = 0; word < 4; word++) {
    const value = words[from + word]!;
    out[at + 4 * word] = value >>> 24;
    out[at + 4 * word + 1] = value >>> 16;
    out[at + 4 * word + 2] = value >>> 8;
    out[at + 4 * word + 3] = value;
  }
}
