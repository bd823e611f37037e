/** Google's entries as they come: each flow counted once, though both of its sides may report it. */
import type { OptionalColumn } from '../../model/flow-builder.js';
import type { ParserContext } from '../../model/source.js';
import type { BiflowLimits, BiflowState } from '../record/biflow-table.js';
import { UnusableCells, type UnusableState } from '../record/unusable-cells.js';
import { JsonScanner } from '../text/json-scanner.js';
import { printableBytes } from '../text/printable.js';
import { type EntryReport, GOOGLE_PATHS, GoogleEntry } from './google-entry.js';
import { placeOf } from './json-objects.js';
import type { JsonObjectReader } from './json-objects-parser.js';
import { PairedFlows } from './paired-flows.js';

const OPTIONAL: readonly OptionalColumn[] = ['exporter', 'samplingRate'];
/** The input chooses the names of its subnetworks. */
const MOST_SUBNETS = 4096;
const REPORTED_TWICE = 'reported by the other side, too';

export interface GoogleLimits extends BiflowLimits {
  readonly samplingRate: number;
  readonly lineLimit: number;
}

interface GoogleState {
  readonly records: number;
  readonly parsed: number;
  readonly flows: BiflowState;
  readonly unusable: UnusableState;
  readonly subnets: readonly string[];
}

export class GoogleEntries implements JsonObjectReader {
  private readonly context: ParserContext;
  private readonly limits: GoogleLimits;
  private readonly scanner = new JsonScanner(GOOGLE_PATHS);
  private readonly flows: PairedFlows;
  private readonly unusable: UnusableCells;
  private readonly entry: GoogleEntry;
  /** Subnetworks of which a machine has reported something: their logs are switched on. */
  private readonly subnets: Set<string>;
  private records: number;
  private told: number;
  private parsed: number;

  constructor(context: ParserContext, limits: GoogleLimits, state?: GoogleState) {
    this.context = context;
    this.limits = limits;
    this.flows = new PairedFlows(context, limits, OPTIONAL, state?.flows);
    this.unusable = new UnusableCells(state?.unusable);
    this.entry = new GoogleEntry(this.scanner, this.unusable);
    this.subnets = new Set(state?.subnets);
    this.records = this.told = state?.records ?? 0;
    this.parsed = state?.parsed ?? 0;
  }

  get state(): GoogleState {
    return {
      records: this.records,
      parsed: this.parsed,
      flows: this.flows.state,
      unusable: this.unusable.state,
      subnets: [...this.subnets],
    };
  }

  takeCount(): number {
    const records = this.records - this.told;
    this.told = this.records;
    return records;
  }

  object(bytes: Uint8Array, from: number, to: number, offset: number | null): void {
    this.records++;
    const { sink } = this.context;
    if (!this.scanner.scan(bytes, from, to)) {
      sink.reject('bad-json', this.records, `${placeOf(offset)}${printableBytes(bytes, from, to)}`);
      return;
    }
    const fault = this.entry.read(this.flows.record, this.limits.samplingRate);
    if (fault !== null) {
      sink.reject(fault.reason, this.records, fault.detail);
      return;
    }
    if (this.isReportedTwice(this.entry.report())) {
      sink.ignore(REPORTED_TWICE, 1);
      return;
    }
    this.parsed++;
    this.flows.add(this.records);
  }

  tooLong(offset: number | null): void {
    this.records++;
    const detail = `${placeOf(offset)}longer than ${this.limits.lineLimit} bytes`;
    this.context.sink.reject('line-too-long', this.records, detail);
  }

  /** The machine that should report it does: its subnetwork's logs are on, or it is not told which that is. */
  private isReportedTwice({ reporter, subnet, preferred, preferredSubnet }: EntryReport): boolean {
    const fromMachine = reporter === 'SRC' || reporter === 'DEST';
    if (fromMachine && subnet !== '' && this.subnets.size < MOST_SUBNETS) this.subnets.add(subnet);
    if (preferred === '' || reporter === preferred || reporter === '') return false;
    return preferredSubnet === '' || this.subnets.has(preferredSubnet);
  }

  flush(): void {
    this.flows.flush();
  }

  end(): void {
    this.flows.end();
    const { sink } = this.context;
    this.unusable.report(sink);
    if (this.parsed > 0) {
      sink.note('Google samples packets: counters are its estimates, and small flows are missing');
    }
  }
}
