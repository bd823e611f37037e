/** Which MAC claims which address on a link, and which addresses more than one claims. */
import { addressKind, isMulticastOrBroadcast } from '../../model/address.js';
import type { RecordReference } from '../../model/evidence.js';
import { type FactBatch, FactKind } from '../../model/fact-batch.js';
import { addressKey } from '../host-key.js';
import { forgetIdle, type RecentMap, recall, recentMap, remember } from '../recent-map.js';
import { type References, refer, references } from '../references.js';
import { type Claim, ClaimKind, countClaim, openClaim } from './claim.js';
import { isSharedMac, macKey } from './mac.js';

/** An answer this long after the question (ms) is one to it. */
const ANSWER_MS = 2_000;
/** Devices that take turns with an address come back within this (ms). */
const RETURN_MS = 600_000;
const FORGET_MS = 3_600_000;
const MAX_CLAIMS = 4;
const MAX_ADDRESSES_OF_MAC = 16;
const MAX_BURSTS = 256;
const MAX_ADDRESSES_OF_BURST = 1_024;

/** One address and who claims it. */
export interface Holding {
  readonly address: string;
  /** In order of the first claim. */
  claims: Claim[];
  lastMac: string;
  /** How often a device came back to the address after another had claimed it. */
  returns: number;
  /** When a second device first claimed it (Unix ms); NaN before. */
  contestedAt: number;
  lastSeen: number;
  /** A MAC that devices share on purpose has claimed it: they may take turns. */
  shared: boolean;
  /** Who got it from a DHCP server, '' = unknown. */
  leasedTo: string;
  readonly references: References;
}

/** What one MAC answered unasked since the last tick. */
export interface Burst {
  claims: number;
  readonly addresses: Set<string>;
  readonly firstSeen: number;
  lastSeen: number;
  readonly record: RecordReference;
}

export interface ClaimTable {
  readonly holdings: RecentMap<Holding>;
  /** Addresses that a MAC claimed, the most recent last. */
  readonly macs: RecentMap<string[]>;
  /** Who asked for whom -> when. */
  readonly asked: RecentMap<number>;
  /** Whether questions are seen at all: else nothing is known to be unasked. */
  questions: number;
  /** Answers that nobody had asked for since the last tick, by MAC. */
  readonly bursts: Map<string, Burst>;
  /** Contested addresses with news since the last tick. */
  readonly dirty: Set<string>;
  /** Addresses claimed by more than one, as of the last tick: what flows are compared with. */
  readonly watched: Set<string>;
  nextSweep: number;
  forgotten: number;
}

export function claimTable(maxAddresses: number): ClaimTable {
  return {
    holdings: recentMap(maxAddresses),
    macs: recentMap(maxAddresses),
    asked: recentMap(maxAddresses),
    questions: 0,
    bursts: new Map(),
    dirty: new Set(),
    watched: new Set(),
    nextSweep: Number.NEGATIVE_INFINITY,
    forgotten: 0,
  };
}

export function isBinding(kind: number): boolean {
  return kind === FactKind.arpBinding || kind === FactKind.neighbourBinding;
}

/** Addresses that one device can hold as its own. RFC 3927's sort out conflicts by themselves. */
function isHoldable(bytes: Uint8Array, offset: number): boolean {
  if (isMulticastOrBroadcast(bytes, offset)) return false;
  const kind = addressKind(bytes, offset);
  if (kind === 'link-local') return bytes[offset] === 0xfe;
  return kind !== 'unspecified' && kind !== 'loopback';
}

function kindOf(table: ClaimTable, batch: FactBatch, row: number, address: string, peer: string): ClaimKind {
  const text = batch.text.dictionary[batch.text.codes[row]!]!;
  const time = batch.time[row]!;
  if (text === 'gratuitous' || address === peer) return ClaimKind.announced;
  if (text === 'request' || text === 'solicitation') {
    table.questions++;
    remember(table.asked, address + peer, time);
    return ClaimKind.ordinary;
  }
  if (text !== 'reply' && text !== 'advertisement') return ClaimKind.ordinary;
  if (isMulticastOrBroadcast(batch.peer, 16 * row)) return ClaimKind.announced;
  const asked = recall(table.asked, peer + address);
  const isAnswer = asked !== undefined && time - asked <= ANSWER_MS;
  return isAnswer || table.questions === 0 ? ClaimKind.ordinary : ClaimKind.directed;
}

function noteAddress(table: ClaimTable, mac: string, address: string): void {
  const known = recall(table.macs, mac);
  if (known === undefined) remember(table.macs, mac, [address]);
  else if (!known.includes(address)) {
    known.push(address);
    if (known.length > MAX_ADDRESSES_OF_MAC) {
      known.shift();
      table.forgotten++;
    }
  }
}

function claimOf(table: ClaimTable, holding: Holding, mac: string, time: number): Claim {
  const known = holding.claims.find((claim) => claim.mac === mac);
  if (known !== undefined) return known;
  const claim = openClaim(mac, time);
  if (holding.claims.length >= MAX_CLAIMS) {
    const oldest = holding.claims.reduce((a, b) => (b.lastSeen < a.lastSeen ? b : a));
    holding.claims = holding.claims.filter((each) => each !== oldest);
    table.forgotten++;
  }
  holding.claims.push(claim);
  return claim;
}

/** Notes that `claim` uses the address at `time`: a change of hands, or a return, if another did before. */
function takeTurn(holding: Holding, claim: Claim, time: number): void {
  if (holding.lastMac !== claim.mac && holding.lastMac !== '') {
    if (Number.isNaN(holding.contestedAt)) holding.contestedAt = time;
    const isBack = claim.firstSeen < time && time - claim.lastSeen <= RETURN_MS;
    if (isBack) holding.returns++;
  }
  holding.lastMac = claim.mac;
  holding.lastSeen = Math.max(holding.lastSeen, time);
}

function holdingOf(table: ClaimTable, address: string, time: number): Holding {
  const known = recall(table.holdings, address);
  if (known !== undefined) return known;
  const holding: Holding = {
    address,
    claims: [],
    lastMac: '',
    returns: 0,
    contestedAt: Number.NaN,
    lastSeen: time,
    shared: false,
    leasedTo: '',
    references: references(),
  };
  remember(table.holdings, address, holding, (kept) => kept.claims.length > 1);
  return holding;
}

function noteBurst(table: ClaimTable, mac: string, address: string, batch: FactBatch, row: number): void {
  const time = batch.time[row]!;
  let burst = table.bursts.get(mac);
  if (burst === undefined) {
    if (table.bursts.size >= MAX_BURSTS) return;
    const record = { input: batch.input[row]!, record: batch.recordNumber[row]! };
    burst = { claims: 0, addresses: new Set(), firstSeen: time, lastSeen: time, record };
    table.bursts.set(mac, burst);
  }
  burst.claims++;
  burst.lastSeen = time;
  if (burst.addresses.size < MAX_ADDRESSES_OF_BURST) burst.addresses.add(address);
}

/** Takes a claim of an address (a fact for which `isBinding` holds). */
export function takeBinding(table: ClaimTable, batch: FactBatch, row: number): void {
  const mac = macKey(batch.mac, 6 * row);
  if (mac === '' || !isHoldable(batch.address, 16 * row)) return;
  const address = addressKey(batch.address, 16 * row);
  const peer = addressKey(batch.peer, 16 * row);
  const time = batch.time[row]!;
  const kind = kindOf(table, batch, row, address, peer);
  const holding = holdingOf(table, address, time);
  if (isSharedMac(mac)) {
    holding.shared = true;
    return;
  }
  noteAddress(table, mac, address);
  const claim = claimOf(table, holding, mac, time);
  takeTurn(holding, claim, time);
  if (!countClaim(claim, kind, peer, time)) return;
  if (kind === ClaimKind.directed) noteBurst(table, mac, address, batch, row);
  if (holding.claims.length < 2) return;
  refer(holding.references, batch.input[row]!, batch.recordNumber[row]!);
  table.dirty.add(address);
}

/** Takes a DHCP server's acknowledgement: this device has the address by right. */
export function takeLease(table: ClaimTable, batch: FactBatch, row: number): void {
  if (batch.text.dictionary[batch.text.codes[row]!] !== 'ack') return;
  const mac = macKey(batch.mac, 6 * row);
  if (mac === '' || !isHoldable(batch.address, 16 * row)) return;
  holdingOf(table, addressKey(batch.address, 16 * row), batch.time[row]!).leasedTo = mac;
}

/** Flows from a watched address came with a MAC that claims it, the first at `first`, the last at `last` (Unix ms). */
export function takeSighting(
  table: ClaimTable,
  address: string,
  mac: string,
  flows: number,
  first: number,
  last: number,
): void {
  const holding = recall(table.holdings, address);
  const claim = holding?.claims.find((each) => each.mac === mac);
  if (holding === undefined || claim === undefined || last < holding.contestedAt) return;
  takeTurn(holding, claim, Math.max(first, holding.contestedAt));
  claim.lastSeen = Math.max(claim.lastSeen, last);
  claim.flows += flows;
  table.dirty.add(address);
}

/** At a tick, after news was told: from now on flows of contested addresses are looked at; what is idle is forgotten. */
export function settle(table: ClaimTable, now: number): void {
  for (const address of table.dirty) table.watched.add(address);
  table.dirty.clear();
  table.bursts.clear();
  if (now < table.nextSweep || now === Number.POSITIVE_INFINITY) return;
  table.nextSweep = now + FORGET_MS / 4;
  forgetIdle(table.holdings, (holding) => holding.lastSeen < now - FORGET_MS);
  for (const address of table.watched) {
    if (recall(table.holdings, address) === undefined) table.watched.delete(address);
  }
}

export function claimsDropped(table: ClaimTable): number {
  return table.holdings.forgotten + table.macs.forgotten + table.forgotten;
}
