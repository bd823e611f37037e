/** A pair of host and service with repeated flows: its latest gaps and sizes, and what else is known of it. */

import type { Service } from '../destination/service.js';
import { type References, references } from '../references.js';
import type { Told } from '../telling.js';

const SMALLEST = 16;

export interface Pair {
  /** Host keys (see host-key.ts). */
  readonly source: string;
  readonly destination: string;
  /** Fingerprints. */
  readonly sourceId: number;
  readonly destinationId: number;
  readonly port: number;
  readonly protocol: number;
  readonly service: Service;
  /** Gaps between visits (ms) and bytes sent from each visit to the next, as rings of equal length. */
  gaps: Float32Array;
  sizes: Float32Array;
  /** Gaps so far, those that the rings forgot included. */
  count: number;
  /** Count at which it is judged next. */
  nextTest: number;
  /** Bytes sent since the last visit began; whether any record said how many. */
  bytes: number;
  measured: boolean;
  lastStart: number;
  lastPort: number;
  /** Flows that ended; of them failed, and with a proven handshake. */
  ended: number;
  failed: number;
  proven: number;
  readonly firstSeen: number;
  lastSeen: number;
  readonly references: References;
  told: Told | null;
}

export function openPair(
  identity: Pick<
    Pair,
    'source' | 'destination' | 'sourceId' | 'destinationId' | 'port' | 'protocol' | 'service' | 'firstSeen'
  >,
  minGaps: number,
): Pair {
  // Field by field: objects made by a spread hold every number in a box of its own.
  return {
    source: identity.source,
    destination: identity.destination,
    sourceId: identity.sourceId,
    destinationId: identity.destinationId,
    port: identity.port,
    protocol: identity.protocol,
    service: identity.service,
    firstSeen: identity.firstSeen,
    gaps: new Float32Array(SMALLEST),
    sizes: new Float32Array(SMALLEST),
    count: 0,
    nextTest: minGaps,
    bytes: 0,
    measured: false,
    lastStart: identity.firstSeen,
    lastPort: -1,
    ended: 0,
    failed: 0,
    proven: 0,
    lastSeen: identity.firstSeen,
    references: references(),
    told: null,
  };
}

/** A visit began `gapMs` after the last one; the rings grow up to `keep`. */
export function addGap(pair: Pair, gapMs: number, keep: number): void {
  if (pair.count === pair.gaps.length && pair.count < keep) {
    pair.gaps = longer(pair.gaps, keep);
    pair.sizes = longer(pair.sizes, keep);
  }
  const at = pair.count % pair.gaps.length;
  pair.gaps[at] = gapMs;
  pair.sizes[at] = pair.measured ? pair.bytes : -1;
  pair.count++;
  pair.bytes = 0;
  pair.measured = false;
}

/** Grown before it turns over for the first time, so the order stays. */
function longer(ring: Float32Array, keep: number): Float32Array {
  const grown = new Float32Array(Math.min(keep, 2 * ring.length));
  grown.set(ring);
  return grown;
}

export function keptGaps(pair: Pair): Float32Array {
  return pair.gaps.subarray(0, Math.min(pair.count, pair.gaps.length));
}

/** Sizes that are known. */
export function keptSizes(pair: Pair): Float32Array {
  return pair.sizes.subarray(0, Math.min(pair.count, pair.sizes.length)).filter((size) => size >= 0);
}
