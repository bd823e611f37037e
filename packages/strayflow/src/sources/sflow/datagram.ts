/** The frame of an sFlow version 5 datagram (sflow.org, "sFlow Version 5", July 2004, section 5). */
import { formatAddress, writeIpv4 } from '../../model/address.js';
import { u32 } from '../pcap/bytes.js';

export const SFLOW_VERSION = 5;
const IPV4 = 1;
const IPV6 = 2;

/** One datagram's header; what follows it are samples. */
export interface SflowHeader {
  /** Agent's address as text; agents may send through others. */
  readonly agent: string;
  readonly subAgent: number;
  readonly sequence: number;
  /** Since the agent's start (ms). */
  readonly uptime: number;
  readonly samples: number;
  /** Where the first sample begins. */
  readonly at: number;
}

/** Null when the bytes are no datagram of version 5. */
export function readSflowHeader(bytes: Uint8Array, from: number, to: number): SflowHeader | null {
  if (to - from < 28 || u32(bytes, from) !== SFLOW_VERSION) return null;
  const type = u32(bytes, from + 4);
  const address = new Uint8Array(16);
  let at = from + 8;
  if (type === IPV4) {
    writeIpv4(address, 0, bytes[at]!, bytes[at + 1]!, bytes[at + 2]!, bytes[at + 3]!);
    at += 4;
  } else if (type === IPV6) {
    address.set(bytes.subarray(at, at + 16));
    at += 16;
  } else return null;
  if (to - at < 16) return null;
  return {
    agent: formatAddress(address, 0),
    subAgent: u32(bytes, at),
    sequence: u32(bytes, at + 4),
    uptime: u32(bytes, at + 8),
    samples: u32(bytes, at + 12),
    at: at + 16,
  };
}

/** Something with a format and a length: a sample, or a record in a sample. Format is enterprise << 12 | number. */
export interface Item {
  readonly format: number;
  readonly from: number;
  readonly to: number;
  /** Where the next one begins: opaque data are padded to four bytes (XDR, RFC 4506 section 4.10). */
  readonly next: number;
}

/** The item at `at`, or null when it does not fit into the bytes. */
export function readItem(bytes: Uint8Array, at: number, to: number): Item | null {
  if (to - at < 8) return null;
  const length = u32(bytes, at + 4);
  if (length > to - at - 8) return null;
  const next = Math.min(to, at + 8 + 4 * Math.ceil(length / 4));
  return { format: u32(bytes, at), from: at + 8, to: at + 8 + length, next };
}
