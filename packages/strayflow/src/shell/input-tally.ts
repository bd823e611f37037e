/** Keeps the books of one input while a parser reads it: every record is parsed, rejected or ignored. */
import type { InputSummary, RejectExample } from '../model/coverage.js';
import { StrayflowError } from '../model/errors.js';
import type { FactBatch } from '../model/fact-batch.js';
import { type FlowBatch, opensFlow } from '../model/flow-batch.js';
import type { RecordSink } from '../model/source.js';

const MOST_EXAMPLES = 5;
/** From so many records on, more rejected than usable ones end the reading. */
const ENOUGH_RECORDS = 100;

export type Batch =
  | { readonly kind: 'flows'; readonly batch: FlowBatch }
  | { readonly kind: 'facts'; readonly batch: FactBatch };

/** The books so far; plain data. */
export interface TallyState {
  readonly records: number;
  readonly flows: number;
  readonly facts: number;
  readonly rejected: ReadonlyMap<string, number>;
  readonly ignored: ReadonlyMap<string, number>;
  readonly examples: readonly RejectExample[];
  readonly notes: readonly string[];
  readonly firstTime: number;
  readonly lastTime: number;
}

export class InputTally implements RecordSink {
  /** Batches that nobody has taken yet. */
  readonly batches: Batch[] = [];
  private records: number;
  private flowCount: number;
  private factCount: number;
  private readonly rejected: Map<string, number>;
  private readonly ignored: Map<string, number>;
  private readonly examples: RejectExample[];
  private readonly notes: string[];
  private rejectedCount: number;
  private firstTime: number;
  private lastTime: number;
  private hopeless: string | null = null;

  /** @param state of the tally that this one continues */
  constructor(state?: TallyState) {
    this.records = state?.records ?? 0;
    this.flowCount = state?.flows ?? 0;
    this.factCount = state?.facts ?? 0;
    this.rejected = new Map(state?.rejected);
    this.ignored = new Map(state?.ignored);
    this.examples = [...(state?.examples ?? [])];
    this.notes = [...(state?.notes ?? [])];
    this.rejectedCount = sum(this.rejected);
    this.firstTime = state?.firstTime ?? Number.POSITIVE_INFINITY;
    this.lastTime = state?.lastTime ?? Number.NEGATIVE_INFINITY;
  }

  get state(): TallyState {
    const { records, flowCount, factCount, rejected, ignored, examples, notes, firstTime, lastTime } = this;
    const counts = { records, flows: flowCount, facts: factCount, firstTime, lastTime };
    return { ...counts, rejected, ignored, examples, notes };
  }

  flows(batch: FlowBatch): void {
    for (let row = 0; row < batch.length; row++) {
      if (opensFlow(batch.record[row]!)) this.flowCount++;
      this.see(batch.time[row]!);
    }
    this.batches.push({ kind: 'flows', batch });
  }

  facts(batch: FactBatch): void {
    for (let row = 0; row < batch.length; row++) this.see(batch.time[row]!);
    this.factCount += batch.length;
    this.batches.push({ kind: 'facts', batch });
  }

  private see(time: number): void {
    if (time < this.firstTime) this.firstTime = time;
    if (time > this.lastTime) this.lastTime = time;
  }

  read(records: number): void {
    this.records += records;
  }

  reject(reason: string, recordNumber: number, detail: string): void {
    const count = (this.rejected.get(reason) ?? 0) + 1;
    this.rejected.set(reason, count);
    this.rejectedCount++;
    if (count <= MOST_EXAMPLES) this.examples.push({ reason, record: recordNumber, detail });
    // By record numbers, not by what was read so far: that depends on how the input was cut.
    if (this.hopeless === null && recordNumber >= ENOUGH_RECORDS && 2 * this.rejectedCount > recordNumber) {
      this.hopeless = `${this.rejectedCount} of the first ${recordNumber} records cannot be used (${this.reasons()})`;
    }
  }

  ignore(reason: string, records: number): void {
    this.ignored.set(reason, (this.ignored.get(reason) ?? 0) + records);
  }

  note(text: string): void {
    if (!this.notes.includes(text)) this.notes.push(text);
  }

  get hasRecords(): boolean {
    return this.records > 0;
  }

  private reasons(): string {
    return [...this.rejected].map(([reason, count]) => `${reason} ${count}`).join(', ');
  }

  /** Throws StrayflowError 'input-rejected' when the reading so far shows that most records cannot be used. */
  checkSoFar(name: string): void {
    if (this.hopeless !== null) throw this.refusal(name, this.hopeless);
  }

  /** The same at the end of the input. */
  checkAtEnd(name: string): void {
    this.checkSoFar(name);
    const usable = this.records - sum(this.ignored);
    if (this.rejectedCount > 0 && 2 * this.rejectedCount > usable) {
      throw this.refusal(
        name,
        `${this.rejectedCount} of ${usable} records cannot be used (${this.reasons()})`,
      );
    }
  }

  private refusal(name: string, what: string): StrayflowError {
    const { record, detail, reason } = this.examples[0]!;
    return new StrayflowError('input-rejected', `${name}: ${what}; record ${record}: ${reason}, ${detail}`);
  }

  summary(about: { name: string; sha256: string; format: string; bytes: number }): InputSummary {
    return {
      ...about,
      read: this.records,
      parsed: this.records - this.rejectedCount - sum(this.ignored),
      flows: this.flowCount,
      facts: this.factCount,
      rejected: Object.fromEntries(this.rejected),
      ignored: Object.fromEntries(this.ignored),
      examples: this.examples,
      notes: this.notes,
      firstTime: Number.isFinite(this.firstTime) ? this.firstTime : null,
      lastTime: Number.isFinite(this.lastTime) ? this.lastTime : null,
    };
  }
}

function sum(counts: ReadonlyMap<string, number>): number {
  let total = 0;
  for (const count of counts.values()) total += count;
  return total;
}
