/** What the flood behaviour remembers of one site. */
import type { HandshakeMarks } from '../handshake.js';
import { recentMap } from '../recent-map.js';
import type { Meter, Unit } from './meter.js';
import type { FloodOptions } from './options.js';

/** A flow that may still be answered. */
export interface OpenFlow {
  readonly victim: string;
  readonly port: number;
  readonly tcp: boolean;
  readonly unit: Unit;
}

export interface FloodState {
  /** Tick number -> meter key -> units, for what is still far from a flood: most of all traffic. */
  readonly light: Map<number, Map<string, number>>;
  readonly meters: Map<string, Meter>;
  /** By input and flow, in order of time. */
  readonly open: Map<string, OpenFlow>;
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
