/** A bounded sample of rows: those of smallest hash, and of near-identical rows only a few. */
import { ADDRESS_BYTES } from '../model/address.js';
import type { FeatureSpec } from '../model/feature-rows.js';

/** Plain data. Rows lie in arrival order; `selection` puts them in the order of their hash. */
export interface RowSample {
  /** Rows that are kept in the end. */
  readonly limit: number;
  /** Rows that are kept of one likeness, and of one host. */
  readonly perLikeness: number;
  readonly perHost: number;
  columns: readonly FeatureSpec[] | null;
  length: number;
  priority: Float64Array;
  likeness: Float64Array;
  /** Hash of the host: what `perHost` counts by. */
  hostHash: Float64Array;
  /** 16 bytes a row: whose row it is. */
  host: Uint8Array;
  /** 16 bytes a row: the other side of a flow; zeros for windows. */
  peer: Uint8Array;
  /** Destination port of a flow; -1 = unknown, or a window. */
  port: Int32Array;
  /** Event time (Unix ms). */
  time: Float64Array;
  input: Uint32Array;
  record: Float64Array;
  /** Row-major, raw units. */
  values: Float64Array;
  /** A row of this hash or more cannot be among the kept. */
  ceiling: number;
  /** Rows offered. */
  seen: number;
  /** Rows whose hash was small enough: a fair part of those seen. */
  entered: number;
  /** Of those that entered, rows left out because enough rows like them were kept. */
  collapsed: number;
  /** Of those that entered, rows left out because enough rows of their host were kept. */
  crowded: number;
}

/** One row as it is offered. */
export interface Candidate {
  priority: number;
  likeness: number;
  hostHash: number;
  port: number;
  time: number;
  input: number;
  record: number;
}

/** Addresses of the rows that are offered, 16 bytes a row. */
export interface CandidateAddresses {
  readonly host: Uint8Array;
  /** Null where rows have no other side. */
  readonly peer: Uint8Array | null;
}

const FIRST_ROWS = 256;

export function rowSample(limit: number, perLikeness: number, perHost: number): RowSample {
  return {
    limit,
    perLikeness,
    perHost,
    columns: null,
    length: 0,
    priority: new Float64Array(0),
    likeness: new Float64Array(0),
    hostHash: new Float64Array(0),
    host: new Uint8Array(0),
    peer: new Uint8Array(0),
    port: new Int32Array(0),
    time: new Float64Array(0),
    input: new Uint32Array(0),
    record: new Float64Array(0),
    values: new Float64Array(0),
    ceiling: Number.POSITIVE_INFINITY,
    seen: 0,
    entered: 0,
    collapsed: 0,
    crowded: 0,
  };
}

/** Names the columns of the rows that follow; a sample holds rows of one shape. */
export function expectColumns(sample: RowSample, columns: readonly FeatureSpec[]): void {
  if (sample.columns === columns) return;
  if (sample.columns === null) {
    sample.columns = columns;
    return;
  }
  const names = (specs: readonly FeatureSpec[]) => specs.map((spec) => spec.name).join(', ');
  if (names(sample.columns) !== names(columns)) {
    throw new RangeError(`expected the columns ${names(sample.columns)}, received ${names(columns)}`);
  }
}

/** Keeps row `row` of `values` for now; the sample is cut back whenever it holds twice its limit. */
export function addCandidate(
  sample: RowSample,
  candidate: Candidate,
  { host, peer }: CandidateAddresses,
  values: Float64Array,
  row: number,
): void {
  const columns = sample.columns!.length;
  if (sample.length >= 2 * sample.limit) cutBack(sample);
  if (candidate.priority >= sample.ceiling) return;
  if (sample.length >= sample.priority.length) grow(sample, columns);
  const at = sample.length++;
  sample.entered++;
  sample.priority[at] = candidate.priority;
  sample.likeness[at] = candidate.likeness;
  sample.hostHash[at] = candidate.hostHash;
  sample.port[at] = candidate.port;
  sample.time[at] = candidate.time;
  sample.input[at] = candidate.input;
  sample.record[at] = candidate.record;
  for (let i = 0; i < ADDRESS_BYTES; i++) {
    sample.host[at * ADDRESS_BYTES + i] = host[row * ADDRESS_BYTES + i]!;
    sample.peer[at * ADDRESS_BYTES + i] = peer === null ? 0 : peer[row * ADDRESS_BYTES + i]!;
  }
  for (let c = 0; c < columns; c++) sample.values[at * columns + c] = values[row * columns + c]!;
}

export interface Selection {
  /** Rows of the sample, smallest hash first: an order that has nothing to do with time or place. */
  readonly rows: Uint32Array;
  readonly collapsed: number;
  readonly crowded: number;
  /** The smallest hash that a kept row may not reach. */
  readonly ceiling: number;
}

/**
 * The rows to keep: of each likeness the `perLikeness` of smallest hash, of those of each host the
 * `perHost` of smallest hash, of those the `limit` of smallest hash.
 * Selecting from a selection and newer rows gives the same as selecting from all of them at once, because the ceiling
 * only falls: a row that was left out can never come back.
 */
export function selection(sample: RowSample): Selection {
  const order = new Uint32Array(sample.length);
  for (let i = 0; i < order.length; i++) order[i] = i;
  const { priority, input, record } = sample;
  order.sort((a, b) => priority[a]! - priority[b]! || input[a]! - input[b]! || record[a]! - record[b]!);
  const alike = new Map<number, number>();
  const ofHost = new Map<number, number>();
  const rows = new Uint32Array(Math.min(order.length, sample.limit));
  let kept = 0;
  let collapsed = 0;
  let crowded = 0;
  let ceiling = Number.POSITIVE_INFINITY;
  for (const row of order) {
    const likeness = sample.likeness[row]!;
    const host = sample.hostHash[row]!;
    const sameLikeness = alike.get(likeness) ?? 0;
    const sameHost = ofHost.get(host) ?? 0;
    if (sameLikeness >= sample.perLikeness) collapsed++;
    else if (sameHost >= sample.perHost) crowded++;
    else if (kept >= sample.limit) {
      ceiling = priority[row]!;
      break;
    } else {
      alike.set(likeness, sameLikeness + 1);
      ofHost.set(host, sameHost + 1);
      rows[kept++] = row;
    }
  }
  return { rows: rows.slice(0, kept), collapsed, crowded, ceiling };
}

function cutBack(sample: RowSample): void {
  const { rows, collapsed, crowded, ceiling } = selection(sample);
  const columns = sample.columns!.length;
  const { priority, likeness, hostHash, port, time, input, record, host, peer, values } = sample;
  sample.priority = Float64Array.from(rows, (row) => priority[row]!);
  sample.likeness = Float64Array.from(rows, (row) => likeness[row]!);
  sample.hostHash = Float64Array.from(rows, (row) => hostHash[row]!);
  sample.port = Int32Array.from(rows, (row) => port[row]!);
  sample.time = Float64Array.from(rows, (row) => time[row]!);
  sample.input = Uint32Array.from(rows, (row) => input[row]!);
  sample.record = Float64Array.from(rows, (row) => record[row]!);
  sample.host = addressesOf(host, rows);
  sample.peer = addressesOf(peer, rows);
  sample.values = new Float64Array(rows.length * columns);
  rows.forEach((row, at) => {
    sample.values.set(values.subarray(row * columns, (row + 1) * columns), at * columns);
  });
  sample.length = rows.length;
  sample.ceiling = Math.min(sample.ceiling, ceiling);
  sample.collapsed += collapsed;
  sample.crowded += crowded;
}

/** Those of these rows, 16 bytes each. */
export function addressesOf(addresses: Uint8Array, rows: Uint32Array): Uint8Array {
  const taken = new Uint8Array(rows.length * ADDRESS_BYTES);
  rows.forEach((row, at) => {
    taken.set(addresses.subarray(row * ADDRESS_BYTES, (row + 1) * ADDRESS_BYTES), at * ADDRESS_BYTES);
  });
  return taken;
}

function grow(sample: RowSample, columns: number): void {
  const rows = Math.min(2 * sample.limit, Math.max(FIRST_ROWS, 2 * sample.priority.length));
  const wider = <A extends Float64Array | Uint32Array | Int32Array | Uint8Array>(from: A, to: A): A => {
    to.set(from);
    return to;
  };
  sample.priority = wider(sample.priority, new Float64Array(rows));
  sample.likeness = wider(sample.likeness, new Float64Array(rows));
  sample.hostHash = wider(sample.hostHash, new Float64Array(rows));
  sample.peer = wider(sample.peer, new Uint8Array(rows * ADDRESS_BYTES));
  sample.port = wider(sample.port, new Int32Array(rows));
  sample.time = wider(sample.time, new Float64Array(rows));
  sample.input = wider(sample.input, new Uint32Array(rows));
  sample.record = wider(sample.record, new Float64Array(rows));
  sample.host = wider(sample.host, new Uint8Array(rows * ADDRESS_BYTES));
  sample.values = wider(sample.values, new Float64Array(rows * columns));
}
