/** What a parser said of an input, in one number, and what in it cannot be true. */
import type { FactBatch } from '../../src/model/fact-batch.js';
import { FACT_TEXT_LIMIT, FactKind } from '../../src/model/fact-batch.js';
import {
  CONNECTION_STATE_NAMES,
  type FlowBatch,
  isKnown,
  NULLABLE_COLUMNS,
  type StringColumn,
} from '../../src/model/flow-batch.js';
import type { RecordSink } from '../../src/model/source.js';

/** ECMA-262: time values end 100 million days around the epoch. */
const LAST_TIME = 8.64e15;
const LONGEST_TEXT = FACT_TEXT_LIMIT;
/** Details of rejected records and notes are for people. */
const LONGEST_DETAIL = 1024;
const MOST_REASONS = 200;
const MOST_NOTES = 512;
const FACT_KINDS = Object.keys(FactKind).length;

/** Takes what a parser says; keeps a digest of rows, so that any length of input can be compared. */
export class Outcome implements RecordSink {
  /** What no parser may say, in words; the first of it. */
  fault: string | null = null;
  records = 0;
  rows = 0;
  factRows = 0;
  private readonly flowDigest = new Digest();
  private readonly factDigest = new Digest();
  private readonly rejectDigest = new Digest();
  private readonly ignored = new Map<string, number>();
  private readonly rejected = new Map<string, number>();
  private readonly notes = new Set<string>();

  /** Equal for equal rows, facts, counts and notes, however they were cut into batches. */
  digest(): string {
    return JSON.stringify([
      this.records,
      this.rows,
      this.factRows,
      this.flowDigest.value,
      this.factDigest.value,
      this.rejectDigest.value,
      [...this.ignored].sort(),
      [...this.rejected].sort(),
      [...this.notes].sort(),
    ]);
  }

  /** @param bytes length of the input */
  atEnd(bytes: number): void {
    const ignored = sum(this.ignored);
    const rejected = sum(this.rejected);
    if (ignored + rejected > this.records)
      this.blame(`${this.records} records read, ${rejected} rejected and ${ignored} ignored`);
    if (this.rows + this.factRows > 4 * bytes + 64)
      this.blame(`${this.rows} rows and ${this.factRows} facts of ${bytes} bytes`);
  }

  read(records: number): void {
    if (!Number.isInteger(records) || records < 0) this.blame(`read(${records})`);
    this.records += records;
  }

  reject(reason: string, record: number, detail: string): void {
    if (!Number.isInteger(record) || record < 0) this.blame(`record ${record} rejected`);
    if (detail.length > LONGEST_DETAIL) this.blame(`a detail of ${detail.length} characters`);
    this.count(this.rejected, reason, 1);
    this.rejectDigest.text(reason);
    this.rejectDigest.number(record);
    this.rejectDigest.text(detail);
  }

  ignore(reason: string, records: number): void {
    if (!Number.isInteger(records) || records < 0) this.blame(`${records} records ignored`);
    if (records > 0) this.count(this.ignored, reason, records);
  }

  note(text: string): void {
    if (text.length > LONGEST_DETAIL) this.blame(`a note of ${text.length} characters`);
    this.notes.add(text);
    if (this.notes.size > MOST_NOTES) this.blame(`${this.notes.size} notes`);
  }

  flows(batch: FlowBatch): void {
    this.rows += batch.length;
    const { flowDigest: digest } = this;
    for (let row = 0; row < batch.length; row++) {
      const numbers = [batch.recordNumber[row]!, batch.flowId[row]!, batch.time[row]!, batch.start[row]!];
      if (!numbers.every(Number.isFinite)) this.blame(`numbers of a row: ${numbers.join(' ')}`);
      if (!(Math.abs(batch.time[row]!) <= LAST_TIME && Math.abs(batch.start[row]!) <= LAST_TIME))
        this.blame(`times of a row: ${batch.time[row]} ${batch.start[row]}`);
      if (batch.time[row]! < batch.start[row]!)
        this.blame(`a record at ${batch.time[row]} of a flow that starts at ${batch.start[row]}`);
      if (!(batch.recordNumber[row]! >= 1)) this.blame(`record number ${batch.recordNumber[row]}`);
      for (const value of numbers) digest.number(value);
      digest.number(batch.record[row]! * 2 + batch.initiatorKnown[row]!);
      if (batch.record[row]! > 3) this.blame(`record kind ${batch.record[row]}`);
      if (batch.state[row]! >= CONNECTION_STATE_NAMES.length) this.blame(`state ${batch.state[row]}`);
      for (const column of NULLABLE_COLUMNS) {
        const known = isKnown(batch.validity[column], row);
        const value = batch[column][row]!;
        if (!(value >= 0) || value === Number.POSITIVE_INFINITY) this.blame(`${column} ${value}`);
        if (!known && value !== 0) this.blame(`unknown ${column} with the value ${value}`);
        digest.number(known ? value : -1);
      }
      for (let i = 16 * row; i < 16 * row + 16; i++) {
        digest.number(batch.source[i]! * 256 + batch.destination[i]!);
      }
      digest.number(batch.ttl?.[row] ?? 0);
      digest.number(batch.vlan?.[row] ?? 0);
      digest.number(batch.interfaceIndex?.[row] ?? 0);
      digest.number(batch.samplingRate?.[row] ?? 0);
      for (let i = 0; i < 6; i++) digest.number(batch.sourceMac?.[6 * row + i] ?? 0);
      for (const column of [batch.service, batch.uid, batch.identity, batch.exporter]) {
        digest.text(column === null ? '' : this.textOf(column, row));
      }
    }
  }

  facts(batch: FactBatch): void {
    this.factRows += batch.length;
    const { factDigest: digest } = this;
    for (let row = 0; row < batch.length; row++) {
      const numbers = [batch.recordNumber[row]!, batch.time[row]!, batch.number[row]!];
      if (!numbers.every(Number.isFinite)) this.blame(`numbers of a fact: ${numbers.join(' ')}`);
      if (!(Math.abs(batch.time[row]!) <= LAST_TIME)) this.blame(`time of a fact: ${batch.time[row]}`);
      if (batch.kind[row]! >= FACT_KINDS) this.blame(`kind of fact ${batch.kind[row]}`);
      for (const value of numbers) digest.number(value);
      digest.number(batch.kind[row]! * 65_536 + batch.peerPort[row]!);
      for (let i = 16 * row; i < 16 * row + 16; i++) digest.number(batch.address[i]! * 256 + batch.peer[i]!);
      for (let i = 6 * row; i < 6 * row + 6; i++) digest.number(batch.mac[i]!);
      for (const column of [batch.name, batch.value, batch.text, batch.uid]) {
        digest.text(this.textOf(column, row));
      }
    }
  }

  private textOf({ codes, dictionary }: StringColumn, row: number): string {
    const text = dictionary[codes[row]!];
    if (text === undefined) {
      this.blame(`code ${codes[row]} of ${dictionary.length} texts`);
      return '';
    }
    if (text.length > LONGEST_TEXT) this.blame(`a text of ${text.length} characters`);
    return text;
  }

  private count(counts: Map<string, number>, reason: string, by: number): void {
    counts.set(reason, (counts.get(reason) ?? 0) + by);
    if (counts.size > MOST_REASONS) this.blame(`${counts.size} reasons`);
    if (reason.length > LONGEST_DETAIL) this.blame(`a reason of ${reason.length} characters`);
  }

  private blame(fault: string): void {
    this.fault ??= fault;
  }
}

/** 64 bits in two lanes (FNV-1a over words): not for adversaries, who do not choose it. */
class Digest {
  private low = 0x811c9dc5;
  private high = 0x9747b28c;
  private readonly scratch = new Float64Array(1);
  private readonly words = new Uint32Array(this.scratch.buffer);

  get value(): string {
    return `${this.high >>> 0}:${this.low >>> 0}`;
  }

  number(value: number): void {
    // Signed zero is zero.
    this.scratch[0] = value + 0;
    this.word(this.words[0]!);
    this.word(this.words[1]!);
  }

  text(text: string): void {
    this.word(text.length);
    for (let i = 0; i < text.length; i++) this.word(text.charCodeAt(i));
  }

  private word(word: number): void {
    this.low = Math.imul(this.low ^ word, 0x01000193);
    this.high = Math.imul(this.high ^ word ^ (this.low >>> 15), 0x85ebca6b);
  }
}

function sum(counts: ReadonlyMap<string, number>): number {
  let total = 0;
  for (const count of counts.values()) total += count;
  return total;
}
