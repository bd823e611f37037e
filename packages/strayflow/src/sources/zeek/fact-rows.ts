/** Rows of facts that a record of a Zeek log gives: who, whom, when, and of which connection. */
import { ADDRESS_BYTES } from '../../model/address.js';
import type { FactKind, FactText } from '../../model/fact-batch.js';
import type { FactBuilder } from '../../model/fact-builder.js';
import { readMac } from '../text/address.js';
import { addressAt, numberAt, wholeAt } from '../text/json-values.js';
import { Zeek } from './fields.js';
import { momentAt, type ZeekRecord } from './record.js';
import { BAD_DESTINATION, BAD_SOURCE, BAD_TIME, type Refusal } from './refusal.js';

const LONGEST_UID = 64;
const encoder = new TextEncoder();

/** An address that a record names, with its port (0 when it has none). */
export interface Party {
  readonly address: Uint8Array;
  port: number;
}

export const NOBODY: Party = { address: new Uint8Array(ADDRESS_BYTES), port: 0 };

export class FactRows {
  record!: ZeekRecord;
  /** The record's, Unix ms. */
  time = 0;
  /** The connection's two sides, once `readParties` found them. */
  readonly client: Party = { address: new Uint8Array(ADDRESS_BYTES), port: 0 };
  readonly server: Party = { address: new Uint8Array(ADDRESS_BYTES), port: 0 };
  private recordNumber = 0;
  private readonly builder: FactBuilder;
  private readonly flushFull: () => void;

  /** @param flushFull empties the builder; called before a row when it is full */
  constructor(builder: FactBuilder, flushFull: () => void) {
    this.builder = builder;
    this.flushFull = flushFull;
  }

  /** Takes up the next record. */
  begin(record: ZeekRecord, recordNumber: number): Refusal | null {
    this.record = record;
    this.recordNumber = recordNumber;
    this.time = momentAt(record, Zeek.ts);
    return Number.isNaN(this.time) ? BAD_TIME : null;
  }

  /** Reads the connection's two sides. */
  readParties(): Refusal | null {
    const { record, client, server } = this;
    if (!addressAt(record, Zeek.source, client.address, 0)) return BAD_SOURCE;
    if (!addressAt(record, Zeek.destination, server.address, 0)) return BAD_DESTINATION;
    client.port = wholeAt(record, Zeek.sourcePort, 65_535) || 0;
    server.port = wholeAt(record, Zeek.destinationPort, 65_535) || 0;
    return null;
  }

  /** The first of the slots that holds an address; NOBODY when none does. */
  party(...slots: readonly number[]): Party {
    const address = new Uint8Array(ADDRESS_BYTES);
    return slots.some((slot) => addressAt(this.record, slot, address, 0)) ? { address, port: 0 } : NOBODY;
  }

  /** A row about `subject`, of the record's own time and connection. */
  add(kind: FactKind, subject: Party, peer: Party, time = this.time): number {
    const { builder, record } = this;
    if (builder.full) this.flushFull();
    const row = builder.add(kind, this.recordNumber, time);
    const { columns } = builder;
    columns.address.set(subject.address, row * ADDRESS_BYTES);
    columns.peer.set(peer.address, row * ADDRESS_BYTES);
    columns.peerPort[row] = peer.port;
    builder.text('uid', row, record.text(Zeek.uid, LONGEST_UID) || (record.list(Zeek.uids)[0] ?? ''));
    return row;
  }

  text(column: FactText, row: number, value: string): void {
    this.builder.text(column, row, value);
  }

  /** Sets the number of a row; unknown (NaN) is 0. */
  number(row: number, value: number): void {
    this.builder.columns.number[row] = value || 0;
  }

  mac(row: number, slot: number): void {
    const text = encoder.encode(this.record.text(slot, 32));
    readMac(text, 0, text.length, this.builder.columns.mac, row * 6);
  }

  /** The text of the first of the slots that has one. */
  said(...slots: readonly number[]): string {
    for (const slot of slots) {
      const text = this.record.text(slot);
      if (text !== '') return text;
    }
    return '';
  }

  /** The number at a slot; NaN when there is none. */
  numberAt(slot: number): number {
    return numberAt(this.record, slot);
  }
}
