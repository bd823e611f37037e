/** The plug-in kinds "behaviour" and "address check": stages that emit evidence. */
import type { z } from 'zod';
import type { Prefix } from './address.js';
import type { Evidence, Family } from './evidence.js';
import type { Stage } from './stage.js';

/** Where an address is, as far as it is believed. */
export interface Place {
  /** ISO 3166-1 alpha-2, or null. */
  readonly countryCode: string | null;
  /** Databases do not agree on the country. */
  readonly disputed: boolean;
  /** Degrees. */
  readonly latitude: number | null;
  readonly longitude: number | null;
  /** Autonomous system. */
  readonly network: { readonly number: number; readonly name: string } | null;
}

/** What a behaviour may know of the network it looks at. */
export interface NetworkContext {
  /** Whether the 16-byte address at `offset` belongs to the observed network. */
  isInternal(bytes: Uint8Array, offset: number): boolean;
  /** The prefixes that it is made of, for those who ask about more than one address; absent: nobody knows. */
  readonly internalPrefixes?: readonly Prefix[];
  /** Whether the operator named the internal prefixes; absent or false: they were inferred from the traffic. */
  readonly internalGiven?: boolean;
  /**
   * The name of an input that goes on until somebody says that it is over, and null for another. Absent where inputs simply
   * end, as files do: then whoever is heard no more may have been cut off with them.
   */
  readonly lastingInput?: (input: number) => string | null;
  /** Where the 16-byte address at `offset` is; absent where locations are switched off. Never throws. */
  readonly locate?: ((bytes: Uint8Array, offset: number) => Place | null) | undefined;
}

export interface Behaviour<Options = unknown, State extends object = object> {
  readonly name: string;
  readonly title: string;
  readonly families: readonly Family[];
  readonly options: z.ZodType<Options>;
  create(options: Options, network: NetworkContext): Stage<State, Evidence>;
}
