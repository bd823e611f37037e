/**
 * Context signs of where the other side is: a country or network (autonomous system) that an internal host, and perhaps
 * the whole site, has not dealt with before; and one user in two places that are too far apart for the time between.
 * Context: it accuses nobody, and locations are often wrong.
 */
import { ADDRESS_BYTES, hostName } from '../model/address.js';
import type { Behaviour, NetworkContext, Place } from '../model/behaviour.js';
import type { Evidence } from '../model/evidence.js';
import { closesFlow, type FlowBatch } from '../model/flow-batch.js';
import { kilometres } from './new-place/distance.js';
import { newPlaceEvidence, travelEvidence, type UserPlace } from './new-place/evidence.js';
import { type NewPlaceOptions, newPlaceOptions } from './new-place/options.js';
import { Outcome, outcomeOf } from './spoofing/outcome.js';

const HOUR_MS = 3_600_000;

/** Of one host, or of a site: countries and networks by name, with when each was first seen (Unix ms). */
interface Known {
  since: number;
  readonly places: Map<string, number>;
}

interface NewPlaceState {
  readonly sites: Map<string, Known>;
  /** By site and address. */
  readonly hosts: Map<string, Known>;
  /** By site and identity. */
  readonly users: Map<string, UserPlace>;
  /** Pairs that were looked at, by hash: nothing about them is new. */
  readonly pairs: Float64Array;
  dropped: number;
}

/** Pairs remembered: a later one takes the place of one with the same end of its hash. A power of two. */
const PAIRS = 8_192;
/** Countries and networks of one host. */
const MOST_PLACES = 512;

/** Takes the entry to the end, makes it if it is not there, and lets the least recent go where there are too many. */
function touched<Value>(
  map: Map<string, Value>,
  key: string,
  most: number,
  make: () => Value,
  drop: () => void,
): Value {
  const known = map.get(key);
  const value = known ?? make();
  if (known !== undefined) map.delete(key);
  map.set(key, value);
  if (map.size > most) {
    const [oldest] = map.keys();
    map.delete(oldest!);
    drop();
  }
  return value;
}

/** "country NL", "network 64500 Example". A disputed country is none. */
function namesOf({ countryCode, disputed, network }: Place): readonly string[] {
  return [
    ...(countryCode === null || disputed ? [] : [`country ${countryCode}`]),
    ...(network === null ? [] : [`network ${network.number} ${network.name}`]),
  ];
}

/** Of source and destination, above 0: FNV-1a twice over, of 48 bits. */
function pairHash({ source, destination }: FlowBatch, row: number): number {
  let low = 0x811c9dc5;
  let high = 0x01000193;
  for (let i = row * ADDRESS_BYTES, end = i + ADDRESS_BYTES; i < end; i++) {
    low = Math.imul(low ^ source[i]!, 0x01000193);
    low = Math.imul(low ^ destination[i]!, 0x01000193);
    high = Math.imul(high ^ (low >>> 11), 0x85ebca6b);
  }
  return 1 + (low >>> 0) + (high & 0xffff) * 2 ** 32;
}

class Reader {
  private readonly state: NewPlaceState;
  private readonly options: NewPlaceOptions;
  private readonly locate: NonNullable<NetworkContext['locate']>;
  private readonly emit: (evidence: Evidence) => void;

  constructor(
    state: NewPlaceState,
    options: NewPlaceOptions,
    locate: NonNullable<NetworkContext['locate']>,
    emit: (evidence: Evidence) => void,
  ) {
    this.state = state;
    this.options = options;
    this.locate = locate;
    this.emit = emit;
  }

  private readonly drop = (): void => {
    this.state.dropped++;
  };

  /** An internal host and whom it began to deal with. */
  contact(batch: FlowBatch, row: number): void {
    const pair = pairHash(batch, row);
    const { pairs } = this.state;
    if (pairs[pair % PAIRS] === pair) return;
    pairs[pair % PAIRS] = pair;
    const place = this.locate(batch.destination, row * ADDRESS_BYTES);
    if (place === null) return;
    const { state, options } = this;
    const site = batch.site;
    const time = batch.time[row]!;
    const host = hostName(batch.source, row * ADDRESS_BYTES, true);
    const fresh = (): Known => ({ since: time, places: new Map() });
    const own = touched(state.hosts, `${site} ${host}`, options.maxHosts, fresh, this.drop);
    const all = touched(state.sites, site, 1_000, fresh, this.drop);
    for (const name of namesOf(place)) {
      const isNew = !own.places.has(name);
      const isNewToAll = !all.places.has(name);
      if (!isNew) continue;
      if (own.places.size < MOST_PLACES) own.places.set(name, time);
      if (isNewToAll && all.places.size < 16 * MOST_PLACES) all.places.set(name, time);
      if (time - own.since < options.learnMs) continue;
      const peer = hostName(batch.destination, row * ADDRESS_BYTES, false);
      const seen = { knownMs: time - own.since, places: own.places.size - 1, isNewToAll };
      this.emit(newPlaceEvidence({ site, host, peer, name, time, ...seen }, batch, row));
    }
  }

  /** A user, and where from. */
  user(batch: FlowBatch, row: number, identity: string): void {
    const place = this.locate(batch.source, row * ADDRESS_BYTES);
    if (place === null || place.latitude === null || place.longitude === null || place.disputed) return;
    const { state, options } = this;
    const key = `${batch.site} ${identity}`;
    const before = state.users.get(key);
    const now: UserPlace = {
      latitude: place.latitude,
      longitude: place.longitude,
      countryCode: place.countryCode,
      address: hostName(batch.source, row * ADDRESS_BYTES, false),
      time: batch.time[row]!,
      input: batch.input[row]!,
      record: batch.recordNumber[row]!,
    };
    state.users.delete(key);
    touched(state.users, key, options.maxUsers, () => now, this.drop);
    if (before === undefined || before.address === now.address) return;
    const distance = kilometres(before, now);
    const hours = Math.max(now.time - before.time, 60_000) / HOUR_MS;
    if (distance < options.travelKm || distance / hours < options.travelKmPerHour) return;
    this.emit(travelEvidence({ site: batch.site, identity, before, now, distance, hours, options }));
  }
}

export const newPlace: Behaviour<NewPlaceOptions, NewPlaceState> = {
  name: 'new-place',
  title: 'Countries and networks that are new to a host, and users in two places at once',
  families: ['context'],
  options: newPlaceOptions,
  create: (options, network) => ({
    name: 'new-place',
    key: 'site',
    open: () => ({
      sites: new Map(),
      hosts: new Map(),
      users: new Map(),
      pairs: new Float64Array(PAIRS),
      dropped: 0,
    }),
    step(state, batch, emit) {
      const { locate } = network;
      if (locate === undefined) return;
      const reader = new Reader(state, options, locate, emit);
      const { identity, record, initiatorKnown, source, destination } = batch;
      for (let row = 0; row < batch.length; row++) {
        if (!closesFlow(record[row]!) || initiatorKnown[row] !== 1) continue;
        const isInside = network.isInternal(source, row * ADDRESS_BYTES);
        if (!isInside) {
          const user = identity?.dictionary[identity.codes[row]!] ?? '';
          if (user !== '') reader.user(batch, row, user);
        } else if (!network.isInternal(destination, row * ADDRESS_BYTES)) {
          // What nobody answered was no dealing with anybody.
          if (outcomeOf(batch, row) === Outcome.proven) reader.contact(batch, row);
        }
      }
    },
    advance: () => undefined,
    dropped: ({ dropped }) => dropped,
  }),
};
