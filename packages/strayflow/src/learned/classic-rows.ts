/** Collects the numeric columns of flows for `--preset classic`, all rows up to a limit. */
import { takeRows } from '@strayflow/detectors';
import { ADDRESS_BYTES, formatAddress } from '../model/address.js';
import type { FeatureSpec, FlowRows } from '../model/feature-rows.js';
import { isKnown, type NullableColumn } from '../model/flow-batch.js';
import type { ClassicInput } from './classic.js';
import { RowHash } from './row-hash.js';
import { flowPriority } from './row-identity.js';
import {
  addCandidate,
  type Candidate,
  expectColumns,
  type RowSample,
  rowSample,
  selection,
} from './sample.js';

/** What a table of flows holds as numbers. */
const NUMERIC = [
  'sourcePort',
  'destinationPort',
  'protocol',
  'durationMs',
  'bytesSent',
  'bytesReceived',
  'packetsSent',
  'packetsReceived',
] as const satisfies readonly NullableColumn[];
const PORTS = 2;

const SPECS: readonly FeatureSpec[] = NUMERIC.map((name) => ({
  name,
  title: name,
  unit: '',
  scale: 'none',
  why: 'the old script took every number',
}));

/** Exact to this many rows; the old script needs 8 GB at 100 000. */
const CLASSIC_ROW_LIMIT = 100_000;

export interface ClassicCollector {
  /** Plain data. */
  open(): RowSample;
  add(state: RowSample, rows: FlowRows): void;
  /** In the order of the input; unknown values are 0. */
  input(state: RowSample): ClassicInput;
}

export function classicCollector(seed: number, limit: number = CLASSIC_ROW_LIMIT): ClassicCollector {
  const hash = new RowHash(seed);
  const values = new Float64Array(NUMERIC.length);
  const host = new Uint8Array(ADDRESS_BYTES);
  const candidate: Candidate = {
    priority: 0,
    likeness: 0,
    hostHash: 0,
    port: -1,
    time: 0,
    input: 0,
    record: 0,
  };
  const addresses = { host, peer: null };
  return {
    open: () => rowSample(limit, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
    add(state, rows) {
      expectColumns(state, SPECS);
      const { flows } = rows;
      state.seen += rows.length;
      for (let row = 0; row < rows.length; row++) {
        candidate.priority = flowPriority(hash, rows, row);
        if (candidate.priority >= state.ceiling) continue;
        candidate.time = flows.time[row]!;
        candidate.input = flows.input[row]!;
        candidate.record = flows.recordNumber[row]!;
        for (let i = 0; i < ADDRESS_BYTES; i++) host[i] = flows.source[row * ADDRESS_BYTES + i]!;
        NUMERIC.forEach((name, c) => {
          values[c] = isKnown(flows.validity[name], row) ? flows[name][row]! : 0;
        });
        addCandidate(state, candidate, addresses, values, 0);
      }
    },
    input(state) {
      const { input, record } = state;
      const kept = selection(state).rows.sort((a, b) => input[a]! - input[b]! || record[a]! - record[b]!);
      const columns = NUMERIC.length;
      const all = { rows: state.length, columns, values: state.values.subarray(0, state.length * columns) };
      return {
        columns: NUMERIC,
        matrix: takeRows(all, kept),
        portColumns: Array.from({ length: PORTS }, (_, c) => c),
        hosts: Array.from(kept, (row) => formatAddress(state.host, row * ADDRESS_BYTES)),
        seen: state.seen,
      };
    },
  };
}
