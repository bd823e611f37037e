/** Traffic, strange flows and evidence over time, in a bounded number of buckets. */
import type { Timeline } from '../model/analysis.js';
import type { Evidence } from '../model/evidence.js';
import type { FlowRows } from '../model/feature-rows.js';
import { isKnown } from '../model/flow-batch.js';
import type { Window } from '../model/window.js';

const BUCKET_LENGTHS_MS = [
  1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000, 3_600_000, 7_200_000,
  21_600_000, 86_400_000, 604_800_000,
];
const MAX_BUCKETS = 180;

export class TimelineCounter {
  private readonly line: number;
  private readonly bucketMs: number;
  private readonly start: number;
  private readonly flows: Float64Array;
  private readonly bytes: Float64Array;
  private readonly strange: Float64Array;

  /** `span` is the event time of the first and last record; from the surprise `line` on a flow counts as strange. */
  constructor(span: Window, line: number) {
    this.line = line;
    const length = Math.max(1, span.end - span.start);
    this.bucketMs =
      BUCKET_LENGTHS_MS.find((ms) => length / ms < MAX_BUCKETS - 1) ?? Math.ceil(length / (MAX_BUCKETS - 2));
    this.start = Math.floor(span.start / this.bucketMs) * this.bucketMs;
    const buckets = Math.min(MAX_BUCKETS, Math.floor((span.end - this.start) / this.bucketMs) + 1);
    this.flows = new Float64Array(buckets);
    this.bytes = new Float64Array(buckets);
    this.strange = new Float64Array(buckets);
  }

  private bucket(time: number): number {
    const at = Math.floor((time - this.start) / this.bucketMs);
    return Math.min(this.flows.length - 1, Math.max(0, at));
  }

  /** Counts whole flows at their start. `surprise` is one number a row, or null when no model judged. */
  add(rows: FlowRows, surprise: Float64Array | null): void {
    const { flows } = rows;
    for (let row = 0; row < rows.length; row++) {
      const at = this.bucket(flows.start[row]!);
      this.flows[at]!++;
      if (isKnown(flows.validity.bytesSent, row)) this.bytes[at]! += flows.bytesSent[row]!;
      if (isKnown(flows.validity.bytesReceived, row)) this.bytes[at]! += flows.bytesReceived[row]!;
      if (surprise !== null && surprise[row]! >= this.line) this.strange[at]!++;
    }
  }

  result(evidence: readonly Evidence[]): Timeline {
    const counts = new Array<number>(this.flows.length).fill(0);
    for (const piece of evidence) {
      if (piece.family !== 'learned' && piece.family !== 'context') counts[this.bucket(piece.firstSeen)]!++;
    }
    return {
      bucketMs: this.bucketMs,
      start: this.start,
      flows: [...this.flows],
      bytes: [...this.bytes],
      strangeFlows: [...this.strange],
      evidence: counts,
    };
  }
}
