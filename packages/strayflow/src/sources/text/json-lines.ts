/** The parser of every source that writes one JSON object per line. */
import { restore, snapshot } from '../../model/snapshot.js';
import type { Parser, ParserContext } from '../../model/source.js';
import type { JsonScanner } from './json-scanner.js';
import { type LineHandler, LineReader, type LineState } from './lines.js';
import { printableBytes } from './printable.js';

/** What a source makes of its objects. */
export interface JsonRecordReader {
  readonly scanner: JsonScanner;
  /** The scanner stands on the object of this line: hand it on, or tell the sink why not. */
  read(lineNumber: number): void;
  flush(): void;
  end(): void;
  /** All that it remembers between lines; plain data. */
  readonly state: object;
}

interface JsonLinesState {
  readonly lines: LineState;
  readonly reader: object;
}

export class JsonLinesParser implements Parser, LineHandler {
  private readonly context: ParserContext;
  private readonly limit: number;
  private readonly lines: LineReader;
  private readonly reader: JsonRecordReader;
  private records = 0;

  /** @param open makes the reader, anew or from the `state` of an earlier one */
  constructor(
    context: ParserContext,
    limit: number,
    open: (state: object | undefined) => JsonRecordReader,
    bytes?: Uint8Array,
  ) {
    const state = bytes === undefined ? undefined : restore<JsonLinesState>(bytes);
    this.context = context;
    this.limit = limit;
    this.lines = new LineReader(limit, this, state?.lines);
    this.reader = open(state?.reader);
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
    this.reader.flush();
  }

  end(): void {
    this.lines.end();
    this.tell();
    this.reader.end();
  }

  snapshot(): Uint8Array {
    return snapshot({ lines: this.lines.state, reader: this.reader.state } satisfies JsonLinesState);
  }

  tooLong(lineNumber: number): void {
    this.records++;
    this.context.sink.reject('line-too-long', lineNumber, `longer than ${this.limit} bytes`);
  }

  quick(bytes: Uint8Array, from: number, stop: number, lineNumber: number): number {
    const newline = this.reader.scanner.readLine(bytes, from, stop);
    if (newline < 0) return newline;
    this.records++;
    this.reader.read(lineNumber);
    return newline;
  }

  line(bytes: Uint8Array, from: number, to: number, lineNumber: number): void {
    this.records++;
    const start = lineNumber === 1 && bytes[from] === 0xef && bytes[from + 1] === 0xbb ? from + 3 : from;
    let at = start;
    while (at < to && bytes[at]! <= 32) at++;
    if (at >= to) this.context.sink.ignore('blank-line', 1);
    else if (this.reader.scanner.scanLine(bytes, start, to)) this.reader.read(lineNumber);
    else this.context.sink.reject('bad-json', lineNumber, printableBytes(bytes, start, to));
  }
}
