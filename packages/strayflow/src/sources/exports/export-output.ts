/** Where decoders of datagrams put what they read: flows by way of the pairing table, facts, and counts. */
import type { FactKind } from '../../model/fact-batch.js';
import { FactBuilder, type WritableFacts } from '../../model/fact-builder.js';
import type { OptionalColumn } from '../../model/flow-builder.js';
import type { ParserContext, SharedLayouts } from '../../model/source.js';
import { type BiflowState, BiflowTable } from '../record/biflow-table.js';
import { FlowDraft } from '../record/flow-draft.js';
import { OneWayRecord } from '../record/one-way.js';
import type { ExportOptions } from './export-options.js';

const OPTIONAL: readonly OptionalColumn[] = [
  'exporter',
  'interfaceIndex',
  'samplingRate',
  'vlan',
  'ttl',
  'sourceMac',
  'service',
  'identity',
];
/** Exporters choose what notes are about. */
const MOST_NOTES = 128;

const NO_LAYOUTS: SharedLayouts = new Map();

export interface ExportOutputState {
  readonly records: number;
  readonly biflow: BiflowState;
  readonly noted: readonly string[];
}

/**
 * Every record begins with `open`, and then is handed on by `flow`, by facts, by both, or is told by `reject` or
 * `ignore`.
 */
export class ExportOutput {
  /** To be filled before `flow`. */
  readonly record = new OneWayRecord();
  /** Of the record that `open` began, 1-based. */
  recordNumber = 0;
  private readonly context: ParserContext;
  private readonly draft: FlowDraft;
  private readonly biflow: BiflowTable;
  private readonly builder: FactBuilder;
  private readonly noted: Set<string>;
  private readonly ignored = new Map<string, number>();
  private told = 0;

  constructor(context: ParserContext, options: ExportOptions, state?: ExportOutputState) {
    this.context = context;
    this.draft = new FlowDraft(context, OPTIONAL);
    this.biflow = new BiflowTable(this.draft, options, state?.biflow);
    this.builder = new FactBuilder(context.site, context.input);
    this.recordNumber = this.told = state?.records ?? 0;
    this.noted = new Set(state?.noted);
  }

  get state(): ExportOutputState {
    return { records: this.recordNumber, biflow: this.biflow.state, noted: [...this.noted] };
  }

  /** Templates that other inputs told. */
  get layouts(): SharedLayouts {
    return this.context.layouts ?? NO_LAYOUTS;
  }

  /** A template, for other inputs. */
  tellLayout(key: string, layout: object): void {
    this.context.tellLayout?.(key, layout);
  }

  /** Begins the next record. */
  open(): void {
    this.recordNumber++;
  }

  /** `record` is a record of a flow. */
  flow(): void {
    this.biflow.add(this.record, this.recordNumber);
  }

  /** A fact of the record: fill `facts` at the row that it gives. */
  fact(kind: FactKind, time: number): number {
    if (this.builder.full) this.flushFacts();
    return this.builder.add(kind, this.recordNumber, time);
  }

  get facts(): WritableFacts {
    return this.builder.columns;
  }

  factText(column: 'name' | 'value' | 'text' | 'uid', row: number, value: string): void {
    this.builder.text(column, row, value);
  }

  reject(reason: string, detail: string): void {
    this.context.sink.reject(reason, this.recordNumber, detail);
  }

  /** @param reason one of few: it is kept */
  ignore(reason: string): void {
    this.ignored.set(reason, (this.ignored.get(reason) ?? 0) + 1);
  }

  /** Each text once. */
  note(text: string): void {
    if (this.noted.has(text) || this.noted.size >= MOST_NOTES) return;
    this.noted.add(text);
    this.context.sink.note(text);
  }

  /** Tells the sink what was counted since the last time. */
  tell(): void {
    const { sink } = this.context;
    if (this.recordNumber > this.told) sink.read(this.recordNumber - this.told);
    this.told = this.recordNumber;
    for (const [reason, records] of this.ignored) sink.ignore(reason, records);
    this.ignored.clear();
  }

  flush(): void {
    this.draft.flush();
    this.flushFacts();
  }

  private flushFacts(): void {
    if (this.builder.length > 0) this.context.sink.facts(this.builder.take());
  }

  end(): void {
    this.biflow.end();
    this.flush();
    this.tell();
    const { evicted } = this.biflow.state;
    if (evicted > 0) {
      this.context.sink.note(
        `More flows waited for their other direction than maxFlows allows: ${evicted} were handed on early.`,
      );
    }
  }
}
