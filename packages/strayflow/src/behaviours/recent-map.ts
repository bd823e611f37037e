/** A bounded map that forgets what was not used for longest, as plain data: two generations instead of a linked list. */

/**
 * At most `capacity` entries. Reading or writing an entry makes it young; when the young fill half of the capacity,
 * the old are forgotten and the young become old.
 */
export interface RecentMap<Value, Key = string> {
  young: Map<Key, Value>;
  old: Map<Key, Value>;
  readonly capacity: number;
  /** Entries that the cap made it forget. */
  forgotten: number;
}

export function recentMap<Value, Key = string>(capacity: number): RecentMap<Value, Key> {
  return { young: new Map(), old: new Map(), capacity, forgotten: 0 };
}

/** The entry, made young. */
export function recall<Value, Key>(map: RecentMap<Value, Key>, key: Key): Value | undefined {
  const young = map.young.get(key);
  if (young !== undefined) return young;
  const old = map.old.get(key);
  if (old === undefined) return undefined;
  map.old.delete(key);
  map.young.set(key, old);
  return old;
}

/**
 * Keeps a new entry. Old entries that are `worthKeeping` survive a change of generations, as long as they are at most
 * half of the young: a crowd of passers-by cannot push out what is being watched.
 */
export function remember<Value, Key>(
  map: RecentMap<Value, Key>,
  key: Key,
  value: Value,
  worthKeeping: ((value: Value) => boolean) | null = null,
): void {
  const half = Math.max(1, map.capacity >> 1);
  if (map.young.size >= half) age(map, half, worthKeeping);
  map.young.set(key, value);
}

function age<Value, Key>(
  map: RecentMap<Value, Key>,
  half: number,
  worthKeeping: ((value: Value) => boolean) | null,
): void {
  const kept = new Map<Key, Value>();
  for (const [key, value] of map.old) {
    if (worthKeeping !== null && kept.size < half >> 1 && worthKeeping(value)) kept.set(key, value);
    else map.forgotten++;
  }
  map.old = map.young;
  map.young = kept;
}

/** Gives an entry that was just recalled or remembered another value. */
export function replace<Value, Key>(map: RecentMap<Value, Key>, key: Key, value: Value): void {
  map.young.set(key, value);
}

/** Forgets an entry that is done with. */
export function forget<Value, Key>(map: RecentMap<Value, Key>, key: Key): void {
  if (!map.young.delete(key)) map.old.delete(key);
}

/** Forgets what `idle` says of it; not counted, because no cap did it. */
export function forgetIdle<Value, Key>(map: RecentMap<Value, Key>, idle: (value: Value) => boolean): void {
  for (const generation of [map.old, map.young]) {
    for (const [key, value] of generation) if (idle(value)) generation.delete(key);
  }
}

/** All values, the longest unused first. */
export function* recentValues<Value, Key>(map: RecentMap<Value, Key>): Generator<Value> {
  yield* map.old.values();
  yield* map.young.values();
}
