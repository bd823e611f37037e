/** The rows that models learn from, a bounded part of them: what an input's own ordinary traffic looks like. */
import { type Matrix, takeRows } from '@strayflow/detectors';
import type { LearnedSample } from './collector.js';
import { addressesOf, type RowSample, selection } from './sample.js';
import { admitted, type Exclusions, matrixOf } from './split.js';

/** Plain data, in the order of the sample's hash: an order that has nothing to do with time or place. */
export interface OrdinaryRows {
  /** Raw units. */
  readonly rows: Matrix;
  /** 16 bytes a row: whose row it is, and the other side of a flow (zeros for windows). */
  readonly host: Uint8Array;
  readonly peer: Uint8Array;
  /** -1 = unknown, or a window. */
  readonly port: Int32Array;
  /** Event time (Unix ms). */
  readonly time: Float64Array;
  readonly input: Uint32Array;
  /** 0 = none. */
  readonly record: Float64Array;
}

export interface OrdinaryTraffic {
  readonly flow: OrdinaryRows;
  readonly host: OrdinaryRows;
}

/** Comparing a row with so many takes well under a millisecond, and more of them change little. */
const MOST_ROWS = 4_096;

/** Rows of hosts that known behaviours accuse are not among them. */
export function ordinaryTraffic(sample: LearnedSample, exclusions: Exclusions): OrdinaryTraffic {
  return { flow: ordinaryRows(sample.flow, exclusions), host: ordinaryRows(sample.host, exclusions) };
}

function ordinaryRows(sample: RowSample, exclusions: Exclusions): OrdinaryRows {
  const chosen = admitted(sample, selection(sample).rows, exclusions).slice(0, MOST_ROWS);
  return {
    rows: takeRows(matrixOf(sample), chosen),
    host: addressesOf(sample.host, chosen),
    peer: addressesOf(sample.peer, chosen),
    port: Int32Array.from(chosen, (row) => sample.port[row]!),
    time: Float64Array.from(chosen, (row) => sample.time[row]!),
    input: Uint32Array.from(chosen, (row) => sample.input[row]!),
    record: Float64Array.from(chosen, (row) => sample.record[row]!),
  };
}
