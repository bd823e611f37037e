/** The columnar batch of facts: what a source saw that is no flow. */
import type { StringColumn } from './flow-batch.js';

/** `arpBinding`: `address` was claimed by `mac` (RFC 826); `text` is `request`, `reply` or `gratuitous`. */
export const FactKind = { arpBinding: 0 } as const;
export type FactKind = (typeof FactKind)[keyof typeof FactKind];

export interface FactBatch {
  readonly site: string;
  readonly length: number;
  readonly input: Uint32Array;
  readonly recordNumber: Float64Array;
  /** Unix ms, fractional. */
  readonly time: Float64Array;
  readonly kind: Uint8Array;
  /** Whom the fact is about; 16 bytes a row. */
  readonly address: Uint8Array;
  /** 6 bytes a row; all zero where the fact has none. */
  readonly mac: Uint8Array;
  /** The other party, 16 bytes a row; all zero where there is none. */
  readonly peer: Uint8Array;
  readonly text: StringColumn;
}
