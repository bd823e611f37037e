/** The whole flows that evidence refers to, picked out while they pass. */
import type { ReportedFlow } from '../model/analysis.js';
import type { Evidence } from '../model/evidence.js';
import type { FlowRows } from '../model/feature-rows.js';
import type { FlowBatch } from '../model/flow-batch.js';
import { judgedFlow, type RowJudgement, withReasons } from './reported-flow.js';

/** Evidence ids by flow: which flows are wanted, and by whom. */
export class ReferredFlows {
  private readonly wanted = new Map<number, Map<number, string[]>>();
  /** Flow ids by input, once a record of theirs was seen. */
  private readonly flowIds = new Map<number, Map<number, string[]>>();
  private readonly found: ReportedFlow[] = [];

  constructor(evidence: readonly Evidence[]) {
    for (const piece of evidence) {
      for (const { input, record } of piece.records) {
        const records = this.wanted.get(input) ?? new Map<number, string[]>();
        this.wanted.set(input, records);
        const ids = records.get(record) ?? [];
        records.set(record, ids);
        if (!ids.includes(piece.id)) ids.push(piece.id);
      }
    }
  }

  /** Takes note of the flows that the wanted records belong to. */
  seeRecords(batch: FlowBatch): void {
    let input = -1;
    let wanted: Map<number, string[]> | undefined;
    for (let row = 0; row < batch.length; row++) {
      if (batch.input[row]! !== input) {
        input = batch.input[row]!;
        wanted = this.wanted.get(input);
      }
      const ids = wanted?.get(batch.recordNumber[row]!);
      if (ids === undefined) continue;
      const flows = this.flowIds.get(input) ?? new Map<number, string[]>();
      this.flowIds.set(input, flows);
      const flowId = batch.flowId[row]!;
      flows.set(flowId, [...new Set([...(flows.get(flowId) ?? []), ...ids])]);
    }
  }

  /** Keeps the whole flows that were wanted; `judge` gives what the models say of a row. */
  seeFlows(rows: FlowRows, judge: (row: number) => RowJudgement | null): void {
    let input = -1;
    let flowIds: Map<number, string[]> | undefined;
    for (let row = 0; row < rows.length; row++) {
      if (rows.flows.input[row]! !== input) {
        input = rows.flows.input[row]!;
        flowIds = this.flowIds.get(input);
      }
      const ids = flowIds?.get(rows.flows.flowId[row]!);
      if (ids === undefined) continue;
      this.found.push({ ...withReasons(judgedFlow(rows.flows, row, judge(row))), evidenceIds: ids });
    }
  }

  /** These flows and the strangest ones, each once, in order of input and record. */
  with(strangest: readonly ReportedFlow[]): readonly ReportedFlow[] {
    const key = (flow: ReportedFlow) => `${flow.input} ${flow.record} ${flow.start}`;
    const all = new Map(strangest.map((flow) => [key(flow), flow]));
    for (const flow of this.found)
      all.set(key(flow), { ...(all.get(key(flow)) ?? flow), evidenceIds: flow.evidenceIds });
    return [...all.values()].sort((a, b) => a.start - b.start || a.input - b.input || a.record - b.record);
  }
}
