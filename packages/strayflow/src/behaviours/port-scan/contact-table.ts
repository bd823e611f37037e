/** Contacts by fingerprint, as `RecentTable` keeps objects, but packed numbers in a typed array: there are very many. Plain data. */
import { addId, dropId, type FingerprintIndex, findId, fingerprintIndex } from '../fingerprint-index.js';

interface Generation {
  readonly index: FingerprintIndex;
  /** By id. */
  values: Float64Array;
}

/** At most `capacity` contacts: those that were not used for longest are forgotten. */
export interface ContactTable {
  young: Generation;
  old: Generation;
  readonly capacity: number;
  /** Contacts that the cap made it forget. */
  forgotten: number;
}

export function contactTable(capacity: number): ContactTable {
  return { young: generation(), old: generation(), capacity, forgotten: 0 };
}

function generation(): Generation {
  const index = fingerprintIndex();
  return { index, values: new Float64Array(index.keys.length) };
}

function add(into: Generation, key: number, value: number): void {
  const id = addId(into.index, key);
  if (id >= into.values.length) {
    const values = new Float64Array(into.index.keys.length);
    values.set(into.values);
    into.values = values;
  }
  into.values[id] = value;
}

/** What is known of the contact, made young; -1 where nothing is. */
export function recallContact({ young, old }: ContactTable, contact: number): number {
  const known = findId(young.index, contact);
  if (known >= 0) return young.values[known]!;
  const aged = findId(old.index, contact);
  if (aged < 0) return -1;
  const value = old.values[aged]!;
  dropId(old.index, aged);
  add(young, contact, value);
  return value;
}

/** Keeps what is known of a contact now, at least 0; of a new one, or one that was just recalled. */
export function keepContact(table: ContactTable, contact: number, value: number): void {
  const { young, old } = table;
  const known = findId(young.index, contact);
  if (known >= 0) {
    young.values[known] = value;
    return;
  }
  if (young.index.live >= Math.max(1, table.capacity >> 1)) {
    table.forgotten += old.index.live;
    table.old = young;
    table.young = generation();
  }
  add(table.young, contact, value);
}

/** Forgets contacts of which `idle` says so; not counted, because no cap did it. */
export function forgetContacts(table: ContactTable, idle: (value: number) => boolean): void {
  table.old = without(table.old, idle);
  table.young = without(table.young, idle);
}

function without({ index, values }: Generation, idle: (value: number) => boolean): Generation {
  const kept = generation();
  for (let id = 0; id < index.used; id++) {
    const key = index.keys[id]!;
    if (!Number.isNaN(key) && !idle(values[id]!)) add(kept, key, values[id]!);
  }
  return kept;
}
