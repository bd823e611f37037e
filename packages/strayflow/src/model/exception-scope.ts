/** What an exception may be limited to, and whether a block still stands on what it does not cover. */
import { ADDRESS_BYTES, parseAddress } from './address.js';
import type { NetworkContext } from './behaviour.js';
import type { Evidence, Family } from './evidence.js';

/** Across the border of the observed network, or within it. */
export const DIRECTIONS = ['in', 'out', 'within'] as const;
export type Direction = (typeof DIRECTIONS)[number];

/** All that is named must hold of a piece of evidence, for the exception to cover it; absent: any. */
export interface ExceptionScope {
  readonly families?: readonly Family[] | undefined;
  /** Destination ports: every port of the evidence is one of these. */
  readonly ports?: readonly number[] | undefined;
  readonly direction?: Direction | undefined;
}

/** A piece of evidence, as far as an exception may ask about it; null: not known, so that nothing limited to it covers it. */
export interface Ground {
  readonly evidenceId: string;
  readonly family: Family;
  /** What it adds to the risk by itself (0..1). */
  readonly confidence: number;
  readonly attributable: boolean;
  readonly ports: readonly number[] | null;
  readonly direction: Direction | null;
}

/** What a block rests on, and what must be left for it to stand. */
export interface BlockGrounds {
  readonly pieces: readonly Ground[];
  readonly risk: number;
  readonly families: number;
  /** One of these must be left; null: any. */
  readonly oneOf: readonly Family[] | null;
  /** So many families that bind the address to its sender, and the risk that they make by themselves. */
  readonly attributable: number;
  readonly attributableRisk: number;
}

export function isScoped({ families, ports, direction }: ExceptionScope): boolean {
  return families !== undefined || ports !== undefined || direction !== undefined;
}

/** Which way the traffic of the evidence went; null where the other side is not one known address. */
export function directionOf({ host, peer, role }: Evidence, network: NetworkContext): Direction | null {
  const side = (text: string | null): boolean | null => {
    const bytes = new Uint8Array(ADDRESS_BYTES);
    if (text === null || !parseAddress(text.split('/')[0]!, bytes)) return null;
    return network.isInternal(bytes, 0);
  };
  const own = side(host);
  if (own === null) return null;
  // The traffic of an outside host that was seen here came here, or was asked for from here.
  if (!own) return role === 'actor' ? 'in' : 'out';
  const other = side(peer);
  if (other === null) return null;
  if (other) return 'within';
  return role === 'actor' ? 'out' : 'in';
}

export function groundOf(evidence: Evidence, confidence: number, network: NetworkContext): Ground {
  const { id, family, attributable, ports = null } = evidence;
  return {
    evidenceId: id,
    family,
    confidence,
    attributable,
    ports,
    direction: directionOf(evidence, network),
  };
}

export function covers(
  scope: ExceptionScope,
  { family, ports, direction }: Pick<Ground, 'family' | 'ports' | 'direction'>,
): boolean {
  if (scope.families !== undefined && !scope.families.includes(family)) return false;
  if (scope.ports !== undefined) {
    if (ports === null || ports.length === 0) return false;
    if (!ports.every((port) => scope.ports!.includes(port))) return false;
  }
  return scope.direction === undefined || scope.direction === direction;
}

/** Highest confidence by family. */
function strongest(pieces: readonly Ground[]): ReadonlyMap<Family, number> {
  const found = new Map<Family, number>();
  for (const { family, confidence } of pieces) {
    if (confidence > (found.get(family) ?? 0)) found.set(family, confidence);
  }
  return found;
}

function riskOf(pieces: readonly Ground[]): number {
  let rest = 1;
  for (const confidence of strongest(pieces).values()) rest *= 1 - confidence;
  return 1 - rest;
}

/** Whether what is left without all that these exceptions cover would be blocked still. */
export function standsWithout(grounds: BlockGrounds, scopes: readonly ExceptionScope[]): boolean {
  const left = grounds.pieces.filter((piece) => !scopes.some((scope) => covers(scope, piece)));
  const counted = left.filter(({ family }) => family !== 'context');
  const families = strongest(counted);
  const proven = counted.filter(({ attributable }) => attributable);
  return (
    families.size > 0 &&
    riskOf(left) >= grounds.risk &&
    families.size >= grounds.families &&
    (grounds.oneOf === null || grounds.oneOf.some((family) => families.has(family))) &&
    strongest(proven).size >= grounds.attributable &&
    (grounds.attributable === 0 || riskOf(proven) >= grounds.attributableRisk)
  );
}
