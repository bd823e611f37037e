/** The source "aws-vpc-flow": AWS VPC flow logs as text, from S3 or CloudWatch. */
import { z } from 'zod';
import { StrayflowError } from '../model/errors.js';
import type { OptionalColumn } from '../model/flow-builder.js';
import { restore, snapshot } from '../model/snapshot.js';
import type { Parser, ParserContext, SourceFormat } from '../model/source.js';
import { type AwsPlan, DEFAULT_ORDER, fieldNames, planOf, tellsFlows } from './cloud/aws-fields.js';
import { AwsRecordReader } from './cloud/aws-record.js';
import { PairedFlows } from './cloud/paired-flows.js';
import { pairingOptions } from './cloud/pairing-options.js';
import { LINE_LIMIT } from './csv/options.js';
import type { BiflowState } from './record/biflow-table.js';
import { UnusableCells, type UnusableState } from './record/unusable-cells.js';
import { readAddress } from './text/address.js';
import { type LineHandler, LineReader, type LineState } from './text/lines.js';
import { printable } from './text/printable.js';

const OPTIONAL: readonly OptionalColumn[] = ['exporter'];
/** Headers are looked for in lines that begin with a small letter and are shorter. */
const LONGEST_HEADER = 4096;

const awsOptions = z.strictObject({
  format: z
    .string()
    .max(LONGEST_HEADER)
    .optional()
    .describe(
      'Fields of a log without a header, in their order, as the flow log was created with them or as plain names; else those of version 2',
    ),
  ...pairingOptions(600_000, 1_860_000),
  lineLimit: LINE_LIMIT,
});
type AwsOptions = z.infer<typeof awsOptions>;

interface AwsState {
  readonly lines: LineState;
  readonly flows: BiflowState;
  readonly names: readonly string[];
  readonly skipped: number;
  readonly unusable: UnusableState;
}

class AwsParser implements Parser, LineHandler {
  private readonly context: ParserContext;
  private readonly limit: number;
  private readonly lines: LineReader;
  private readonly flows: PairedFlows;
  private readonly reader: AwsRecordReader;
  private readonly unusable: UnusableCells;
  private readonly decoder = new TextDecoder();
  private names: readonly string[];
  private plan: AwsPlan;
  private records = 0;
  /** Intervals in which AWS could not keep up. */
  private skipped: number;

  constructor(context: ParserContext, options: AwsOptions, bytes?: Uint8Array) {
    const state = bytes === undefined ? undefined : restore<AwsState>(bytes);
    this.context = context;
    this.limit = options.lineLimit;
    this.lines = new LineReader(options.lineLimit, this, state?.lines);
    this.flows = new PairedFlows(context, options, OPTIONAL, state?.flows);
    this.names = state?.names ?? formatNames(options.format);
    this.plan = planOf(this.names);
    this.unusable = new UnusableCells(state?.unusable);
    this.reader = new AwsRecordReader(this.flows.record, this.unusable, this.plan);
    this.skipped = state?.skipped ?? 0;
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
    this.flows.flush();
  }

  end(): void {
    this.lines.end();
    this.tell();
    this.flows.end();
    const { sink } = this.context;
    this.unusable.report(sink);
    if (this.skipped > 0) {
      const times = this.skipped === 1 ? '1 interval' : `${this.skipped} intervals`;
      sink.note(`AWS skipped records in ${times}: some flows are missing`);
    }
    if (this.plan['tcp-flags'] < 0) {
      sink.note(
        'the flow log has no tcp-flags: who opened a connection and whether it was made is not known',
      );
    }
  }

  snapshot(): Uint8Array {
    return snapshot({
      lines: this.lines.state,
      flows: this.flows.state,
      names: this.names,
      skipped: this.skipped,
      unusable: this.unusable.state,
    } satisfies AwsState);
  }

  tooLong(lineNumber: number): void {
    this.records++;
    this.context.sink.reject('line-too-long', lineNumber, `longer than ${this.limit} bytes`);
  }

  line(bytes: Uint8Array, from: number, to: number, lineNumber: number): void {
    const { sink } = this.context;
    this.records++;
    const start = lineNumber === 1 && bytes[from] === 0xef && bytes[from + 1] === 0xbb ? from + 3 : from;
    if (start >= to) {
      sink.ignore('blank-line', 1);
      return;
    }
    if (this.isHeader(bytes, start, to, lineNumber)) {
      sink.ignore('header', 1);
      return;
    }
    const reading = this.reader.read(bytes, start, to);
    if (reading.kind === 'record') this.flows.add(lineNumber);
    else if (reading.kind === 'rejected') sink.reject(reading.reason, lineNumber, reading.detail);
    else {
      if (reading.reason === 'SKIPDATA') this.skipped++;
      sink.ignore(reading.reason, 1);
    }
  }

  /** Files that were put together have several. */
  private isHeader(bytes: Uint8Array, from: number, to: number, lineNumber: number): boolean {
    const first = bytes[from]!;
    if (first < 97 || first > 122 || to - from > LONGEST_HEADER) return false;
    const names = fieldNames(this.decoder.decode(bytes.subarray(from, to)));
    // Further down a line of names that tells no flows is a damaged record.
    if (names === null || (lineNumber > 1 && !tellsFlows(names))) return false;
    this.names = names;
    this.plan = planOf(names);
    this.reader.follow(this.plan);
    return true;
  }
}

function formatNames(format: string | undefined): readonly string[] {
  if (format === undefined) return DEFAULT_ORDER;
  const names = fieldNames(format);
  if (names !== null) return names;
  throw new StrayflowError('usage', `"${printable(format)}" is no format of AWS VPC flow logs`, {
    hint: 'Give the fields of the flow log, for example "srcaddr dstaddr protocol packets bytes start end".',
  });
}

/** Certain with a header; without one, by lines in the order of version 2. */
function sniffAws(head: Uint8Array): number {
  const text = new TextDecoder().decode(head.subarray(0, 16_384));
  for (const line of text.split(/\r?\n/, 20)) {
    const plain = line.replace(/^\ufeff/, '').trim();
    if (plain === '') continue;
    const names = /^[a-z]/.test(plain) ? fieldNames(plain) : null;
    if (names !== null) return names.some((name) => /^(?:pkt-)?(?:src|dst)addr$/.test(name)) ? 1 : 0;
    return isDefaultRecord(plain) ? 0.95 : 0;
  }
  return 0;
}

function isDefaultRecord(line: string): boolean {
  const all = line.split(/ +/);
  const before = all.length - DEFAULT_ORDER.length;
  if (before < 0 || before > 2 || (before > 0 && !/^\d{4}-\d\d-\d\dT/.test(all[0]!))) return false;
  const [version, account, , source, destination] = all.slice(before);
  const isAddress = (cell: string) => {
    const bytes = new TextEncoder().encode(cell);
    return cell === '-' || readAddress(bytes, 0, bytes.length, new Uint8Array(16), 0);
  };
  const status = all[all.length - 1]!;
  return (
    version === '2' &&
    /^(?:\d{12}|unknown)$/.test(account!) &&
    isAddress(source!) &&
    isAddress(destination!) &&
    /^(?:OK|NODATA|SKIPDATA)$/.test(status)
  );
}

export const awsVpcFlowFormat: SourceFormat<AwsOptions> = {
  name: 'aws-vpc-flow',
  title: 'AWS VPC flow log',
  options: awsOptions,
  sniff: sniffAws,
  open: (context, options, bytes) => new AwsParser(context, options, bytes),
};
