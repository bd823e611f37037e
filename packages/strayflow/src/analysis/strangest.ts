/** The strangest flows of a run, as a bounded heap of row copies. */
import type { FlowRows } from '../model/feature-rows.js';
import { type JudgedFlow, judgedFlow, type RowJudgement } from './reported-flow.js';

export class Strangest {
  private readonly limit: number;
  private readonly kept: JudgedFlow[] = [];
  private floor = Number.NEGATIVE_INFINITY;

  constructor(limit: number) {
    this.limit = limit;
  }

  /** Considers every row; `judge` is asked only for rows that are kept. */
  add(rows: FlowRows, surprise: Float64Array, judge: (row: number) => RowJudgement): void {
    if (this.limit === 0) return;
    for (let row = 0; row < rows.length; row++) {
      if (surprise[row]! <= this.floor) continue;
      this.kept.push(judgedFlow(rows.flows, row, judge(row)));
      if (this.kept.length >= 2 * this.limit) this.prune();
    }
  }

  private prune(): void {
    this.kept.sort(bySurprise);
    if (this.kept.length <= this.limit) return;
    this.kept.length = this.limit;
    this.floor = this.kept.at(-1)?.flow.surprise ?? Number.NEGATIVE_INFINITY;
  }

  /** Strangest first; ties by input and record. */
  result(): readonly JudgedFlow[] {
    this.prune();
    return [...this.kept.sort(bySurprise)];
  }
}

function bySurprise({ flow: a }: JudgedFlow, { flow: b }: JudgedFlow): number {
  return (b.surprise ?? 0) - (a.surprise ?? 0) || a.input - b.input || a.record - b.record;
}
