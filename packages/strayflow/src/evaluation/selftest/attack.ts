/** The words of the self-test: an attack is flows to be made, with the truth about them. */
import type { Random } from '@strayflow/detectors';
import type { ConnectionState } from '../../model/flow-batch.js';
import type { NamedBehaviour } from '../truth/schema.js';
import type { Yardstick } from './ordinary.js';

export const STRENGTHS = ['weak', 'medium', 'strong'] as const;
export type Strength = (typeof STRENGTHS)[number];

/** One whole flow. Times are Unix ms, durations ms. */
export interface MadeFlow {
  readonly start: number;
  readonly durationMs: number;
  readonly source: string;
  readonly destination: string;
  readonly sourcePort: number;
  readonly destinationPort: number;
  /** IANA number. */
  readonly protocol: number;
  readonly state: ConnectionState;
  readonly tcpFlags: number;
  readonly bytesSent: number;
  readonly bytesReceived: number;
  readonly packetsSent: number;
  readonly packetsReceived: number;
}

/** Where and when an attack takes place. */
export interface Scene {
  /** Internal. */
  readonly actor: string;
  /** Another internal host where there is one, else an external one. */
  readonly neighbour: string;
  /** External. */
  readonly outsider: string;
  /** Unix ms. */
  readonly start: number;
  /** The traffic's own end (Unix ms): nothing is made after it. */
  readonly end: number;
  readonly random: Random;
}

export interface Attack {
  readonly behaviour: NamedBehaviour;
  /** Share of the capture after which it begins. */
  readonly begins: number;
  /** Whether it is so loud that it would drown others in the same copy. */
  readonly loud: boolean;
  /** "100 ports of one host within 60 s" */
  describe(strength: Strength): string;
  /** One sentence: what it takes to be alerted, for those who ask why one was not. */
  readonly takes: string;
  /** What ordinary hosts do of the same kind; null where nothing compares. */
  readonly yardstick: Yardstick | null;
  make(scene: Scene, strength: Strength): readonly MadeFlow[];
  /** Whom it must be told of. */
  truth(scene: Scene): {
    readonly attacker: string | null;
    readonly victim: string | null;
    readonly peer: string | null;
  };
}

/** A port that clients use (RFC 6056 section 2.1). */
export function clientPort(random: Random): number {
  return 49_152 + random.below(16_384);
}

/** The nominal length, or half of what is left of the capture. */
export function fitted(scene: Scene, nominalMs: number): number {
  return Math.min(nominalMs, (scene.end - scene.start) / 2);
}
