/** Flow records of nfdump 1.6: a common part, then extensions in the order that an extension map names. */
import type { OneWayRecord } from '../record/one-way.js';
import {
  readCounter,
  readIpv4,
  readIpv6,
  readMac,
  setPorts,
  setReverse,
  setTcpFlags,
} from './flow-record.js';

export const Layout1 = { oldFlow: 1, extensionMap: 2, exporter: 7, flow: 10 } as const;

const Flag = { ipv6: 1, packets64: 2, bytes64: 4 } as const;
const MAP_HEADER_BYTES = 8;
const MOST_EXTENSIONS = 256;

/** Bytes of each extension (nfdump 1.6, nffile.h). */
const EXTENSION_BYTES: Readonly<Record<number, number>> = {
  4: 4,
  5: 8,
  6: 4,
  7: 8,
  8: 4,
  9: 4,
  10: 16,
  11: 4,
  12: 16,
  13: 4,
  14: 4,
  15: 8,
  16: 4,
  17: 8,
  18: 4,
  19: 8,
  20: 16,
  21: 16,
  22: 40,
  23: 4,
  24: 16,
  25: 4,
  26: 8,
  27: 8,
  37: 20,
  38: 4,
  39: 8,
  40: 32,
  41: 24,
  42: 24,
  43: 72,
  45: 24,
  46: 12,
  47: 8,
  48: 8,
};

/** The number of a map and the extensions that it names; null when it is too short. */
export function readExtensionMap(view: DataView): { id: number; extensions: readonly number[] } | null {
  if (view.byteLength < MAP_HEADER_BYTES) return null;
  const extensions: number[] = [];
  for (let at = MAP_HEADER_BYTES; at + 2 <= view.byteLength; at += 2) {
    const extension = view.getUint16(at, true);
    if (extension === 0 || extensions.length === MOST_EXTENSIONS) break;
    extensions.push(extension);
  }
  return { id: view.getUint16(4, true), extensions };
}

export interface Layout1Reading {
  /** Null when the record could be read; else why not. */
  readonly fault: string | null;
  /** Number of the exporter; 0 when none is told. */
  readonly exporter: number;
}

/** Fills `record` from a flow record. `maps`: the extension maps so far. */
export function readLayout1(
  view: DataView,
  maps: ReadonlyMap<number, readonly number[]>,
  record: OneWayRecord,
): Layout1Reading {
  const isOld = view.getUint16(0, true) === Layout1.oldFlow;
  const commonBytes = isOld ? 28 : 32;
  const fault = (text: string): Layout1Reading => ({ fault: text, exporter: 0 });
  if (view.byteLength < commonBytes) return fault(`a flow of ${view.byteLength} bytes`);
  const flags = isOld ? view.getUint8(4) : view.getUint16(4, true);
  const exporter = isOld ? view.getUint8(5) : view.getUint16(28, true);
  record.start = 1000 * view.getUint32(12, true) + view.getUint16(8, true);
  record.end = 1000 * view.getUint32(16, true) + view.getUint16(10, true);
  record.protocol = view.getUint8(22);
  setTcpFlags(record, view.getUint8(21));
  setPorts(record, view.getUint16(24, true), view.getUint16(26, true));
  const addressBytes = flags & Flag.ipv6 ? 32 : 8;
  const packetBytes = flags & Flag.packets64 ? 8 : 4;
  const byteBytes = flags & Flag.bytes64 ? 8 : 4;
  const extended = commonBytes + addressBytes + packetBytes + byteBytes;
  if (view.byteLength < extended) return fault(`a flow of ${view.byteLength} bytes`);
  const readAddress = flags & Flag.ipv6 ? readIpv6 : readIpv4;
  readAddress(view, commonBytes, record.source);
  readAddress(view, commonBytes + addressBytes / 2, record.destination);
  const counters = commonBytes + addressBytes;
  record.packets = count(view, counters, packetBytes);
  record.bytes = count(view, counters + packetBytes, byteBytes);
  const extensions = maps.get(view.getUint16(6, true));
  if (extensions === undefined) return fault('its extension map was not told before');
  readExtensions(view, extended, extensions, record);
  return { fault: null, exporter };
}

function count(view: DataView, at: number, bytes: number): number {
  return bytes === 8 ? readCounter(view, at) : view.getUint32(at, true);
}

function readExtensions(
  view: DataView,
  from: number,
  extensions: readonly number[],
  record: OneWayRecord,
): void {
  let at = from;
  let packets = 0;
  let bytes = 0;
  for (const extension of extensions) {
    const length = EXTENSION_BYTES[extension];
    // Behind an extension of unknown length nothing has a known place.
    if (length === undefined || at + length > view.byteLength) break;
    if (extension === 4) record.interfaceIndex = view.getUint16(at, true);
    else if (extension === 5) record.interfaceIndex = view.getUint32(at, true);
    else if (extension === 13) record.vlan = view.getUint16(at, true);
    else if (extension === 14 || extension === 15) packets = count(view, at, length);
    else if (extension === 16 || extension === 17) bytes = count(view, at, length);
    else if (extension === 20) readMac(view, at, record.mac);
    at += length;
  }
  setReverse(record, packets, bytes);
}
