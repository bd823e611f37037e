/** The source "zeek-conn": connections of Zeek's conn.log, as text with a header or as JSON lines, also mixed. */
import { z } from 'zod';
import type { OptionalColumn } from '../model/flow-builder.js';
import type { Parser, ParserContext, SourceFormat } from '../model/source.js';
import { LINE_LIMIT } from './csv/options.js';
import { FlowDraft } from './record/flow-draft.js';
import { UnusableCells } from './record/unusable-cells.js';
import { type LineHandler, LineReader } from './text/lines.js';
import { printableBytes } from './text/printable.js';
import { otherLog } from './zeek/fields.js';
import { isZeekRecord, otherJsonLog, parseJsonRecord, ZeekJson } from './zeek/json.js';
import { sniffZeek } from './zeek/sniff.js';
import { ZeekTsv } from './zeek/tsv.js';

const HASH = 35;
const BRACE = 123;
const OPTIONAL: readonly OptionalColumn[] = ['service', 'uid', 'vlan', 'sourceMac'];
/** Names of logs that are told apart; the input chooses them. */
const MOST_LOGS = 64;

const zeekOptions = z.strictObject({ lineLimit: LINE_LIMIT });
type ZeekOptions = z.infer<typeof zeekOptions>;

class ZeekParser implements Parser, LineHandler {
  private readonly context: ParserContext;
  private readonly lines: LineReader;
  private readonly draft: FlowDraft;
  private readonly tsv: ZeekTsv;
  private readonly json: ZeekJson;
  private readonly unusable = new UnusableCells();
  private readonly decoder = new TextDecoder();
  private readonly limit: number;
  private readonly logs = new Map<string, number>();
  private records = 0;

  constructor(context: ParserContext, options: ZeekOptions) {
    this.context = context;
    this.limit = options.lineLimit;
    this.lines = new LineReader(options.lineLimit, this);
    this.draft = new FlowDraft(context, OPTIONAL);
    this.tsv = new ZeekTsv(this.draft, this.unusable);
    this.json = new ZeekJson(this.draft, this.unusable);
  }

  push(chunk: Uint8Array): void {
    this.lines.push(chunk);
    this.context.sink.read(this.records);
    this.records = 0;
  }

  flush(): void {
    this.draft.flush();
  }

  end(): void {
    const { sink } = this.context;
    this.lines.end();
    sink.read(this.records);
    this.records = 0;
    this.draft.flush();
    this.unusable.report(sink);
    for (const [reason, records] of this.logs) {
      sink.note(
        `records of another Zeek log (${reason}), left out because only conn.log holds flows: ${records}`,
      );
    }
  }

  tooLong(lineNumber: number): void {
    this.records++;
    this.context.sink.reject('line-too-long', lineNumber, `longer than ${this.limit} bytes`);
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
    if (!this.tsv.holdsConnections()) {
      this.leaveOut(otherLog(this.tsv.path));
      return;
    }
    const fault = this.tsv.readRow(bytes, from, to, lineNumber);
    if (fault !== null) this.context.sink.reject(fault, lineNumber, this.tsv.faultDetail(fault));
  }

  private readJson(bytes: Uint8Array, from: number, to: number, lineNumber: number): void {
    const { sink } = this.context;
    const record = parseJsonRecord(this.decoder.decode(bytes.subarray(from, to)));
    if (record === null) {
      sink.reject('bad-json', lineNumber, printableBytes(bytes, from, to));
      return;
    }
    const other = otherJsonLog(record);
    if (other !== null) {
      if (isZeekRecord(record)) this.leaveOut(other);
      else sink.reject('not-zeek', lineNumber, printableBytes(bytes, from, to));
      return;
    }
    const fault = this.json.readRecord(record, lineNumber);
    if (fault !== null) sink.reject(fault, lineNumber, this.json.faultDetail());
  }

  private leaveOut(log: string): void {
    const reason = this.logs.has(log) || this.logs.size < MOST_LOGS ? log : otherLog('');
    this.logs.set(reason, (this.logs.get(reason) ?? 0) + 1);
    this.context.sink.ignore(reason, 1);
  }
}

export const zeekFormat: SourceFormat<ZeekOptions> = {
  name: 'zeek-conn',
  title: 'Zeek conn.log',
  options: zeekOptions,
  sniff: (head) => (sniffZeek(head) === 'connections' ? 1 : 0),
  open: (context, options) => new ZeekParser(context, options),
};

/** Recognised so that a folder of Zeek's logs can be given whole: every record is counted and left out. */
export const zeekOtherFormat: SourceFormat<ZeekOptions> = {
  name: 'zeek-other',
  title: 'Other Zeek log',
  options: zeekOptions,
  sniff: (head) => (sniffZeek(head) === 'other' ? 0.95 : 0),
  open: (context, options) => new ZeekParser(context, options),
};
