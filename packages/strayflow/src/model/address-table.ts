/** Addresses as small numbers, for stages that count per host: an open-addressing hash table as plain data. */
import { ADDRESS_BYTES } from './address.js';

export interface AddressTable {
  /** Slot -> id + 1, 0 = empty; the length is a power of two. */
  slots: Int32Array;
  /** 16 bytes per id. */
  bytes: Uint8Array;
  size: number;
  readonly capacity: number;
  /** Look-ups that found the table full. */
  refused: number;
}

/** At most `capacity` addresses; beyond it new ones are refused and counted. */
export function addressTable(capacity: number): AddressTable {
  return { slots: new Int32Array(64), bytes: new Uint8Array(16 * 32), size: 0, capacity, refused: 0 };
}

function hash(bytes: Uint8Array, offset: number): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < ADDRESS_BYTES; i++) h = Math.imul(h ^ bytes[offset + i]!, 0x01000193);
  h ^= h >>> 15;
  h = Math.imul(h, 0x2c1b3c6d);
  return (h ^ (h >>> 13)) >>> 0;
}

function slotOf(table: AddressTable, bytes: Uint8Array, offset: number): number {
  const mask = table.slots.length - 1;
  let slot = hash(bytes, offset) & mask;
  for (;;) {
    const id = table.slots[slot]! - 1;
    if (id < 0) return slot;
    const at = id * ADDRESS_BYTES;
    let i = ADDRESS_BYTES - 1;
    while (i >= 0 && table.bytes[at + i] === bytes[offset + i]) i--;
    if (i < 0) return slot;
    slot = (slot + 1) & mask;
  }
}

/** The id of the address at `offset`, given now if it is new; -1 when the table is full. */
export function internAddress(table: AddressTable, bytes: Uint8Array, offset: number): number {
  let slot = slotOf(table, bytes, offset);
  const found = table.slots[slot]! - 1;
  if (found >= 0) return found;
  if (table.size >= table.capacity) {
    table.refused++;
    return -1;
  }
  if (2 * (table.size + 1) > table.slots.length) {
    grow(table);
    slot = slotOf(table, bytes, offset);
  }
  const id = table.size++;
  table.bytes.set(bytes.subarray(offset, offset + ADDRESS_BYTES), id * ADDRESS_BYTES);
  table.slots[slot] = id + 1;
  return id;
}

/** The id of a known address, or -1. */
export function findAddress(table: AddressTable, bytes: Uint8Array, offset: number): number {
  return table.slots[slotOf(table, bytes, offset)]! - 1;
}

function grow(table: AddressTable): void {
  const bytes = new Uint8Array(table.bytes.length * 2);
  bytes.set(table.bytes);
  table.bytes = bytes;
  table.slots = new Int32Array(table.slots.length * 2);
  for (let id = 0; id < table.size; id++) {
    table.slots[slotOf(table, bytes, id * ADDRESS_BYTES)] = id + 1;
  }
}
