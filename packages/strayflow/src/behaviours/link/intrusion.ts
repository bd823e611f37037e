/** Tells who presses for an address that is another's from two devices that hold one address by mistake. */
import { recall } from '../recent-map.js';
import type { Claim } from './claim.js';
import type { ClaimTable, Holding } from './claim-table.js';

/** RFC 5227 sections 2.3 and 2.4: two announcements, then at most one defence in ten seconds; as many again for failover. */
const ALLOWED_ANNOUNCEMENTS = 8;
const DEFEND_INTERVAL_MS = 10_000;
/** Announcements alone count where the address changed hands at least this often. */
const MIN_RETURNS = 3;

export interface IntrusionLimits {
  /** Answers that nobody had asked for, from which a claim presses. */
  readonly minDirected: number;
  /** As many prove it even where the other device was not seen since. */
  readonly manyDirected: number;
  /** How long before (ms) the other device must have been seen. */
  readonly rivalMs: number;
}

/** A claim on an address that another device has. */
export interface Intrusion {
  readonly holding: Holding;
  readonly claim: Claim;
  readonly rival: Claim;
}

function pressesBeyondAnnouncing(claim: Claim): boolean {
  const span = claim.lastPressed - claim.firstPressed;
  return claim.announced > ALLOWED_ANNOUNCEMENTS + span / DEFEND_INTERVAL_MS;
}

/** Cards of one host that share its addresses press both: neither is the intruder. */
function pressesMore(claim: Claim, rival: Claim): boolean {
  return claim.directed + claim.announced > 2 * (rival.directed + rival.announced);
}

function rivalOf(holding: Holding, claim: Claim): Claim | null {
  let rival: Claim | null = null;
  for (const other of holding.claims) {
    if (other !== claim && (rival === null || other.lastSeen > rival.lastSeen)) rival = other;
  }
  return rival;
}

/** The intrusion that a claim is; null when it is none. */
export function intrusionOf(holding: Holding, claim: Claim, limits: IntrusionLimits): Intrusion | null {
  if (holding.shared || holding.leasedTo === claim.mac) return null;
  const rival = rivalOf(holding, claim);
  if (rival === null || !pressesMore(claim, rival)) return null;
  const isAlive = rival.lastSeen > claim.firstPressed;
  if (claim.directed >= limits.minDirected) {
    const wasThere =
      claim.directed >= limits.manyDirected && claim.firstPressed - rival.lastSeen <= limits.rivalMs;
    return isAlive || wasThere ? { holding, claim, rival } : null;
  }
  const isFight = holding.returns >= MIN_RETURNS && pressesBeyondAnnouncing(claim);
  return isFight && isAlive ? { holding, claim, rival } : null;
}

/** All intrusions of one MAC, in the order in which it took up the addresses. */
export function intrusionsOf(table: ClaimTable, mac: string, limits: IntrusionLimits): readonly Intrusion[] {
  const found: Intrusion[] = [];
  for (const address of recall(table.macs, mac) ?? []) {
    const holding = recall(table.holdings, address);
    const claim = holding?.claims.find((each) => each.mac === mac);
    if (holding === undefined || claim === undefined) continue;
    const intrusion = intrusionOf(holding, claim, limits);
    if (intrusion !== null) found.push(intrusion);
  }
  return found;
}

/** The address that a MAC alone holds, of the same version as `like` where it can be; null when it has none. */
export function ownAddress(table: ClaimTable, mac: string, like: string): string | null {
  let best: string | null = null;
  let most = -1;
  for (const address of recall(table.macs, mac) ?? []) {
    const holding = recall(table.holdings, address);
    if (holding === undefined || holding.shared || holding.claims.length !== 1) continue;
    if (holding.claims[0]!.mac !== mac) continue;
    const weight = holding.claims[0]!.claims + (address.charCodeAt(0) === like.charCodeAt(0) ? 1e9 : 0);
    if (weight > most) {
      most = weight;
      best = address;
    }
  }
  return best;
}

/** Whether any device presses for the address more than a mistake does. */
export function isPressed(holding: Holding, limits: IntrusionLimits): boolean {
  return holding.claims.some(
    (claim) => claim.directed >= limits.minDirected || intrusionOf(holding, claim, limits) !== null,
  );
}
