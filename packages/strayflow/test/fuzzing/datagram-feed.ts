/**
 * A stream of datagrams for the reader of exporters' datagrams, as the fuzzer writes them: each is a byte that says
 * which of four exporters sent it, and whether to the same input or to another of the run, which is asked for templates
 * alone; a 16-bit length (big-endian); and the payload.
 */
import { ADDRESS_BYTES } from '../../src/model/address.js';
import { restore, snapshot } from '../../src/model/snapshot.js';
import type { Parser, RecordSink, SharedLayout } from '../../src/model/source.js';
import { exportOptions } from '../../src/sources/exports/export-options.js';
import { ExportReader, type ExportReaderState } from '../../src/sources/exports/export-reader.js';

const HEADER_BYTES = 3;
const EXPORTER_BITS = 3;
const OTHER_INPUT_BIT = 4;
const MOST_LAYOUTS = 16;
const FIRST_ARRIVAL = Date.UTC(2026, 0, 1);

const SILENT = { flows() {}, facts() {}, read() {}, reject() {}, ignore() {}, note() {} };

interface FeedState {
  readonly reader: ExportReaderState;
  readonly other: ExportReaderState;
  readonly layouts: Map<string, SharedLayout[]>;
  readonly half: Uint8Array;
  readonly taken: number;
}

export class DatagramFeed implements Parser {
  private readonly reader: ExportReader;
  private readonly other: ExportReader;
  private readonly layouts: Map<string, SharedLayout[]>;
  private readonly address = new Uint8Array(ADDRESS_BYTES);
  private half: Uint8Array;
  private taken: number;

  constructor(sink: RecordSink, bytes?: Uint8Array) {
    const state = bytes === undefined ? undefined : restore<FeedState>(bytes);
    this.layouts = state?.layouts ?? new Map();
    const { layouts } = this;
    const options = exportOptions.parse({});
    this.reader = new ExportReader({ site: 'test', input: 0, sink, layouts }, options, state?.reader);
    const tellLayout = this.told.bind(this);
    this.other = new ExportReader(
      { site: 'test', input: 1, sink: SILENT, tellLayout },
      options,
      state?.other,
    );
    this.half = state?.half ?? new Uint8Array(0);
    this.taken = state?.taken ?? 0;
  }

  private told(key: string, layout: object): void {
    const known = this.layouts.get(key) ?? [];
    if (known.length < MOST_LAYOUTS)
      this.layouts.set(key, [...known, { layout, from: `input ${known.length}` }]);
  }

  push(chunk: Uint8Array): void {
    const bytes = new Uint8Array(this.half.length + chunk.length);
    bytes.set(this.half);
    bytes.set(chunk, this.half.length);
    let at = 0;
    while (at + HEADER_BYTES <= bytes.length) {
      const end = at + HEADER_BYTES + bytes[at + 1]! * 256 + bytes[at + 2]!;
      if (end > bytes.length) break;
      this.take(bytes, at, end);
      at = end;
    }
    this.half = bytes.slice(at);
    this.reader.tell();
  }

  private take(bytes: Uint8Array, at: number, end: number): void {
    this.address.set([255, 255, 192, 0, 2, bytes[at]! & EXPORTER_BITS], 10);
    const time = FIRST_ARRIVAL + 1000 * this.taken++;
    const reader = (bytes[at]! & OTHER_INPUT_BIT) === 0 ? this.reader : this.other;
    reader.take(time, this.address, 0, 9999, bytes, at + HEADER_BYTES, end);
  }

  flush(): void {
    this.reader.flush();
    this.other.flush();
  }

  end(): void {
    this.reader.end();
  }

  snapshot(): Uint8Array {
    const { reader, other, layouts, half, taken } = this;
    return snapshot({ reader: reader.state, other: other.state, layouts, half, taken } satisfies FeedState);
  }
}

/** All to another input, then all to the one that is read: its records find their templates there. */
export function toldElsewhere(templates: readonly Uint8Array[], data: readonly Uint8Array[]): Uint8Array {
  return feedOf([...templates, ...data], (index) => (index < templates.length ? OTHER_INPUT_BIT : 0));
}

/** Payloads as the feed reads them; `from` says who sends the one at this place, to which input. */
export function feedOf(
  payloads: readonly Uint8Array[],
  from = (index: number): number => index & 1,
): Uint8Array {
  const parts = payloads.map((payload, index) => {
    const framed = new Uint8Array(HEADER_BYTES + payload.length);
    framed.set([from(index), payload.length >> 8, payload.length & 255]);
    framed.set(payload, HEADER_BYTES);
    return framed;
  });
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}
