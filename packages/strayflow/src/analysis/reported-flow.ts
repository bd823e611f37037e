/** One whole flow of a batch as the report shows it. */
import { formatAddress } from '../model/address.js';
import type { ReportedFlow } from '../model/analysis.js';
import {
  CONNECTION_STATE_NAMES,
  type FlowBatch,
  isKnown,
  type NullableColumn,
  type StringColumn,
} from '../model/flow-batch.js';

/** Scores of one row: combined surprise, score per model, and what moved it. */
export interface RowJudgement {
  readonly surprise: number;
  readonly scores: Readonly<Record<string, number>>;
  /** Costs as much as scoring some rows: asked for only where it is shown. */
  readonly why: () => readonly string[];
}

/** A flow that may be shown. */
export interface JudgedFlow {
  /** Without its explanation. */
  readonly flow: ReportedFlow;
  readonly why: () => readonly string[];
}

export function withReasons({ flow, why }: JudgedFlow): ReportedFlow {
  return { ...flow, why: why() };
}

/** One for all: a function made beside a batch would keep it in memory. */
export const noReasons = (): readonly string[] => [];

export function judgedFlow(flows: FlowBatch, row: number, judgement: RowJudgement | null): JudgedFlow {
  const number = (column: NullableColumn): number | null =>
    isKnown(flows.validity[column], row) ? flows[column][row]! : null;
  const text = (column: StringColumn | null): string | null => {
    const value = column === null ? '' : column.dictionary[column.codes[row]!];
    return value === undefined || value === '' ? null : value;
  };
  const state = number('state');
  const flow = {
    input: flows.input[row]!,
    record: flows.recordNumber[row]!,
    start: flows.start[row]!,
    durationMs: number('durationMs'),
    source: formatAddress(flows.source, row * 16),
    sourcePort: number('sourcePort'),
    destination: formatAddress(flows.destination, row * 16),
    destinationPort: number('destinationPort'),
    protocol: number('protocol'),
    state: state === null || state === 0 ? null : (CONNECTION_STATE_NAMES[state] ?? null),
    bytesSent: number('bytesSent'),
    bytesReceived: number('bytesReceived'),
    packetsSent: number('packetsSent'),
    packetsReceived: number('packetsReceived'),
    service: text(flows.service),
    uid: text(flows.uid),
    surprise: judgement?.surprise ?? null,
    scores: judgement?.scores ?? {},
    why: [],
    evidenceIds: [],
  };
  return { flow, why: judgement?.why ?? noReasons };
}
