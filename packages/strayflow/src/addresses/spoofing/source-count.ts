/** How many distinct sources there were: exact while few, linear counting (Whang, Vander-Zanden, Taylor 1990) beyond. */
import { ADDRESS_BYTES } from '../../model/address.js';
import { type AddressTable, addressTable, internAddress } from '../../model/address-table.js';

const EXACT = 1024;
const BITS = 65_536;

/** Plain data. */
export interface SourceCount {
  table: AddressTable;
  bitmap: Uint8Array | null;
  bitsSet: number;
}

export function sourceCount(): SourceCount {
  return { table: addressTable(EXACT), bitmap: null, bitsSet: 0 };
}

export function addSource(count: SourceCount, bytes: Uint8Array, offset: number): void {
  if (count.bitmap === null) {
    if (internAddress(count.table, bytes, offset) >= 0) return;
    count.bitmap = new Uint8Array(BITS / 8);
    for (let id = 0; id < count.table.size; id++) mark(count, count.table.bytes, id * ADDRESS_BYTES);
    count.table = addressTable(0);
  }
  mark(count, bytes, offset);
}

function mark(count: SourceCount, bytes: Uint8Array, offset: number): void {
  let h = 0x811c9dc5;
  for (let i = 0; i < ADDRESS_BYTES; i++) h = Math.imul(h ^ bytes[offset + i]!, 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  const bit = (h ^ (h >>> 16)) & (BITS - 1);
  const before = count.bitmap![bit >> 3]!;
  const after = before | (1 << (bit & 7));
  if (after === before) return;
  count.bitmap![bit >> 3] = after;
  count.bitsSet++;
}

export function sourcesOf(count: SourceCount): { readonly value: number; readonly exact: boolean } {
  if (count.bitmap === null) return { value: count.table.size, exact: true };
  const empty = Math.max(1, BITS - count.bitsSet);
  return { value: Math.round(-BITS * Math.log(empty / BITS)), exact: false };
}
