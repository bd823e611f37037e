/** Collects the training sample of both kinds of rows while the input is read. */
import { ADDRESS_BYTES } from '../model/address.js';
import type { FeatureRows, FlowRows, HostRows } from '../model/feature-rows.js';
import { isKnown } from '../model/flow-batch.js';
import type { LearnedOptions } from './options.js';
import { RowHash } from './row-hash.js';
import { flowLikeness, flowPriority, hostWindowPriority } from './row-identity.js';
import { addCandidate, type Candidate, expectColumns, type RowSample, rowSample } from './sample.js';

/** Of how many sampled flows something is known. */
export interface FlowKnowledge {
  rows: number;
  /** What the initiator sent. */
  volumes: number;
  /** What came back. */
  answers: number;
  /** What became of it. */
  outcome: number;
}

export const NOTHING_KNOWN: Readonly<FlowKnowledge> = { rows: 0, volumes: 0, answers: 0, outcome: 0 };

/** Plain data: `snapshot` and `restore` serve it. */
export interface LearnedSample {
  readonly flow: RowSample;
  readonly host: RowSample;
  readonly knowledge: FlowKnowledge;
}

export interface Collector {
  open(): LearnedSample;
  /** Does not keep `rows`. The sample depends on the rows and their order, not on how they were cut into batches. */
  add(state: LearnedSample, rows: FeatureRows): void;
}

/** Hosts' windows are all different rows of their own: nothing is collapsed. */
const NO_LIMIT = Number.MAX_SAFE_INTEGER;

export function collector(options: LearnedOptions, seed = 0): Collector {
  const hash = new RowHash(seed);
  const candidate: Candidate = {
    priority: 0,
    likeness: 0,
    hostHash: 0,
    port: -1,
    time: 0,
    input: 0,
    record: 0,
  };
  return {
    open: () => ({
      flow: rowSample(
        options.flowRows,
        options.rowsPerKey,
        Math.ceil(options.flowRows * options.shareOfSource),
      ),
      host: rowSample(options.hostRows, NO_LIMIT, NO_LIMIT),
      knowledge: { ...NOTHING_KNOWN },
    }),
    add(state, rows) {
      if (rows.length === 0) return;
      if (rows.kind === 'flow') addFlows(state, rows, hash, candidate);
      else addHosts(state.host, rows, hash, candidate);
    },
  };
}

function addFlows(
  { flow: sample, knowledge }: LearnedSample,
  rows: FlowRows,
  hash: RowHash,
  candidate: Candidate,
): void {
  expectColumns(sample, rows.columns);
  const { flows } = rows;
  const addresses = { host: flows.source, peer: flows.destination };
  sample.seen += rows.length;
  for (let row = 0; row < rows.length; row++) {
    candidate.priority = flowPriority(hash, rows, row);
    if (candidate.priority >= sample.ceiling) continue;
    countKnown(knowledge, flows, row);
    candidate.likeness = flowLikeness(hash, rows, row);
    candidate.hostHash = hash
      .reset()
      .bytes(flows.source, row * ADDRESS_BYTES, ADDRESS_BYTES)
      .value();
    candidate.port = isKnown(flows.validity.destinationPort, row) ? flows.destinationPort[row]! : -1;
    candidate.time = flows.time[row]!;
    candidate.input = flows.input[row]!;
    candidate.record = flows.recordNumber[row]!;
    addCandidate(sample, candidate, addresses, rows.values, row);
  }
}

/** Adds what one record knows. */
export function countKnown(knowledge: FlowKnowledge, { validity }: FlowRows['flows'], row: number): void {
  const { bytesSent, bytesReceived, packetsSent, packetsReceived, durationMs, state } = validity;
  knowledge.rows++;
  if (isKnown(bytesSent, row) && isKnown(packetsSent, row) && isKnown(durationMs, row)) knowledge.volumes++;
  if (isKnown(bytesReceived, row) && isKnown(packetsReceived, row)) knowledge.answers++;
  if (isKnown(state, row)) knowledge.outcome++;
}

function addHosts(sample: RowSample, rows: HostRows, hash: RowHash, candidate: Candidate): void {
  expectColumns(sample, rows.columns);
  const addresses = { host: rows.host, peer: null };
  sample.seen += rows.length;
  for (let row = 0; row < rows.length; row++) {
    candidate.priority = hostWindowPriority(hash, rows, row);
    if (candidate.priority >= sample.ceiling) continue;
    candidate.likeness = candidate.priority;
    candidate.hostHash = 0;
    candidate.port = -1;
    candidate.time = rows.windows[row]!.start;
    candidate.input = rows.input[row * 5]!;
    candidate.record = rows.recordNumber[row * 5]!;
    addCandidate(sample, candidate, addresses, rows.values, row);
  }
}
