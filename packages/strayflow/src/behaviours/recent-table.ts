/** What `RecentMap` is, by fingerprints: no strings are put together and hashed for each row. Plain data. */
import {
  addId,
  dropId,
  type FingerprintIndex,
  findId,
  fingerprintIndex,
  isMostlyDropped,
} from './fingerprint-index.js';

interface Generation<Value> {
  readonly index: FingerprintIndex;
  /** By id; null = forgotten. */
  readonly values: (Value | null)[];
}

/** At most `capacity` entries; those that were not used for longest are forgotten, as in `RecentMap`. */
export interface RecentTable<Value extends object> {
  young: Generation<Value>;
  old: Generation<Value>;
  readonly capacity: number;
  /** Entries that the cap made it forget. */
  forgotten: number;
}

function generation<Value>(): Generation<Value> {
  return { index: fingerprintIndex(), values: [] };
}

export function recentTable<Value extends object>(capacity: number): RecentTable<Value> {
  return { young: generation(), old: generation(), capacity, forgotten: 0 };
}

function add<Value>({ index, values }: Generation<Value>, key: number, value: Value): void {
  addId(index, key);
  values.push(value);
}

/** The entry, made young. */
export function recall<Value extends object>(table: RecentTable<Value>, key: number): Value | undefined {
  const { young, old } = table;
  const known = findId(young.index, key);
  if (known >= 0) return young.values[known]!;
  const aged = findId(old.index, key);
  if (aged < 0) return undefined;
  const value = old.values[aged]!;
  drop(old, aged);
  add(young, key, value);
  return value;
}

/** The entry, as old as it is. */
export function peek<Value extends object>(
  { young, old }: RecentTable<Value>,
  key: number,
): Value | undefined {
  const known = findId(young.index, key);
  if (known >= 0) return young.values[known]!;
  const aged = findId(old.index, key);
  return aged < 0 ? undefined : old.values[aged]!;
}

/** Keeps a new entry, or another value of one that is young; `worthKeeping` as in `RecentMap`. */
export function remember<Value extends object>(
  table: RecentTable<Value>,
  key: number,
  value: Value,
  worthKeeping: ((value: Value) => boolean) | null = null,
): void {
  const half = Math.max(1, table.capacity >> 1);
  if (table.young.index.live >= half) age(table, half, worthKeeping);
  if (isMostlyDropped(table.young.index)) table.young = only(table.young, () => true);
  const { young } = table;
  const known = findId(young.index, key);
  if (known >= 0) young.values[known] = value;
  else add(young, key, value);
}

function age<Value extends object>(
  table: RecentTable<Value>,
  half: number,
  worthKeeping: ((value: Value) => boolean) | null,
): void {
  let left = half >> 1;
  const kept = only(
    table.old,
    (value) => worthKeeping !== null && left > 0 && worthKeeping(value) && left-- > 0,
  );
  table.forgotten += table.old.index.live - kept.index.live;
  table.old = table.young;
  table.young = kept;
}

function drop<Value>({ index, values }: Generation<Value>, id: number): void {
  dropId(index, id);
  values[id] = null;
}

function only<Value>(
  { index, values }: Generation<Value>,
  keep: (value: Value) => boolean,
): Generation<Value> {
  const kept = generation<Value>();
  for (let id = 0; id < index.used; id++) {
    const value = values[id]!;
    if (value !== null && keep(value)) add(kept, index.keys[id]!, value);
  }
  return kept;
}

/** Forgets an entry that is done with. */
export function forget<Value extends object>({ young, old }: RecentTable<Value>, key: number): void {
  for (const generation of [young, old]) {
    const id = findId(generation.index, key);
    if (id >= 0) drop(generation, id);
  }
}

/** Forgets what `idle` says of it; not counted, because no cap did it. */
export function forgetIdle<Value extends object>(
  table: RecentTable<Value>,
  idle: (value: Value) => boolean,
): void {
  table.old = only(table.old, (value) => !idle(value));
  table.young = only(table.young, (value) => !idle(value));
}

/** All values, the longest unused first. Nothing may be added meanwhile. */
export function* recentValues<Value extends object>(table: RecentTable<Value>): Generator<Value> {
  for (const { index, values } of [table.old, table.young]) {
    for (let id = 0; id < index.used; id++) {
      const value = values[id]!;
      if (value !== null) yield value;
    }
  }
}

/** All entries, the longest unused first. Nothing may be added meanwhile. */
export function* recentEntries<Value extends object>({
  young,
  old,
}: RecentTable<Value>): Generator<readonly [key: number, value: Value]> {
  for (const { index, values } of [old, young]) {
    for (let id = 0; id < index.used; id++) {
      const value = values[id]!;
      if (value !== null) yield [index.keys[id]!, value];
    }
  }
}
