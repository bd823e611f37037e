/** One line of an AWS VPC flow log as a record of one direction. */
import { EndReason, type OneWayRecord } from '../record/one-way.js';
import type { UnusableCells } from '../record/unusable-cells.js';
import { readAddress } from '../text/address.js';
import { TextCache } from '../text/cache.js';
import { isMissing, readWhole } from '../text/number.js';
import { printableBytes } from '../text/printable.js';
import { epochFormat, readTime } from '../text/time.js';
import type { AwsField, AwsPlan } from './aws-fields.js';
import { isRefusedOpening } from './paired-flows.js';
import { scopeOf } from './scope.js';

const SPACE = 32;
/** More fields than any version of the format has. */
const MOST_FIELDS = 128;
const SECONDS = epochFormat('s');
const LONGEST_NAME = 64;
/** Fields that CloudWatch puts before the record: the time, or the time and the log stream. */
const MOST_BEFORE = 2;

export type AwsReading =
  | { readonly kind: 'record' }
  | { readonly kind: 'ignored'; readonly reason: string }
  | { readonly kind: 'rejected'; readonly reason: string; readonly detail: string };

const RECORD: AwsReading = { kind: 'record' };

export class AwsRecordReader {
  private readonly record: OneWayRecord;
  private readonly unusable: UnusableCells;
  private readonly starts = new Int32Array(MOST_FIELDS);
  private readonly ends = new Int32Array(MOST_FIELDS);
  private readonly names = new TextCache((text) => text.slice(0, LONGEST_NAME));
  private plan: AwsPlan;
  private bytes: Uint8Array = new Uint8Array(0);
  private first = 0;

  constructor(record: OneWayRecord, unusable: UnusableCells, plan: AwsPlan) {
    this.record = record;
    this.unusable = unusable;
    this.plan = plan;
  }

  follow(plan: AwsPlan): void {
    this.plan = plan;
  }

  /** Fills the record from the line `bytes[from..to)`. */
  read(bytes: Uint8Array, from: number, to: number): AwsReading {
    this.bytes = bytes;
    const count = this.split(from, to);
    this.first = this.fieldsBefore(count);
    if (this.first < 0) {
      const detail = `${count} fields where ${this.plan.width} are expected: ${printableBytes(bytes, from, to)}`;
      return { kind: 'rejected', reason: 'wrong-field-count', detail };
    }
    const status = this.text('log-status');
    if (status === 'NODATA' || status === 'SKIPDATA') return { kind: 'ignored', reason: status };
    this.record.clear();
    return this.readKey() ?? this.readRest();
  }

  private split(from: number, to: number): number {
    const { bytes, starts, ends } = this;
    let count = 0;
    for (let at = from; at < to; ) {
      while (at < to && bytes[at] === SPACE) at++;
      if (at >= to) break;
      const start = at;
      while (at < to && bytes[at] !== SPACE) at++;
      if (count === MOST_FIELDS) return count + 1;
      starts[count] = start;
      ends[count++] = at;
    }
    return count;
  }

  /** How many fields stand before the record; -1 when the line is no record. */
  private fieldsBefore(count: number): number {
    const before = count - this.plan.width;
    if (before === 0) return 0;
    if (before < 0 || before > MOST_BEFORE) return -1;
    const calendar = { kind: 'calendar', order: 'year-month-day' } as const;
    const time = readTime(this.bytes, this.starts[0]!, this.ends[0]!, calendar);
    return Number.isNaN(time) ? -1 : before;
  }

  private has(field: AwsField): boolean {
    return this.plan[field] >= 0;
  }

  private from(field: AwsField): number {
    return this.starts[this.first + this.plan[field]]!;
  }

  private to(field: AwsField): number {
    return this.ends[this.first + this.plan[field]]!;
  }

  private text(field: AwsField): string {
    return this.has(field) ? this.names.read(this.bytes, this.from(field), this.to(field)) : '-';
  }

  private missing(field: AwsField): boolean {
    return !this.has(field) || isMissing(this.bytes, this.from(field), this.to(field));
  }

  private address(field: AwsField, out: Uint8Array): boolean {
    return this.has(field) && readAddress(this.bytes, this.from(field), this.to(field), out, 0);
  }

  /** Seconds since 1970 as Unix ms. */
  private time(field: AwsField): number {
    return this.has(field) ? readTime(this.bytes, this.from(field), this.to(field), SECONDS) : Number.NaN;
  }

  private whole(field: AwsField, largest: number): number {
    if (this.missing(field)) return Number.NaN;
    const value = readWhole(this.bytes, this.from(field), this.to(field), largest);
    if (Number.isNaN(value)) this.unusable.add(field, this.shown(field));
    return value;
  }

  private shown(field: AwsField): string {
    return this.has(field) ? printableBytes(this.bytes, this.from(field), this.to(field)) : 'missing';
  }

  /** What a flow cannot be without. The original addresses stand before those of the interface that passed it on. */
  private readKey(): AwsReading | null {
    const { record } = this;
    if (!this.address('pkt-srcaddr', record.source) && !this.address('srcaddr', record.source)) {
      // A log without log-status says so of an interval without records.
      const empty = this.missing('srcaddr') && this.missing('pkt-srcaddr') && !this.has('log-status');
      if (empty) return { kind: 'ignored', reason: 'no-addresses' };
      return { kind: 'rejected', reason: 'bad-source', detail: `srcaddr is ${this.shown('srcaddr')}` };
    }
    if (!this.address('pkt-dstaddr', record.destination) && !this.address('dstaddr', record.destination)) {
      return { kind: 'rejected', reason: 'bad-destination', detail: `dstaddr is ${this.shown('dstaddr')}` };
    }
    const start = this.time('start');
    const end = this.time('end');
    record.start = Number.isNaN(start) ? end : start;
    record.end = end >= record.start ? end : record.start;
    if (!Number.isNaN(record.start)) return null;
    return { kind: 'rejected', reason: 'bad-time', detail: `start is ${this.shown('start')}` };
  }

  private readRest(): AwsReading {
    const { record } = this;
    record.protocol = this.whole('protocol', 255);
    record.sourcePort = this.whole('srcport', 65_535);
    record.destinationPort = this.whole('dstport', 65_535);
    record.packets = this.whole('packets', Number.MAX_SAFE_INTEGER);
    record.bytes = this.whole('bytes', Number.MAX_SAFE_INTEGER);
    const flags = this.whole('tcp-flags', 255);
    // ACK and PSH are not logged: 0 says that a packet had none of SYN, FIN and RST, not that it had no flags.
    record.tcpFlags = flags > 0 ? flags : Number.NaN;
    record.endReason = EndReason.unknown;
    record.refused = this.text('action') === 'REJECT';
    record.isInitiator = flags !== 0 && isRefusedOpening(record);
    const interfaceId = this.text('interface-id');
    if (interfaceId !== '-') {
      record.exporter = interfaceId;
      record.scope = scopeOf(interfaceId);
    }
    return RECORD;
  }
}
