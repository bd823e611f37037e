/** Prevalence: how many hosts of a site use a destination, and since when; counted per window, read one window later. */
import type { NetworkContext } from '../model/behaviour.js';
import type { FlowBatch } from '../model/flow-batch.js';
import type { Window } from '../model/window.js';
import { WINDOW_MS, windowStart } from '../model/window.js';
import { hostFingerprint } from './fingerprint.js';
import {
  addUse,
  emptyTable,
  findDestination,
  hostsOf,
  linearCount,
  mergeTable,
  type PrevalenceTable,
  prevalenceTable,
} from './prevalence/table.js';
import { type RecentMap, recall, recentMap, remember, replace } from './recent-map.js';

/** Contacts remembered within a window, so that a repeated one costs next to nothing. */
const CONTACTS = 4096;

/** Bits that the hosts of the site are counted in: standard error under 3 % up to 10,000 hosts. */
const SITE_BITS = 4096;

/**
 * What is used in the open window goes to `open`; when the window closes it is merged into `closed`, which is all that
 * is ever read: so processes that each see a part of the site come to the same answers.
 */
export interface Prevalence {
  readonly closed: PrevalenceTable;
  readonly open: PrevalenceTable;
  /** Hosts of the site, as bits: of closed windows, and of the open one. */
  readonly closedHosts: Uint32Array;
  readonly openHosts: Uint32Array;
  /** Fingerprints of contacts noted in the open window, by their low bits; a place holds the latest. */
  readonly contacts: Float64Array;
  /** Address -> the name that it was last resolved from, both as fingerprints. */
  readonly names: RecentMap<number, number>;
  /** Start of the open window (Unix ms); -Infinity before the first use. */
  window: Window['start'];
  /** First use of any destination (Unix ms). */
  watchedSince: number;
}

export function openPrevalence(capacity: number): Prevalence {
  return {
    closed: prevalenceTable(capacity),
    open: prevalenceTable(capacity),
    closedHosts: new Uint32Array(SITE_BITS / 32),
    openHosts: new Uint32Array(SITE_BITS / 32),
    contacts: new Float64Array(CONTACTS),
    names: recentMap(capacity >> 2),
    window: Number.NEGATIVE_INFINITY,
    watchedSince: Number.POSITIVE_INFINITY,
  };
}

/** A host used a destination: fingerprints of both, and when (Unix ms). */
export function noteUse(prevalence: Prevalence, destination: number, host: number, time: number): void {
  if (time < prevalence.watchedSince) prevalence.watchedSince = time;
  if (prevalence.window === Number.NEGATIVE_INFINITY) prevalence.window = windowStart(time);
  const bit = host & 31;
  const upper = (host & 32) !== 0;
  addUse(prevalence.open, destination, upper ? 0 : 1 << bit, upper ? 1 << bit : 0, time, time);
  const siteBit = (host >>> 6) & (SITE_BITS - 1);
  prevalence.openHosts[siteBit >> 5] = prevalence.openHosts[siteBit >> 5]! | (1 << (siteBit & 31));
}

/** A flow began: its source uses its destination. `contact` is a fingerprint that no other two hosts have. */
export function noteContact(
  prevalence: Prevalence,
  contact: number,
  batch: FlowBatch,
  row: number,
  network: NetworkContext,
): void {
  const place = contact & (CONTACTS - 1);
  if (prevalence.contacts[place] === contact) return;
  prevalence.contacts[place] = contact;
  const destination = hostFingerprint(batch.destination, 16 * row, network);
  noteUse(prevalence, destination, hostFingerprint(batch.source, 16 * row, network), batch.start[row]!);
}

/** A host resolved a name to an address: it uses the name, and the address is one of the name's. */
export function noteName(
  prevalence: Prevalence,
  name: number,
  address: number,
  host: number,
  time: number,
): void {
  noteUse(prevalence, name, host, time);
  const known = recall(prevalence.names, address);
  if (known === undefined) remember(prevalence.names, address, name);
  else if (known !== name) replace(prevalence.names, address, name);
}

/** Event time has reached `now` (Unix ms): a window that is over is merged. */
export function advancePrevalence(prevalence: Prevalence, now: number): void {
  if (prevalence.window === Number.NEGATIVE_INFINITY || now < prevalence.window + WINDOW_MS) return;
  mergeTable(prevalence.closed, prevalence.open);
  emptyTable(prevalence.open);
  for (let i = 0; i < prevalence.closedHosts.length; i++) {
    prevalence.closedHosts[i] = prevalence.closedHosts[i]! | prevalence.openHosts[i]!;
  }
  prevalence.openHosts.fill(0);
  prevalence.contacts.fill(0);
  prevalence.window = Number.isFinite(now) ? windowStart(now) : Number.NEGATIVE_INFINITY;
}

/** What is known of a destination from the windows that are over. */
export interface Standing {
  /** Hosts that use it, estimated (see PrevalenceTable); by its address or by its name, whichever more use. */
  readonly hosts: number;
  /** Hosts of the site that use any external destination, estimated; at least 1. */
  readonly siteHosts: number;
  /** First use by any host (Unix ms). */
  readonly firstSeen: number;
  /** Since when the site is watched (Unix ms). */
  readonly watchedSince: number;
}

/** Null while no window with a use of it is over. */
export function standingOf(prevalence: Prevalence, destination: number): Standing | null {
  const { closed } = prevalence;
  const slot = findDestination(closed, destination);
  if (slot < 0) return null;
  let hosts = hostsOf(closed, slot);
  let firstSeen = closed.firstSeen[slot]!;
  const name = prevalence.names.young.get(destination) ?? prevalence.names.old.get(destination);
  const nameSlot = name === undefined ? -1 : findDestination(closed, name);
  if (nameSlot >= 0) {
    hosts = Math.max(hosts, hostsOf(closed, nameSlot));
    firstSeen = Math.min(firstSeen, closed.firstSeen[nameSlot]!);
  }
  let set = 0;
  for (const word of prevalence.closedHosts) for (let rest = word; rest !== 0; rest &= rest - 1) set++;
  const siteHosts = Math.max(1, Math.round(linearCount(set, SITE_BITS)), hosts);
  return { hosts, siteHosts, firstSeen, watchedSince: prevalence.watchedSince };
}

export function prevalenceForgotten(prevalence: Prevalence): number {
  return prevalence.closed.forgotten + prevalence.open.forgotten;
}
