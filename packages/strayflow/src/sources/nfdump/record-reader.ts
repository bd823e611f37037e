/** Reads the records of nfdump's blocks: flows, and what flows refer to. */
import { formatAddress } from '../../model/address.js';
import type { ParserContext } from '../../model/source.js';
import type { OneWayRecord } from '../record/one-way.js';
import type { BlockHandler } from './blocks.js';
import { readIpv4, readIpv6 } from './flow-record.js';
import { Layout1, readExtensionMap, readLayout1 } from './layout-1.js';
import { LAYOUT_2_FLOW, readLayout2 } from './layout-2.js';

const RECORD_HEADER_BYTES = 4;
const EXPORTER_BYTES = 32;
const ADDRESS_FAMILY_IPV4 = 2;
const MOST_NAMED = 4096;
/** Year 9999. */
const LATEST = 253_402_300_799_999;

/** Where the records go: `record` is filled, then added. */
export interface OneWayFlows {
  readonly record: OneWayRecord;
  add(recordNumber: number): void;
}

/** Plain data. */
export interface RecordState {
  /** Records so far. */
  count: number;
  /** Extension maps by number. */
  readonly maps: Map<number, readonly number[]>;
  /** Addresses of exporters by number. */
  readonly exporters: Map<number, string>;
}

export class NfdumpRecords implements BlockHandler {
  readonly state: RecordState;
  private readonly context: ParserContext;
  private readonly flows: OneWayFlows;

  constructor(context: ParserContext, flows: OneWayFlows, state?: RecordState) {
    this.context = context;
    this.flows = flows;
    this.state = state ?? { count: 0, maps: new Map(), exporters: new Map() };
  }

  block(bytes: Uint8Array, layout: 1 | 2): void {
    const before = this.state.count;
    let at = 0;
    while (at < bytes.length) {
      const view = new DataView(bytes.buffer, bytes.byteOffset + at, bytes.length - at);
      const size = view.byteLength < RECORD_HEADER_BYTES ? 0 : view.getUint16(2, true);
      this.state.count++;
      if (size < RECORD_HEADER_BYTES || size > view.byteLength) {
        this.reject('bad-record', `a record of ${size} bytes where ${view.byteLength} are left of its block`);
        break;
      }
      this.record(new DataView(view.buffer, view.byteOffset, size), layout);
      at += size;
    }
    this.context.sink.read(this.state.count - before);
  }

  otherBlock(type: number, records: number): void {
    const known = Math.max(1, records);
    this.state.count += known;
    this.context.sink.read(known);
    this.context.sink.ignore(`block type ${type}`, known);
  }

  damagedBlock(records: number, detail: string): void {
    // The number of records is the file's own word: only the block itself is known to be lost.
    this.state.count++;
    this.context.sink.read(1);
    const lost = records > 1 ? `; it says that it holds ${records} records` : '';
    this.reject('bad-block', `${detail}${lost}`);
  }

  private reject(reason: string, detail: string): void {
    this.context.sink.reject(reason, this.state.count, detail);
  }

  private record(view: DataView, layout: 1 | 2): void {
    const type = view.getUint16(0, true);
    if (layout === 1 ? type === Layout1.flow || type === Layout1.oldFlow : type === LAYOUT_2_FLOW) {
      this.flow(view, layout);
      return;
    }
    if (type === Layout1.extensionMap && layout === 1) this.extensionMap(view);
    else if (type === Layout1.exporter) this.exporter(view);
    else this.context.sink.ignore(`record type ${type}`, 1);
  }

  private extensionMap(view: DataView): void {
    const { maps } = this.state;
    const map = readExtensionMap(view);
    if (map === null) this.reject('bad-record', 'an extension map that is too short');
    else {
      if (maps.size < MOST_NAMED || maps.has(map.id)) maps.set(map.id, map.extensions);
      this.context.sink.ignore('extension map', 1);
    }
  }

  private exporter(view: DataView): void {
    const { exporters } = this.state;
    this.context.sink.ignore('exporter', 1);
    if (view.byteLength < EXPORTER_BYTES) return;
    const address = new Uint8Array(16);
    if (view.getUint16(24, true) === ADDRESS_FAMILY_IPV4) readIpv4(view, 16, address);
    else readIpv6(view, 8, address);
    const id = view.getUint16(26, true);
    if (exporters.size < MOST_NAMED || exporters.has(id)) exporters.set(id, formatAddress(address, 0));
  }

  private flow(view: DataView, layout: 1 | 2): void {
    const { record } = this.flows;
    record.clear();
    const { fault, exporter } =
      layout === 1 ? readLayout1(view, this.state.maps, record) : readLayout2(view, record);
    if (fault !== null) this.reject('bad-record', fault);
    else if (!(record.start <= LATEST && record.end <= LATEST)) {
      this.reject('bad-time', `begins at ${record.start} ms and ends at ${record.end} ms`);
    } else {
      if (record.end < record.start) record.end = record.start;
      record.scope = exporter;
      record.exporter = this.state.exporters.get(exporter) ?? '';
      this.flows.add(this.state.count);
    }
  }
}
