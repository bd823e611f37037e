/** Rows of numbers about flows or hosts, with the identity of what each row is about. */
import type { FlowBatch } from './flow-batch.js';
import type { Window } from './window.js';

export interface FeatureSpec {
  /** "log-bytes-sent" */
  readonly name: string;
  /** Plain words for explanations: "bytes sent". */
  readonly title: string;
  readonly unit: string;
  /** How the learned stage scales it; `log1p` and `robust` are fitted on training rows only. */
  readonly scale: 'log1p-robust' | 'robust' | 'none';
  /** Why it separates. */
  readonly why: string;
}

/** A whole flow per row (`flows`, all records `complete`), and what is known of it as numbers: rows x columns. */
export interface FlowRows {
  readonly kind: 'flow';
  readonly site: string;
  readonly length: number;
  readonly columns: readonly FeatureSpec[];
  /** Row-major, finite, raw (unscaled) units. */
  readonly values: Float64Array;
  readonly flows: FlowBatch;
}

/** A host and closed window per row. */
export interface HostRows {
  readonly kind: 'host-window';
  readonly site: string;
  readonly length: number;
  readonly columns: readonly FeatureSpec[];
  readonly values: Float64Array;
  /** 16 bytes a row. */
  readonly host: Uint8Array;
  readonly windows: readonly Window[];
  /** Flows that the row sums up. */
  readonly flowCount: Uint32Array;
  /** Flows among them that completed a handshake. */
  readonly establishedCount: Uint32Array;
  /** First records of the row, at most 5 a row: `input[i * 5 + j]`, `recordNumber[i * 5 + j]`; recordNumber 0 = none. */
  readonly input: Uint32Array;
  readonly recordNumber: Float64Array;
}

export type FeatureRows = FlowRows | HostRows;
