/** Keeps the records of a run in bounded memory and gives them back in event-time order, any number of times. */
import type { FactBatch } from '../model/fact-batch.js';
import type { FlowBatch } from '../model/flow-batch.js';
import { BATCH_ROWS, sliceBatch } from '../model/flow-builder.js';
import type { NumberLog } from '../model/number-log.js';
import { type AnyBatch, type BatchKind, gather } from './gather.js';
import { mergeLanes } from './merge.js';
import { numberLog } from './number-log.js';
import { type Lane, sortRun } from './run.js';
import type { SpoolFile } from './spool-file.js';

export interface RunSpoolOptions {
  /** Makes the file, at the first rows that do not fit into memory. */
  readonly openFile: () => SpoolFile;
  /** Lets progress and signals have their turn. */
  readonly nextTurn: () => Promise<void>;
  /** Rows that are sorted in memory at a time. */
  readonly runRows?: number | undefined;
}

export type SpoolItem =
  | { readonly kind: 'flows'; readonly batch: FlowBatch }
  | { readonly kind: 'facts'; readonly batch: FactBatch };

export interface SpoolStats {
  readonly flows: number;
  readonly facts: number;
  /** Sorted runs; 0 until there are more rows than fit into memory or reading begins. */
  readonly runs: number;
  /** Size of the temporary file; 0 when everything is in memory. */
  readonly bytes: number;
}

export interface Spool {
  /** Takes a batch over. Throws RangeError once reading has begun, StrayflowError when the file cannot grow. */
  flows(batch: FlowBatch): void;
  facts(batch: FactBatch): void;
  /**
   * All records by (time, input, record number, arrival), facts before flows of the same record; batches of one site
   * and at most BATCH_ROWS rows, which belong to the spool and must not be changed.
   */
  read(): AsyncIterable<SpoolItem>;
  /** Room for numbers that belong to the records: in memory while they are, else in the same bounded file. */
  log(): NumberLog;
  readonly stats: SpoolStats;
  /** Frees memory and file. */
  close(): void;
}

const DEFAULT_RUN_ROWS = 262_144;

export class RunSpool implements Spool {
  private readonly options: RunSpoolOptions;
  private readonly runRows: number;
  private waiting = new Map<string, AnyBatch[]>();
  private waitingRows = 0;
  private lanes: Lane[] = [];
  private file: SpoolFile | null = null;
  private counts = { flows: 0, facts: 0, runs: 0 };
  private phase: 'filling' | 'reading' | 'closed' = 'filling';

  constructor(options: RunSpoolOptions) {
    this.options = options;
    this.runRows = options.runRows ?? DEFAULT_RUN_ROWS;
    if (!Number.isInteger(this.runRows) || this.runRows < 1) {
      throw new RangeError(`expected runRows of at least 1, received ${this.runRows}`);
    }
  }

  flows(batch: FlowBatch): void {
    this.counts.flows += batch.length;
    this.take('flows', batch, sliceBatch);
  }

  facts(batch: FactBatch): void {
    this.counts.facts += batch.length;
    this.take('facts', batch, (facts, from, to) => cut('facts', facts, from, to) as FactBatch);
  }

  private take<B extends AnyBatch>(
    kind: BatchKind,
    batch: B,
    slice: (batch: B, from: number, to: number) => B,
  ) {
    if (this.phase !== 'filling')
      throw new RangeError(`expected an open spool, received one that is ${this.phase}`);
    for (let from = 0; from < batch.length; ) {
      const to = Math.min(batch.length, from + this.runRows - this.waitingRows);
      this.wait(kind, slice(batch, from, to));
      from = to;
      if (this.waitingRows === this.runRows) this.endRun(true);
    }
  }

  private wait(kind: BatchKind, batch: AnyBatch): void {
    const key = `${kind} ${batch.site}`;
    let batches = this.waiting.get(key);
    if (batches === undefined) {
      batches = [];
      this.waiting.set(key, batches);
    }
    // A short batch may be a view of arrays for BATCH_ROWS rows; thousands of those would not fit.
    batches.push(batch.length < BATCH_ROWS / 4 ? cut(kind, batch, 0, batch.length) : batch);
    this.waitingRows += batch.length;
  }

  private endRun(toFile: boolean): void {
    if (this.waitingRows === 0) return;
    if (toFile) this.file ??= this.options.openFile();
    for (const [key, batches] of this.waiting) {
      const kind = key.startsWith('flows ') ? 'flows' : 'facts';
      this.lanes.push(sortRun(kind, batches, this.file, this.options.nextTurn));
    }
    this.waiting = new Map();
    this.waitingRows = 0;
    this.counts.runs++;
  }

  async *read(): AsyncGenerator<SpoolItem> {
    if (this.phase === 'closed') throw new RangeError('expected an open spool, received one that is closed');
    this.endRun(this.file !== null);
    this.phase = 'reading';
    for await (const item of mergeLanes(this.lanes)) yield item as SpoolItem;
  }

  log(): NumberLog {
    return numberLog(() => this.file);
  }

  get stats(): SpoolStats {
    return { ...this.counts, bytes: this.file?.bytes ?? 0 };
  }

  close(): void {
    if (this.phase === 'closed') return;
    this.phase = 'closed';
    this.lanes = [];
    this.waiting = new Map();
    this.file?.close();
  }
}

/** Rows `from` up to `to` as arrays of their own. */
function cut(kind: BatchKind, batch: AnyBatch, from: number, to: number): AnyBatch {
  return gather(kind, [batch], [{ source: 0, from, length: to - from }]);
}
