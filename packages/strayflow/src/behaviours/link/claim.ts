/** What one MAC claimed of one address by ARP or neighbour discovery, and how. */

/** A mirror port shows a frame where it comes in and where it goes out: the second is not another claim. */
const TWIN_MS = 100;

export const ClaimKind = {
  /** Asked as the address, or answered who had asked. */
  ordinary: 0,
  /** Told everybody, unasked: gratuitous ARP, an advertisement to all nodes. */
  announced: 1,
  /** Answered somebody who was not seen to ask. */
  directed: 2,
} as const;
export type ClaimKind = (typeof ClaimKind)[keyof typeof ClaimKind];

export interface Claim {
  readonly mac: string;
  /** Unix ms; by claims, and by flows from the address that came with this MAC. */
  readonly firstSeen: number;
  lastSeen: number;
  claims: number;
  announced: number;
  directed: number;
  /** First and last time (Unix ms) of what nobody had asked for; NaN before. */
  firstPressed: number;
  lastPressed: number;
  /** Flows from the address that came with this MAC since another claimed it, too. */
  flows: number;
  /** The latest frame, to know its twin. */
  lastKind: ClaimKind;
  lastPeer: string;
  lastClaim: number;
}

export function openClaim(mac: string, time: number): Claim {
  return {
    mac,
    firstSeen: time,
    lastSeen: time,
    claims: 0,
    announced: 0,
    directed: 0,
    firstPressed: Number.NaN,
    lastPressed: Number.NaN,
    flows: 0,
    lastKind: ClaimKind.ordinary,
    lastPeer: '',
    lastClaim: Number.NEGATIVE_INFINITY,
  };
}

/** Counts a claim made at `time` (Unix ms) towards `peer`; false for the twin of the one before. */
export function countClaim(claim: Claim, kind: ClaimKind, peer: string, time: number): boolean {
  const isTwin = kind === claim.lastKind && peer === claim.lastPeer && time - claim.lastClaim < TWIN_MS;
  claim.lastKind = kind;
  claim.lastPeer = peer;
  claim.lastClaim = time;
  claim.lastSeen = Math.max(claim.lastSeen, time);
  if (isTwin) return false;
  claim.claims++;
  if (kind === ClaimKind.ordinary) return true;
  if (kind === ClaimKind.announced) claim.announced++;
  else claim.directed++;
  if (Number.isNaN(claim.firstPressed)) claim.firstPressed = time;
  claim.lastPressed = time;
  return true;
}
