/** What flows are looked for, as a tree: the one meaning that SQL and the matcher are both made of. */
import type { Prefix } from '../../../model/address.js';

export type NumberField =
  | 'port'
  | 'sourcePort'
  | 'destinationPort'
  | 'protocol'
  | 'bytes'
  | 'bytesSent'
  | 'bytesReceived'
  | 'packets'
  | 'durationMs'
  | 'vlan'
  | 'input'
  | 'record';
export type TextField = 'state' | 'service' | 'uid' | 'identity' | 'exporter' | 'mac';

export type FlowQuery =
  | { readonly kind: 'all' }
  | { readonly kind: 'and' | 'or'; readonly left: FlowQuery; readonly right: FlowQuery }
  | { readonly kind: 'not'; readonly inner: FlowQuery }
  /** One of the sides is in the prefix. */
  | {
      readonly kind: 'address';
      readonly sides: readonly ('source' | 'destination')[];
      readonly prefix: Prefix;
    }
  /** Known, and within; of `port` either side. */
  | { readonly kind: 'number'; readonly field: NumberField; readonly range: Range }
  /** Known, and like the pattern, in which "*" stands for any text. */
  | { readonly kind: 'text'; readonly field: TextField; readonly pattern: string }
  /** Known, and one of these. */
  | { readonly kind: 'state'; readonly states: readonly string[] };

export interface Range {
  readonly low: number;
  readonly high: number;
  /** Whether the ends themselves are within. */
  readonly withLow: boolean;
  readonly withHigh: boolean;
}

export const ALL: FlowQuery = { kind: 'all' };

export function joined(kind: 'and' | 'or', parts: readonly FlowQuery[]): FlowQuery {
  return parts.reduce((left, right) => ({ kind, left, right }));
}
