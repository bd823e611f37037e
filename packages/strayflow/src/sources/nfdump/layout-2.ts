/** Flow records of nfdump 1.7: elements, each with its type and length, in any order. */
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

export const LAYOUT_2_FLOW = 11;

const HEADER_BYTES = 12;
const ELEMENT_HEADER_BYTES = 4;
const Element = { generic: 1, ipv4: 2, ipv6: 3, misc: 4, counters: 5, vlan: 6, mac: 15 } as const;
/** Bytes of the elements that are read (nfdump 1.7, nfxV3.h), without their headers. */
const ELEMENT_BYTES: Readonly<Record<number, number>> = {
  [Element.generic]: 48,
  [Element.ipv4]: 8,
  [Element.ipv6]: 32,
  [Element.misc]: 8,
  [Element.counters]: 24,
  [Element.vlan]: 4,
  [Element.mac]: 8,
};

export interface Layout2Reading {
  /** Null when the record could be read; else why not. */
  readonly fault: string | null;
  /** Number of the exporter; 0 when none is told. */
  readonly exporter: number;
}

/** Fills `record` from a flow record. */
export function readLayout2(view: DataView, record: OneWayRecord): Layout2Reading {
  const fault = (text: string): Layout2Reading => ({ fault: text, exporter: 0 });
  if (view.byteLength < HEADER_BYTES) return fault(`a flow of ${view.byteLength} bytes`);
  const elements = view.getUint16(4, true);
  let at = HEADER_BYTES;
  let isTimed = false;
  let hasAddresses = false;
  for (let i = 0; i < elements; i++) {
    if (at + ELEMENT_HEADER_BYTES > view.byteLength)
      return fault(`${elements} elements do not fit into the flow`);
    const type = view.getUint16(at, true);
    const length = view.getUint16(at + 2, true);
    if (length < ELEMENT_HEADER_BYTES || at + length > view.byteLength) {
      return fault(`element ${type} of ${length} bytes does not fit into the flow`);
    }
    const needed = ELEMENT_BYTES[type];
    if (needed !== undefined && length - ELEMENT_HEADER_BYTES >= needed) {
      readElement(view, at + ELEMENT_HEADER_BYTES, type, record);
      isTimed ||= type === Element.generic;
      hasAddresses ||= type === Element.ipv4 || type === Element.ipv6;
    }
    at += length;
  }
  if (!isTimed) return fault('it has no times');
  return hasAddresses ? { fault: null, exporter: view.getUint16(8, true) } : fault('it has no addresses');
}

function readElement(view: DataView, at: number, type: number, record: OneWayRecord): void {
  if (type === Element.generic) {
    record.start = readCounter(view, at);
    record.end = readCounter(view, at + 8);
    record.packets = readCounter(view, at + 24);
    record.bytes = readCounter(view, at + 32);
    record.protocol = view.getUint8(at + 44);
    setTcpFlags(record, view.getUint8(at + 45));
    setPorts(record, view.getUint16(at + 40, true), view.getUint16(at + 42, true));
  } else if (type === Element.ipv4) {
    readIpv4(view, at, record.source);
    readIpv4(view, at + 4, record.destination);
  } else if (type === Element.ipv6) {
    readIpv6(view, at, record.source);
    readIpv6(view, at + 16, record.destination);
  } else if (type === Element.misc) record.interfaceIndex = view.getUint32(at, true);
  else if (type === Element.counters)
    setReverse(record, readCounter(view, at + 8), readCounter(view, at + 16));
  else if (type === Element.vlan) record.vlan = view.getUint32(at, true);
  else readMac(view, at, record.mac);
}
