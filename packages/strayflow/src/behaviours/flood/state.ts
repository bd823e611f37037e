/** What the flood behaviour remembers of one site. */

import type { FingerprintIndex } from '../fingerprint-index.js';
import type { HandshakeMarks } from '../handshake.js';
import { recentMap } from '../recent-map.js';
import type { Meter, Unit } from './meter.js';
import type { FloodOptions } from './options.js';

/** A flow that may still be answered. */
export interface OpenFlow {
  readonly victim: string;
  readonly victimId: number;
  readonly port: number;
  readonly tcp: boolean;
  readonly unit: Unit;
}

/** Units by fingerprint of a meter that is not there yet. */
export interface LightCounts {
  readonly index: FingerprintIndex;
  /** By id. */
  readonly units: number[];
}

export interface FloodState {
  /** Tick number -> units by meter, for what is still far from a flood: most of all traffic. */
  readonly light: Map<number, LightCounts>;
  /** By fingerprint of kind, victim, port and client. */
  readonly meters: Map<number, Meter>;
  /** By fingerprint of input and flow, in order of time. */
  readonly open: Map<number, OpenFlow>;
  readonly marks: HandshakeMarks;
  dropped: number;
}

export function openFlood(options: FloodOptions): FloodState {
  return {
    light: new Map(),
    meters: new Map(),
    open: new Map(),
    marks: recentMap(options.maxMeters),
    dropped: 0,
  };
}
