/** Numbers and addresses of nfdump's records, which lie in the machine's own order of bytes. */
import type { OneWayRecord } from '../record/one-way.js';
import { hasPorts, Protocol } from '../record/protocol-names.js';

/** Two 32-bit halves; exact up to 2^53, rounded beyond. */
export function readCounter(view: DataView, at: number): number {
  return view.getUint32(at, true) + 0x1_0000_0000 * view.getUint32(at + 4, true);
}

/** An IPv4 address as 16 bytes, mapped into IPv6. */
export function readIpv4(view: DataView, at: number, out: Uint8Array): void {
  out.fill(0, 0, 10);
  out[10] = 0xff;
  out[11] = 0xff;
  for (let i = 0; i < 4; i++) out[12 + i] = view.getUint8(at + 3 - i);
}

/** Two 64-bit halves, each with its lowest byte first. */
export function readIpv6(view: DataView, at: number, out: Uint8Array): void {
  for (let i = 0; i < 8; i++) {
    out[i] = view.getUint8(at + 7 - i);
    out[8 + i] = view.getUint8(at + 15 - i);
  }
}

export function readMac(view: DataView, at: number, out: Uint8Array): void {
  for (let i = 0; i < 6; i++) out[i] = view.getUint8(at + 5 - i);
}

/** What stands for ports, by the protocol; ICMP has type and code where the destination port is. */
export function setPorts(record: OneWayRecord, sourcePort: number, destinationPort: number): void {
  const { protocol } = record;
  if (hasPorts(protocol)) {
    record.sourcePort = sourcePort;
    record.destinationPort = destinationPort;
  } else if (protocol === Protocol.icmp || protocol === Protocol.icmp6) {
    record.icmpType = destinationPort >> 8;
    record.icmpCode = destinationPort & 0xff;
  }
}

export function setTcpFlags(record: OneWayRecord, flags: number): void {
  if (record.protocol === Protocol.tcp) record.tcpFlags = flags;
}

/** Counters of the other direction stand in all records and are 0 unless nfdump put both directions together. */
export function setReverse(record: OneWayRecord, packets: number, bytes: number): void {
  if (packets === 0 && bytes === 0) return;
  record.reversePackets = packets;
  record.reverseBytes = bytes;
}
