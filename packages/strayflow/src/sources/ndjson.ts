/** The source "ndjson": flows as one JSON object per line, of any tool, under any names. */
import { z } from 'zod';
import { StrayflowError } from '../model/errors.js';
import { restore, snapshot } from '../model/snapshot.js';
import type { Parser, ParserContext, SourceFormat } from '../model/source.js';
import { LINE_LIMIT } from './csv/options.js';
import { NdjsonRowReader, type NdjsonState } from './ndjson/row-reader.js';
import { type JsonSurvey, SURVEY_BYTES, surveyJson } from './ndjson/survey.js';
import { assignColumns } from './table/fields.js';
import { TABLE_OPTIONS } from './table/options.js';
import { earlyNote, Patience } from './table/patience.js';
import { planTable, type TablePlan } from './table/plan.js';
import { isAddress } from './table/values.js';
import { JsonLinesParser } from './text/json-lines.js';
import { ByteWindow } from './text/window.js';

const ndjsonOptions = z.strictObject({
  ...TABLE_OPTIONS,
  lineLimit: LINE_LIMIT,
});
type NdjsonOptions = z.infer<typeof ndjsonOptions>;

/** What the first bytes told; plain data. */
interface Layout {
  readonly plan: TablePlan;
  readonly paths: readonly (readonly string[])[];
}

/** `flushed`: bytes at the last flush. */
type NdjsonSnapshot =
  | { readonly head: Uint8Array; readonly flushed: number }
  | { readonly layout: Layout; readonly lines: Uint8Array };

class NdjsonParser implements Parser {
  private readonly context: ParserContext;
  private readonly options: NdjsonOptions;
  private readonly head = new ByteWindow();
  private patience = new Patience();
  private layout: Layout | null = null;
  private lines: JsonLinesParser | null = null;

  constructor(context: ParserContext, options: NdjsonOptions, bytes?: Uint8Array) {
    this.context = context;
    this.options = options;
    if (bytes === undefined) return;
    const state = restore<NdjsonSnapshot>(bytes);
    if ('head' in state) {
      this.head.append(state.head);
      this.patience = new Patience(state.flushed);
    } else {
      this.layout = state.layout;
      this.lines = this.open(state.layout, state.lines);
    }
  }

  push(chunk: Uint8Array): void {
    if (this.lines !== null) {
      this.lines.push(chunk);
      return;
    }
    this.head.append(chunk);
    if (this.head.length >= SURVEY_BYTES) this.begin(this.survey(false));
  }

  flush(): void {
    if (this.lines === null) this.decide();
    this.lines?.flush();
  }

  /** What came so far has to do. Where it cannot be used at all, that is told by what comes, or at the end. */
  private decide(): void {
    const { head, patience } = this;
    const survey = surveyJson(head.bytes.subarray(head.start, head.end), false);
    if (survey === null || !patience.isOver(survey.rows.length, head.length)) return;
    try {
      this.begin(survey);
      this.context.sink.note(earlyNote(survey.rows.length));
    } catch (error) {
      if (!(error instanceof StrayflowError)) throw error;
    }
  }

  end(): void {
    (this.lines ?? this.begin(this.survey(true))).end();
  }

  snapshot(): Uint8Array {
    const { layout, lines, head } = this;
    return layout === null || lines === null
      ? snapshot({ head: head.bytes.slice(head.start, head.end), flushed: this.patience.bytes })
      : snapshot({ layout, lines: lines.snapshot() });
  }

  private survey(complete: boolean): JsonSurvey {
    const { head } = this;
    const survey = surveyJson(head.bytes.subarray(head.start, head.end), complete);
    if (survey !== null) return survey;
    throw new StrayflowError('input-unknown', `no line within ${SURVEY_BYTES} bytes is a JSON object`);
  }

  private begin(survey: JsonSurvey): JsonLinesParser {
    const { head, context } = this;
    const bytes = head.bytes.slice(head.start, head.end);
    const plan = planTable(survey, this.options, 'NDJSON');
    for (const note of plan.notes) context.sink.note(note);
    this.layout = {
      plan: { ...plan, columns: plan.columns.map((each, slot) => ({ ...each, column: slot })) },
      paths: plan.columns.map(({ column }) => survey.paths[column]!),
    };
    this.lines = this.open(this.layout);
    head.start = head.end;
    this.lines.push(bytes);
    return this.lines;
  }

  private open({ plan, paths }: Layout, bytes?: Uint8Array): JsonLinesParser {
    const { context, options } = this;
    const reader = (state: object | undefined) =>
      new NdjsonRowReader(context, plan, paths, options, state as NdjsonState | undefined);
    return new JsonLinesParser(context, options.lineLimit, reader, bytes);
  }
}

/** Likely with both addresses under known names; with an address under another name a mapping can be given. */
function sniff(head: Uint8Array): number {
  const first = head[0] === 0xef && head[1] === 0xbb ? 3 : 0;
  if (head[first] !== 123) return 0;
  const survey = surveyJson(head.subarray(first), head.length < SURVEY_BYTES);
  if (survey === null || survey.regular < 0.5) return 0;
  const fields = new Set(assignColumns(survey.columns).map(({ field }) => field));
  const addresses = survey.rows[0]!.filter(isAddress).length;
  if (fields.has('source') && addresses > 0) return fields.has('destination') ? 0.7 : 0.5;
  return addresses >= 2 ? 0.2 : 0;
}

export const ndjsonFormat: SourceFormat<NdjsonOptions> = {
  name: 'ndjson',
  title: 'NDJSON',
  options: ndjsonOptions,
  sniff,
  open: (context, options, bytes) => new NdjsonParser(context, options, bytes),
};
