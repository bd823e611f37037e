/** Azure's records: what a network interface saw in a minute, with the tuples of its flows inside. */
import type { OptionalColumn } from '../../model/flow-builder.js';
import type { ParserContext } from '../../model/source.js';
import type { BiflowLimits, BiflowState } from '../record/biflow-table.js';
import { UnusableCells, type UnusableState } from '../record/unusable-cells.js';
import { readMac } from '../text/address.js';
import { JsonKind, JsonScanner } from '../text/json-scanner.js';
import { printableBytes } from '../text/printable.js';
import { type AzureFormat, isOutbound, readTuple } from './azure-tuples.js';
import { placeOf } from './json-objects.js';
import type { JsonObjectReader } from './json-objects-parser.js';
import { PairedFlows } from './paired-flows.js';
import { scopeOf } from './scope.js';

const OPTIONAL: readonly OptionalColumn[] = ['exporter', 'sourceMac'];
const Slot = { network: 0, groups: 1, mac: 2 } as const;
const PATHS = [['flowRecords', 'flows'], ['properties', 'flows'], ['macAddress']];
const encoder = new TextEncoder();

interface AzureState {
  readonly records: number;
  readonly flows: BiflowState;
  readonly unusable: UnusableState;
}

/** Tuples are records: a reject names the number of the tuple, counted through the whole input. */
export class AzureRecords implements JsonObjectReader {
  private readonly context: ParserContext;
  private readonly limit: number;
  private readonly scanner = new JsonScanner(PATHS);
  private readonly decoder = new TextDecoder();
  private readonly flows: PairedFlows;
  private readonly unusable: UnusableCells;
  private readonly mac = new Uint8Array(6);
  private records: number;
  private told: number;

  constructor(context: ParserContext, limits: BiflowLimits, limit: number, state?: AzureState) {
    this.context = context;
    this.limit = limit;
    this.flows = new PairedFlows(context, limits, OPTIONAL, state?.flows);
    this.unusable = new UnusableCells(state?.unusable);
    this.records = this.told = state?.records ?? 0;
  }

  get state(): AzureState {
    return { records: this.records, flows: this.flows.state, unusable: this.unusable.state };
  }

  takeCount(): number {
    const records = this.records - this.told;
    this.told = this.records;
    return records;
  }

  object(bytes: Uint8Array, from: number, to: number, offset: number | null): void {
    const { scanner } = this;
    if (!scanner.scan(bytes, from, to)) {
      this.reject('bad-json', `${placeOf(offset)}${printableBytes(bytes, from, to)}`);
    } else if (scanner.kind[Slot.network] === JsonKind.array) this.readNetwork();
    else if (scanner.kind[Slot.groups] === JsonKind.array) this.readSecurityGroups();
    else this.reject('not-azure-flow', `${placeOf(offset)}${printableBytes(bytes, from, to)}`);
  }

  tooLong(offset: number | null): void {
    this.reject('record-too-long', `${placeOf(offset)}longer than ${this.limit} bytes`);
  }

  private reject(reason: string, detail: string): void {
    this.context.sink.reject(reason, ++this.records, detail);
  }

  private built(slot: number): unknown {
    const { scanner } = this;
    return JSON.parse(this.decoder.decode(scanner.bytes.subarray(scanner.from[slot]!, scanner.to[slot]!)));
  }

  private readNetwork(): void {
    const mac = this.scanner.text(Slot.mac, 64);
    for (const flow of list(this.built(Slot.network))) {
      for (const group of list(flow['flowGroups'])) this.readTuples(group['flowTuples'], 'network', mac);
    }
  }

  private readSecurityGroups(): void {
    for (const rule of list(this.built(Slot.groups))) {
      for (const flow of list(rule['flows'])) {
        const mac = typeof flow['mac'] === 'string' ? flow['mac'].slice(0, 64) : '';
        this.readTuples(flow['flowTuples'], 'security-group', mac);
      }
    }
  }

  private readTuples(tuples: unknown, format: AzureFormat, mac: string): void {
    if (!Array.isArray(tuples)) return;
    const exporter = this.takeMac(mac);
    const scope = scopeOf(exporter);
    const { record } = this.flows;
    for (const tuple of tuples as readonly unknown[]) {
      if (typeof tuple !== 'string') {
        this.reject('bad-tuple', 'a tuple that is no text');
        continue;
      }
      const fault = readTuple(tuple, format, record, this.unusable);
      if (fault !== null) {
        this.reject(fault.reason, fault.detail);
        continue;
      }
      record.exporter = exporter;
      record.scope = scope;
      // The interface's address is that of the host behind it, which opens what goes out.
      if (isOutbound(tuple)) record.mac.set(this.mac);
      this.flows.add(++this.records);
    }
  }

  /** The interface's name: "000D3AF87856" as 00:0d:3a:f8:78:56, anything else as it is written. */
  private takeMac(text: string): string {
    const pairs = /^[0-9a-fA-F]{12}$/.test(text) ? text.toLowerCase().match(/../g)!.join(':') : text;
    const bytes = encoder.encode(pairs);
    readMac(bytes, 0, bytes.length, this.mac, 0);
    return pairs;
  }

  flush(): void {
    this.flows.flush();
  }

  end(): void {
    this.flows.end();
    this.unusable.report(this.context.sink);
  }
}

function list(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  if (!Array.isArray(value)) return [];
  return value.filter((each) => typeof each === 'object' && each !== null && !Array.isArray(each));
}
