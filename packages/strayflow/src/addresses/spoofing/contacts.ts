/** Whom the network's own addresses have turned to lately: two generations of Bloom filters (Bloom 1970). Plain data. */
import { ADDRESS_BYTES, isIpv4 } from '../../model/address.js';

const BITS = 2 ** 20;
const PROBES = 3;
/** A generation is over after so long or so many entries: then at most one of 30 unknown pairs passes for a known one. */
const GENERATION_MS = 3_600_000;
const MAX_ENTRIES = BITS / 8;

export interface Contacts {
  young: Uint32Array;
  old: Uint32Array;
  entries: number;
  /** Event time of the first contact in each (Unix ms); Infinity before there is one. */
  youngSince: number;
  oldSince: number;
}

export function openContacts(): Contacts {
  return {
    young: new Uint32Array(BITS / 32),
    old: new Uint32Array(BITS / 32),
    entries: 0,
    youngSince: Number.POSITIVE_INFINITY,
    oldSince: Number.POSITIVE_INFINITY,
  };
}

function hashOf(bytes: Uint8Array, offset: number, seed: number): number {
  let hash = seed;
  // The first twelve bytes of all IPv4 addresses are the same.
  for (let i = offset + (isIpv4(bytes, offset) ? 12 : 0); i < offset + ADDRESS_BYTES; i++) {
    hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return hash ^ (hash >>> 13);
}

/** Of who asked somebody, whoever it was; `hashOf` goes on from it to the pair of who asked and whom. */
function askerHash(asker: Uint8Array, offset: number): number {
  return hashOf(asker, offset, 0x811c9dc5);
}

function probe(hash: number, i: number): number {
  const step = Math.imul(hash, 0xc2b2ae35) | 1;
  return (hash + Math.imul(i, step)) & (BITS - 1);
}

function mark(contacts: Contacts, hash: number): void {
  let isNew = false;
  for (let i = 0; i < PROBES; i++) {
    const bit = probe(hash, i);
    const word = contacts.young[bit >> 5]!;
    if ((word & (1 << (bit & 31))) === 0) isNew = true;
    contacts.young[bit >> 5] = word | (1 << (bit & 31));
  }
  if (isNew) contacts.entries++;
}

function holds(filter: Uint32Array, hash: number): boolean {
  for (let i = 0; i < PROBES; i++) {
    const bit = probe(hash, i);
    if ((filter[bit >> 5]! & (1 << (bit & 31))) === 0) return false;
  }
  return true;
}

/** `asker` sent something to `whom`, both at `offset`. */
export function noteContact(
  contacts: Contacts,
  asker: Uint8Array,
  whom: Uint8Array,
  offset: number,
  time: number,
): void {
  if (contacts.youngSince === Number.POSITIVE_INFINITY) contacts.youngSince = time;
  if (time - contacts.youngSince >= GENERATION_MS || contacts.entries >= MAX_ENTRIES) {
    const reused = contacts.old;
    contacts.old = contacts.young;
    contacts.young = reused.fill(0);
    contacts.entries = 0;
    contacts.oldSince = contacts.youngSince;
    contacts.youngSince = time;
  }
  const hash = askerHash(asker, offset);
  mark(contacts, hash);
  mark(contacts, hashOf(whom, offset, hash));
}

/** Since when contacts are remembered without a gap (Unix ms). */
export function rememberedSince({ youngSince, oldSince }: Contacts): number {
  return Math.min(youngSince, oldSince);
}

/** Whether `asker` may have turned to `whom` (null: to anybody) in the time that is remembered. */
export function mayHaveAsked(
  contacts: Contacts,
  asker: Uint8Array,
  whom: Uint8Array | null,
  offset: number,
): boolean {
  const first = askerHash(asker, offset);
  const hash = whom === null ? first : hashOf(whom, offset, first);
  return holds(contacts.young, hash) || holds(contacts.old, hash);
}
