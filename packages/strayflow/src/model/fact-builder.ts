/** Builds fact batches row by row, for parsers, and cuts them without copying. */
import { FACT_TEXT_LIMIT, type FactBatch, type FactKind, type FactText } from './fact-batch.js';
import type { StringColumn } from './flow-batch.js';
import { BATCH_ROWS } from './flow-builder.js';
import { Identifiers } from './identifiers.js';

const decoder = new TextDecoder();

/** The numeric columns as a parser writes them; strings go through `text`. */
export type WritableFacts = Omit<
  FactBatch,
  'site' | 'length' | 'input' | 'recordNumber' | 'time' | 'kind' | FactText
>;

class StringDraft {
  private readonly texts = new Identifiers();

  constructor(rows: number) {
    this.texts.start(new Uint32Array(rows));
  }

  set(row: number, value: string): void {
    const cut = value.length > FACT_TEXT_LIMIT ? `${value.slice(0, FACT_TEXT_LIMIT - 1)}…` : value;
    this.texts.text(row, cut);
  }

  ascii(row: number, bytes: Uint8Array, from: number, to: number): void {
    this.texts.ascii(row, bytes, from, to);
  }

  take(length: number): StringColumn {
    return this.texts.column(length);
  }
}

function draft(rows: number) {
  return {
    recordNumber: new Float64Array(rows),
    time: new Float64Array(rows),
    kind: new Uint8Array(rows),
    address: new Uint8Array(16 * rows),
    mac: new Uint8Array(6 * rows),
    peer: new Uint8Array(16 * rows),
    peerPort: new Uint16Array(rows),
    number: new Float64Array(rows),
    name: new StringDraft(rows),
    value: new StringDraft(rows),
    text: new StringDraft(rows),
    uid: new StringDraft(rows),
  };
}

export class FactBuilder {
  private readonly site: string;
  private readonly input: number;
  private readonly capacity: number;
  private used = 0;
  /** Made at the first row: most inputs have no facts. */
  private open: ReturnType<typeof draft> | null = null;

  constructor(site: string, input: number, capacity = BATCH_ROWS) {
    this.site = site;
    this.input = input;
    this.capacity = capacity;
  }

  /** Rows since the last `take`. */
  get length(): number {
    return this.used;
  }

  get full(): boolean {
    return this.used >= this.capacity;
  }

  /** The columns to write into, at row `add()`. New arrays after every `take`. */
  get columns(): WritableFacts {
    this.open ??= draft(this.capacity);
    return this.open;
  }

  /** Opens the next row (all zero and empty) and returns its number. `time` is Unix ms. */
  add(kind: FactKind, recordNumber: number, time: number): number {
    if (this.full)
      throw new RangeError(`expected a row below ${this.capacity}, received ${this.used}: take() first`);
    this.open ??= draft(this.capacity);
    const row = this.used++;
    this.open.kind[row] = kind;
    this.open.recordNumber[row] = recordNumber;
    this.open.time[row] = time;
    return row;
  }

  /** Sets a string of a row; beyond FACT_TEXT_LIMIT characters it is cut. */
  text(column: FactText, row: number, value: string): void {
    if (value !== '') this.open?.[column].set(row, value);
  }

  /** Sets a string of a row to `bytes[from..to)`, which must be ASCII; as `text` does. */
  ascii(column: FactText, row: number, bytes: Uint8Array, from: number, to: number): void {
    if (to - from > FACT_TEXT_LIMIT) this.text(column, row, decoder.decode(bytes.subarray(from, to)));
    else this.open?.[column].ascii(row, bytes, from, to);
  }

  /** The rows so far as a batch that the caller owns; the builder starts anew. */
  take(): FactBatch {
    const length = this.used;
    const { name, value, text, uid, ...columns } = this.open ?? draft(0);
    const batch: FactBatch = {
      site: this.site,
      length,
      input: new Uint32Array(length).fill(this.input),
      recordNumber: columns.recordNumber.subarray(0, length),
      time: columns.time.subarray(0, length),
      kind: columns.kind.subarray(0, length),
      address: columns.address.subarray(0, length * 16),
      mac: columns.mac.subarray(0, length * 6),
      peer: columns.peer.subarray(0, length * 16),
      peerPort: columns.peerPort.subarray(0, length),
      name: name.take(length),
      value: value.take(length),
      text: text.take(length),
      uid: uid.take(length),
      number: columns.number.subarray(0, length),
    };
    this.used = 0;
    this.open = null;
    return batch;
  }
}

/** Rows `from` up to `to` of a batch of facts; columns are views. */
export function sliceFacts(batch: FactBatch, from: number, to: number): FactBatch {
  const strings = ({ codes, dictionary }: StringColumn) => ({ codes: codes.subarray(from, to), dictionary });
  return {
    site: batch.site,
    length: to - from,
    input: batch.input.subarray(from, to),
    recordNumber: batch.recordNumber.subarray(from, to),
    time: batch.time.subarray(from, to),
    kind: batch.kind.subarray(from, to),
    address: batch.address.subarray(from * 16, to * 16),
    mac: batch.mac.subarray(from * 6, to * 6),
    peer: batch.peer.subarray(from * 16, to * 16),
    peerPort: batch.peerPort.subarray(from, to),
    name: strings(batch.name),
    value: strings(batch.value),
    text: strings(batch.text),
    uid: strings(batch.uid),
    number: batch.number.subarray(from, to),
  };
}
