/**
 * A stream of datagrams for the reader of exporters' datagrams, as the fuzzer writes them: each is a byte that says
 * which of four exporters sent it, a 16-bit length (big-endian), and the payload.
 */
import { ADDRESS_BYTES } from '../../src/model/address.js';
import { restore, snapshot } from '../../src/model/snapshot.js';
import type { Parser, RecordSink } from '../../src/model/source.js';
import { exportOptions } from '../../src/sources/exports/export-options.js';
import { ExportReader, type ExportReaderState } from '../../src/sources/exports/export-reader.js';

const HEADER_BYTES = 3;
const FIRST_ARRIVAL = Date.UTC(2026, 0, 1);

interface FeedState {
  readonly reader: ExportReaderState;
  readonly half: Uint8Array;
  readonly taken: number;
}

export class DatagramFeed implements Parser {
  private readonly reader: ExportReader;
  private readonly address = new Uint8Array(ADDRESS_BYTES);
  private half: Uint8Array;
  private taken: number;

  constructor(sink: RecordSink, bytes?: Uint8Array) {
    const state = bytes === undefined ? undefined : restore<FeedState>(bytes);
    const context = { site: 'test', input: 0, sink };
    this.reader = new ExportReader(context, exportOptions.parse({}), state?.reader);
    this.half = state?.half ?? new Uint8Array(0);
    this.taken = state?.taken ?? 0;
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
    this.address.set([255, 255, 192, 0, 2, bytes[at]! & 3], 10);
    const time = FIRST_ARRIVAL + 1000 * this.taken++;
    this.reader.take(time, this.address, 0, 9999, bytes, at + HEADER_BYTES, end);
  }

  flush(): void {
    this.reader.flush();
  }

  end(): void {
    this.reader.end();
  }

  snapshot(): Uint8Array {
    return snapshot({ reader: this.reader.state, half: this.half, taken: this.taken });
  }
}

/** Payloads as the feed reads them. */
export function feedOf(payloads: readonly Uint8Array[]): Uint8Array {
  const parts = payloads.map((payload, index) => {
    const framed = new Uint8Array(HEADER_BYTES + payload.length);
    framed.set([index & 1, payload.length >> 8, payload.length & 255]);
    framed.set(payload, HEADER_BYTES);
    return framed;
  });
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}
