/** The sources "zeek-conn" and "zeek-other": Zeek's logs, as text with a header or as JSON lines, also mixed. */
import { z } from 'zod';
import { FactBuilder } from '../model/fact-builder.js';
import type { OptionalColumn } from '../model/flow-builder.js';
import { restore, snapshot } from '../model/snapshot.js';
import type { Parser, ParserContext, SourceFormat } from '../model/source.js';
import { LINE_LIMIT } from './csv/options.js';
import { FlowDraft } from './record/flow-draft.js';
import { UnusableCells, type UnusableState } from './record/unusable-cells.js';
import { type LineHandler, LineReader, type LineState } from './text/lines.js';
import { printableBytes } from './text/printable.js';
import { CARRIAGE_RETURN } from './text/window.js';
import type { Certificates } from './zeek/certificates.js';
import { ZeekConnections } from './zeek/connection.js';
import { ZeekFacts } from './zeek/facts.js';
import { otherLog } from './zeek/fields.js';
import { ZeekJson } from './zeek/json.js';
import type { ZeekRecord } from './zeek/record.js';
import { faultDetail } from './zeek/refusal.js';
import { sniffZeek } from './zeek/sniff.js';
import { type TsvState, ZeekTsv } from './zeek/tsv.js';
import { TsvConnections } from './zeek/tsv-connections.js';

const HASH = 35;
const ZERO = 48;
const NINE = 57;
const BRACE = 123;
const OPTIONAL: readonly OptionalColumn[] = ['service', 'uid', 'vlan', 'sourceMac'];
/** Names of logs that are told apart; the input chooses them. */
const MOST_LOGS = 64;

const zeekOptions = z.strictObject({ lineLimit: LINE_LIMIT });
type ZeekOptions = z.infer<typeof zeekOptions>;

interface ZeekState {
  readonly lines: LineState;
  readonly tsv: TsvState;
  readonly certificates: Certificates;
  readonly unusable: UnusableState;
  /** Records of logs that are not read, by reason. */
  readonly left: Map<string, number>;
}

class ZeekParser implements Parser, LineHandler {
  private readonly context: ParserContext;
  private readonly limit: number;
  private readonly lines: LineReader;
  private readonly draft: FlowDraft;
  private readonly builder: FactBuilder;
  private readonly tsv: ZeekTsv;
  private readonly json = new ZeekJson();
  private readonly connections: ZeekConnections;
  private readonly rows: TsvConnections;
  private readonly facts: ZeekFacts;
  private readonly certificates: Certificates;
  private readonly unusable: UnusableCells;
  private readonly left: Map<string, number>;
  private readonly decoder = new TextDecoder();
  private records = 0;

  constructor(context: ParserContext, options: ZeekOptions, bytes?: Uint8Array) {
    const state = bytes === undefined ? undefined : restore<ZeekState>(bytes);
    this.context = context;
    this.limit = options.lineLimit;
    this.lines = new LineReader(options.lineLimit, this, state?.lines);
    this.draft = new FlowDraft(context, OPTIONAL);
    this.builder = new FactBuilder(context.site, context.input);
    this.tsv = new ZeekTsv(state?.tsv);
    this.unusable = new UnusableCells(state?.unusable);
    this.connections = new ZeekConnections(this.draft, this.unusable);
    this.rows = new TsvConnections(this.tsv, this.connections);
    this.certificates = state?.certificates ?? new Map();
    this.facts = new ZeekFacts(this.builder, () => this.flushFacts(), this.certificates);
    this.left = state?.left ?? new Map();
  }

  push(chunk: Uint8Array): void {
    this.lines.push(chunk);
    this.tell();
  }

  private tell(): void {
    if (this.records > 0) this.context.sink.read(this.records);
    this.records = 0;
  }

  flush(): void {
    this.draft.flush();
    this.flushFacts();
  }

  private flushFacts(): void {
    if (this.builder.length > 0) this.context.sink.facts(this.builder.take());
  }

  end(): void {
    const { sink } = this.context;
    this.lines.end();
    this.tell();
    this.flush();
    this.unusable.report(sink);
    for (const [reason, records] of this.left) {
      sink.note(`records of a Zeek log that is not read (${reason}): ${records}`);
    }
  }

  snapshot(): Uint8Array {
    return snapshot({
      lines: this.lines.state,
      tsv: this.tsv.state,
      certificates: this.certificates,
      unusable: this.unusable.state,
      left: this.left,
    } satisfies ZeekState);
  }

  tooLong(lineNumber: number): void {
    this.records++;
    this.context.sink.reject('line-too-long', lineNumber, `longer than ${this.limit} bytes`);
  }

  quick(bytes: Uint8Array<ArrayBuffer>, from: number, stop: number, lineNumber: number): number {
    const first = bytes[from]!;
    let newline = -1;
    if (first >= ZERO && first <= NINE) newline = this.rows.read(bytes, from, stop, lineNumber);
    else if (first === BRACE) {
      newline = this.json.readLine(bytes, from, stop);
      const to = bytes[newline - 1] === CARRIAGE_RETURN ? newline - 1 : newline;
      if (newline >= 0) this.readObject(bytes, from, to, lineNumber);
    }
    if (newline >= 0) this.records++;
    return newline;
  }

  line(bytes: Uint8Array, from: number, to: number, lineNumber: number): void {
    this.records++;
    const start = lineNumber === 1 && bytes[from] === 0xef && bytes[from + 1] === 0xbb ? from + 3 : from;
    const first = start < to ? bytes[start] : undefined;
    if (first === undefined) this.context.sink.ignore('blank-line', 1);
    else if (first === HASH) {
      this.tsv.readHeader(this.decoder.decode(bytes.subarray(start, to)));
      this.context.sink.ignore('header', 1);
    } else if (first === BRACE) this.readJson(bytes, start, to, lineNumber);
    else this.readRow(bytes, start, to, lineNumber);
  }

  private readRow(bytes: Uint8Array, from: number, to: number, lineNumber: number): void {
    const { tsv } = this;
    if (tsv.log !== 'conn' && !this.facts.reads(tsv.log)) this.leaveOut(tsv.log);
    else if (tsv.read(bytes, from, to)) this.readRecord(tsv.log, tsv, lineNumber);
    else this.context.sink.reject('wrong-field-count', lineNumber, tsv.shortage);
  }

  private readJson(bytes: Uint8Array, from: number, to: number, lineNumber: number): void {
    if (this.json.scanLine(bytes, from, to)) this.readObject(bytes, from, to, lineNumber);
    else this.context.sink.reject('bad-json', lineNumber, printableBytes(bytes, from, to));
  }

  private readObject(bytes: Uint8Array, from: number, to: number, lineNumber: number): void {
    const { json } = this;
    const { log } = json;
    if (log === 'conn' || (this.facts.reads(log) && json.isZeek(log))) this.readRecord(log, json, lineNumber);
    else if (json.isZeek(log)) this.leaveOut(log);
    else this.context.sink.reject('not-zeek', lineNumber, printableBytes(bytes, from, to));
  }

  private readRecord(log: string, record: ZeekRecord, lineNumber: number): void {
    const refusal =
      log === 'conn' ? this.connections.read(record, lineNumber) : this.facts.read(log, record, lineNumber);
    if (refusal === null) return;
    const { sink } = this.context;
    if (refusal.slot === null) sink.ignore(refusal.reason, 1);
    else sink.reject(refusal.reason, lineNumber, faultDetail(record, refusal.slot));
  }

  private leaveOut(log: string): void {
    const named = otherLog(log);
    const reason = this.left.has(named) || this.left.size < MOST_LOGS ? named : otherLog('');
    this.left.set(reason, (this.left.get(reason) ?? 0) + 1);
    this.context.sink.ignore(reason, 1);
  }
}

export const zeekFormat: SourceFormat<ZeekOptions> = {
  name: 'zeek-conn',
  title: 'Zeek conn.log',
  options: zeekOptions,
  sniff: (head) => (sniffZeek(head) === 'connections' ? 1 : 0),
  open: (context, options, bytes) => new ZeekParser(context, options, bytes),
};

/** The same reader, told apart so that a report says which of Zeek's logs were given. */
export const zeekOtherFormat: SourceFormat<ZeekOptions> = {
  name: 'zeek-other',
  title: 'Zeek log beside conn.log',
  options: zeekOptions,
  sniff: (head) => (sniffZeek(head) === 'other' ? 0.95 : 0),
  open: (context, options, bytes) => new ZeekParser(context, options, bytes),
};
