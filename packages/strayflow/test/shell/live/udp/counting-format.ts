/** A format of stored datagrams that gives one flow a datagram: the number in its first four bytes is the flow's bytes sent. */
import { z } from 'zod';
import { FlowBuilder } from '../../../../src/model/flow-builder.js';
import { restore, snapshot } from '../../../../src/model/snapshot.js';
import type { Parser, ParserContext, SourceFormat } from '../../../../src/model/source.js';
import { DATAGRAM_MAGIC, readDatagram } from '../../../../src/sources/exports/datagram-file.js';

interface State {
  readonly pending: Uint8Array;
  readonly isBegun: boolean;
  readonly next: number;
  readonly losses: number;
  readonly records: number;
}

class CountingParser implements Parser {
  losses: number;
  private readonly context: ParserContext;
  private readonly builder: FlowBuilder;
  private pending: Uint8Array;
  private isBegun: boolean;
  private next: number;
  private records: number;

  constructor(context: ParserContext, state?: State) {
    this.context = context;
    this.builder = new FlowBuilder(context.site, [], 512);
    this.pending = state?.pending ?? new Uint8Array(0);
    this.isBegun = state?.isBegun ?? false;
    this.next = state?.next ?? 0;
    this.losses = state?.losses ?? 0;
    this.records = state?.records ?? 0;
  }

  push(chunk: Uint8Array): void {
    const bytes = new Uint8Array(Buffer.concat([this.pending, chunk]));
    let at = 0;
    if (!this.isBegun && bytes.length >= DATAGRAM_MAGIC.length) {
      at = DATAGRAM_MAGIC.length;
      this.isBegun = true;
    }
    while (this.isBegun) {
      const datagram = readDatagram(bytes, at, bytes.length);
      if (datagram === null) throw new Error(`the stream is damaged at ${at}`);
      if (typeof datagram === 'number') break;
      const number = new DataView(bytes.buffer).getUint32(datagram.from);
      this.losses += number - this.next;
      this.next = number + 1;
      this.add(number, datagram.time);
      at = datagram.to;
    }
    this.pending = bytes.slice(at);
  }

  private add(number: number, time: number): void {
    const row = this.builder.add();
    const { columns } = this.builder;
    columns.input[row] = this.context.input;
    columns.recordNumber[row] = ++this.records;
    columns.time[row] = time;
    columns.bytesSent[row] = number;
    this.context.sink.read(1);
    if (this.builder.full) this.flush();
  }

  flush(): void {
    if (this.builder.length > 0) this.context.sink.flows(this.builder.take());
  }

  end(): void {
    this.flush();
  }

  snapshot(): Uint8Array {
    const { pending, isBegun, next, losses, records } = this;
    return snapshot({ pending, isBegun, next, losses, records } satisfies State);
  }
}

export const countingFormat: SourceFormat = {
  name: 'flow-datagrams',
  title: 'numbered datagrams',
  options: z.strictObject({}),
  sniff: () => 0,
  open: (context, _options, bytes) =>
    new CountingParser(context, bytes === undefined ? undefined : restore<State>(bytes)),
};

export function numbered(number: number, bytes = 64): Uint8Array {
  const payload = new Uint8Array(bytes);
  new DataView(payload.buffer).setUint32(0, number);
  return payload;
}
