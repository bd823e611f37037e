/** One LogEntry of Google's VPC flow logs as a record of one direction. */
import type { OneWayRecord } from '../record/one-way.js';
import type { UnusableCells } from '../record/unusable-cells.js';
import { JsonKind, type JsonScanner } from '../text/json-scanner.js';
import { addressAt, countedWholeAt, printableAt, timeAt } from '../text/json-values.js';
import { scopeOf } from './scope.js';

/** Below the payload, which is `jsonPayload`, or `json_payload` in Log Analytics. */
const PAYLOAD = {
  source: ['connection', 'src_ip'],
  sourcePort: ['connection', 'src_port'],
  destination: ['connection', 'dest_ip'],
  destinationPort: ['connection', 'dest_port'],
  protocol: ['connection', 'protocol'],
  bytes: ['bytes_sent'],
  packets: ['packets_sent'],
  start: ['start_time'],
  end: ['end_time'],
  reporter: ['reporter'],
  sourceInstance: ['src_instance'],
  sourceName: ['src_instance', 'vm_name'],
  sourceSubnet: ['src_vpc', 'subnetwork_name'],
  sourceNetwork: ['src_vpc', 'vpc_name'],
  destinationInstance: ['dest_instance'],
  destinationName: ['dest_instance', 'vm_name'],
  destinationSubnet: ['dest_vpc', 'subnetwork_name'],
  destinationNetwork: ['dest_vpc', 'vpc_name'],
} as const satisfies Record<string, readonly string[]>;
type Field = keyof typeof PAYLOAD;

const NAMES = Object.keys(PAYLOAD) as Field[];
const SLOTS = Object.fromEntries(NAMES.map((name, slot) => [name, slot])) as Record<Field, number>;
const TIMESTAMP = 2 * NAMES.length;

export const GOOGLE_PATHS: readonly (readonly string[])[] = [
  ...NAMES.map((name) => ['jsonPayload', ...PAYLOAD[name]]),
  ...NAMES.map((name) => ['json_payload', ...PAYLOAD[name]]),
  ['timestamp'],
];

const LONGEST_NAME = 128;

export interface EntryFault {
  readonly reason: 'not-google-flow' | 'bad-source' | 'bad-destination' | 'bad-time';
  readonly detail: string;
}

/** Who reported the entry, and who would have to be asked first. */
export interface EntryReport {
  readonly reporter: string;
  /** Subnetwork of the side that reported; '' when it is not told. */
  readonly subnet: string;
  /** The side that should count the flow: a virtual machine as source, else as destination; '' when neither is one. */
  readonly preferred: 'SRC' | 'DEST' | '';
  readonly preferredSubnet: string;
}

export class GoogleEntry {
  private readonly scanner: JsonScanner;
  private readonly unusable: UnusableCells;
  /** Of the first slot: there are two spellings of the payload. */
  private base = 0;

  /** @param scanner one of GOOGLE_PATHS */
  constructor(scanner: JsonScanner, unusable: UnusableCells) {
    this.scanner = scanner;
    this.unusable = unusable;
  }

  private slot(field: Field): number {
    return this.base + SLOTS[field];
  }

  private text(field: Field): string {
    return this.scanner.text(this.slot(field), LONGEST_NAME);
  }

  /** Whether the scanned object is an entry of a flow log at all. */
  find(): boolean {
    const { kind } = this.scanner;
    for (const base of [0, NAMES.length]) {
      this.base = base;
      if (kind[this.slot('source')] === JsonKind.string) return true;
    }
    return false;
  }

  /** Fills the record; null when it was read. */
  read(record: OneWayRecord, samplingRate: number): EntryFault | null {
    const { scanner } = this;
    record.clear();
    if (!this.find()) {
      return { reason: 'not-google-flow', detail: 'there is no jsonPayload.connection.src_ip' };
    }
    if (!addressAt(scanner, this.slot('source'), record.source, 0)) return this.fault('bad-source', 'source');
    if (!addressAt(scanner, this.slot('destination'), record.destination, 0)) {
      return this.fault('bad-destination', 'destination');
    }
    const said = timeAt(scanner, TIMESTAMP);
    const end = timeAt(scanner, this.slot('end'));
    const start = timeAt(scanner, this.slot('start'));
    record.start = firstOf(start, end, said);
    record.end = Math.max(record.start, firstOf(end, start, said));
    if (Number.isNaN(record.start)) return this.fault('bad-time', 'start');
    record.sourcePort = this.whole('sourcePort', 65_535);
    record.destinationPort = this.whole('destinationPort', 65_535);
    record.protocol = this.whole('protocol', 255);
    record.packets = this.whole('packets', Number.MAX_SAFE_INTEGER);
    record.bytes = this.whole('bytes', Number.MAX_SAFE_INTEGER);
    if (samplingRate > 0) record.samplingRate = samplingRate;
    record.exporter = this.reportsAsSource() ? this.text('sourceName') : this.text('destinationName');
    const network = this.text('sourceNetwork') || this.text('destinationNetwork');
    if (network !== '') record.scope = scopeOf(network);
    return null;
  }

  private reportsAsSource(): boolean {
    return this.text('reporter').startsWith('SRC');
  }

  report(): EntryReport {
    const { kind } = this.scanner;
    const source = kind[this.slot('sourceInstance')] === JsonKind.object;
    const destination = kind[this.slot('destinationInstance')] === JsonKind.object;
    return {
      reporter: this.text('reporter'),
      subnet: this.text(this.reportsAsSource() ? 'sourceSubnet' : 'destinationSubnet'),
      preferred: source ? 'SRC' : destination ? 'DEST' : '',
      preferredSubnet: source ? this.text('sourceSubnet') : destination ? this.text('destinationSubnet') : '',
    };
  }

  private whole(field: Field, largest: number): number {
    return countedWholeAt(this.scanner, this.slot(field), largest, this.unusable, PAYLOAD[field].join('.'));
  }

  private fault(reason: EntryFault['reason'], field: Field): EntryFault {
    const name = PAYLOAD[field].join('.');
    return { reason, detail: `${name} is ${printableAt(this.scanner, this.slot(field))}` };
  }
}

function firstOf(...times: readonly number[]): number {
  return times.find((time) => !Number.isNaN(time)) ?? Number.NaN;
}
