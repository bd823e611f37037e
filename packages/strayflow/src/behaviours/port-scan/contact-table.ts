/**
 * Contacts by source, destination and port, as `RecentMap` keeps them, in typed arrays: there are very many, and to put a
 * string together and hash it for each row costs more than all else that is done with it. Plain data.
 */
import { Protocol } from '../protocol.js';

/** Words of a key: source, destination, port. */
const WIDTH = 9;
const FIRST_SLOTS = 1024;
const PORTS = 65536;
/** Characters of the key of an IPv4 host. */
const IPV4_KEY = 5;

interface Generation {
  /** Linear probing: id + 1, 0 = empty; the length is a power of two, at least twice `used`. */
  slots: Int32Array;
  /** WIDTH words an id. */
  keys: Uint32Array;
  /** By id; NaN = forgotten. */
  values: Float64Array;
  /** Ids given, and those of them that are not forgotten. */
  used: number;
  live: number;
}

/** At most `capacity` contacts: those that were not used for longest are forgotten. */
export interface ContactTable {
  young: Generation;
  old: Generation;
  readonly capacity: number;
  /** Contacts that the cap made it forget. */
  forgotten: number;
  /** The key that was last looked for, and the hosts in it with their part of its hash: next comes mostly the same pair. */
  readonly probe: Uint32Array;
  /** Ports that were ever kept, a bit each: those of TCP, then those of all others. */
  readonly ports: Uint32Array;
  source: string;
  destination: string;
  mixed: number;
}

export function contactTable(capacity: number): ContactTable {
  return {
    young: generation(),
    old: generation(),
    capacity,
    forgotten: 0,
    probe: new Uint32Array(WIDTH),
    ports: new Uint32Array((2 * PORTS) / 32),
    source: '',
    destination: '',
    mixed: 0,
  };
}

function generation(slots = FIRST_SLOTS): Generation {
  const ids = slots >> 1;
  return {
    slots: new Int32Array(slots),
    keys: new Uint32Array(WIDTH * ids),
    values: new Float64Array(ids),
    used: 0,
    live: 0,
  };
}

/** Writes the bytes of a host's key as words; keys of different lengths differ in the word of the port. */
function writeHost(key: string, out: Uint32Array, at: number): void {
  const count = key.length - 1;
  for (let word = 0; word < 4; word++) {
    const from = 1 + 4 * word;
    out[at + word] =
      from > count
        ? 0
        : (key.charCodeAt(from) << 24) |
          (key.charCodeAt(from + 1) << 16) |
          (key.charCodeAt(from + 2) << 8) |
          key.charCodeAt(from + 3);
  }
}

/** Murmur3's mixing of 32-bit words (A. Appleby, MurmurHash3_x86_32). */
function mix(before: number, value: number): number {
  let word = Math.imul(value, 0xcc9e2d51);
  word = (word << 15) | (word >>> 17);
  const h = before ^ Math.imul(word, 0x1b873593);
  return (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
}

function finish(before: number): number {
  let h = before;
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Of the words of both hosts. */
function mixHosts(words: Uint32Array, at: number): number {
  let h = WIDTH;
  for (let i = at; i < at + WIDTH - 1; i++) h = mix(h, words[i]!);
  return h;
}

function hash(words: Uint32Array, at: number): number {
  return finish(mix(mixHosts(words, at), words[at + WIDTH - 1]!));
}

/** The id of the key at `at` of `words`, or -1. */
function find({ slots, keys }: Generation, words: Uint32Array, at: number, code: number): number {
  const mask = slots.length - 1;
  for (let slot = code & mask; ; slot = (slot + 1) & mask) {
    const id = slots[slot]! - 1;
    if (id < 0) return -1;
    let word = 0;
    while (word < WIDTH && keys[id * WIDTH + word] === words[at + word]) word++;
    if (word === WIDTH) return id;
  }
}

/** Adds a key that is not there. */
function add(into: Generation, words: Uint32Array, at: number, code: number, value: number): void {
  if (2 * (into.used + 1) > into.slots.length) grow(into);
  const id = into.used++;
  into.live++;
  for (let word = 0; word < WIDTH; word++) into.keys[id * WIDTH + word] = words[at + word]!;
  into.values[id] = value;
  put(into.slots, code, id);
}

function put(slots: Int32Array, code: number, id: number): void {
  const mask = slots.length - 1;
  let slot = code & mask;
  while (slots[slot] !== 0) slot = (slot + 1) & mask;
  slots[slot] = id + 1;
}

function grow(from: Generation): void {
  const larger = generation(2 * from.slots.length);
  larger.keys.set(from.keys);
  larger.values.set(from.values);
  for (let id = 0; id < from.used; id++) put(larger.slots, hash(larger.keys, id * WIDTH), id);
  from.slots = larger.slots;
  from.keys = larger.keys;
  from.values = larger.values;
}

/** Names the contact that the next call is about; hosts by their keys (`hostKey`, `addressKey`). */
function aim(
  table: ContactTable,
  source: string,
  destination: string,
  protocol: number,
  port: number,
): number {
  const { probe } = table;
  if (table.source !== source || table.destination !== destination) {
    table.source = source;
    table.destination = destination;
    writeHost(source, probe, 0);
    writeHost(destination, probe, 4);
    table.mixed = mixHosts(probe, 0);
  }
  const lengths = source.length | (destination.length > IPV4_KEY ? 32 : 0);
  probe[8] = (lengths << 24) | (protocol << 16) | port;
  return finish(mix(table.mixed, probe[8]!));
}

const portBit = (protocol: number, port: number) => (protocol === Protocol.tcp ? port : PORTS + port);

/** What is known of the contact, made young; undefined where nothing is. */
export function recallContact(
  table: ContactTable,
  source: string,
  destination: string,
  protocol: number,
  port: number,
): number | undefined {
  const bit = portBit(protocol, port);
  if ((table.ports[bit >> 5]! & (1 << (bit & 31))) === 0) return undefined;
  const code = aim(table, source, destination, protocol, port);
  const { young, old, probe } = table;
  const known = find(young, probe, 0, code);
  if (known >= 0) return young.values[known]!;
  const aged = find(old, probe, 0, code);
  if (aged < 0) return undefined;
  const value = old.values[aged]!;
  if (Number.isNaN(value)) return undefined;
  old.values[aged] = Number.NaN;
  old.live--;
  add(young, probe, 0, code, value);
  return value;
}

/** Keeps what is known of a contact now; of a new one, or one that was just recalled. */
export function keepContact(
  table: ContactTable,
  source: string,
  destination: string,
  protocol: number,
  port: number,
  value: number,
): void {
  const code = aim(table, source, destination, protocol, port);
  const known = find(table.young, table.probe, 0, code);
  if (known >= 0) table.young.values[known] = value;
  else {
    if (table.young.live >= Math.max(1, table.capacity >> 1)) {
      table.forgotten += table.old.live;
      table.old = table.young;
      table.young = generation();
    }
    add(table.young, table.probe, 0, code, value);
    const bit = portBit(protocol, port);
    table.ports[bit >> 5] = table.ports[bit >> 5]! | (1 << (bit & 31));
  }
}

/** Forgets contacts of which `idle` says so; not counted, because no cap did it. */
export function forgetContacts(table: ContactTable, idle: (value: number) => boolean): void {
  table.old = without(table.old, idle);
  table.young = without(table.young, idle);
}

function without(from: Generation, idle: (value: number) => boolean): Generation {
  const kept = generation();
  for (let id = 0; id < from.used; id++) {
    const value = from.values[id]!;
    if (Number.isNaN(value) || idle(value)) continue;
    add(kept, from.keys, id * WIDTH, hash(from.keys, id * WIDTH), value);
  }
  return kept;
}
