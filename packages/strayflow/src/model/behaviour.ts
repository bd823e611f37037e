/** The plug-in kinds "behaviour" and "address check": stages that emit evidence. */
import type { z } from 'zod';
import type { Evidence, Family } from './evidence.js';
import type { Stage } from './stage.js';

/** What a behaviour may know of the network it looks at. */
export interface NetworkContext {
  /** Whether the 16-byte address at `offset` belongs to the observed network. */
  isInternal(bytes: Uint8Array, offset: number): boolean;
  /** Whether the operator named the internal prefixes; absent or false: they were inferred from the traffic. */
  readonly internalGiven?: boolean;
}

export interface Behaviour<Options = unknown, State extends object = object> {
  readonly name: string;
  readonly title: string;
  readonly families: readonly Family[];
  readonly options: z.ZodType<Options>;
  create(options: Options, network: NetworkContext): Stage<State, Evidence>;
}
