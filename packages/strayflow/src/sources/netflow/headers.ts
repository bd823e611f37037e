/** Headers of NetFlow v5 (Cisco), v9 (RFC 3954 section 5.1) and IPFIX (RFC 7011 section 3.1), and where messages end. */
import { unsigned16 } from './record-values.js';

export const Version = { v5: 5, v9: 9, ipfix: 10 } as const;
export const V5_HEADER_BYTES = 24;
export const V5_RECORD_BYTES = 48;
export const V9_HEADER_BYTES = 20;
export const IPFIX_HEADER_BYTES = 16;
export const SET_HEADER_BYTES = 4;
/** The first number of a set that is not reserved (both protocols). */
export const FIRST_DATA_SET = 256;

/** The version word; 0 when it is none that is read. */
export function versionAt(bytes: Uint8Array, from: number, to: number): number {
  if (to - from < 2) return 0;
  const version = unsigned16(bytes, from);
  return version === Version.v5 || version === Version.v9 || version === Version.ipfix ? version : 0;
}

/** Numbers of sets that mean something in NetFlow v9: no version of NetFlow is one. */
export function isV9Set(id: number): boolean {
  return id <= 1 || id >= FIRST_DATA_SET;
}

export function isIpfixSet(id: number): boolean {
  return id === 2 || id === 3 || id >= FIRST_DATA_SET;
}

/** Whether `bytes[from..to)` is one message whose lengths fit together. */
export function isWholeMessage(bytes: Uint8Array, from: number, to: number): boolean {
  const length = to - from;
  const version = versionAt(bytes, from, to);
  if (version === 0 || length < IPFIX_HEADER_BYTES) return false;
  if (version === Version.v5) {
    const records = unsigned16(bytes, from + 2);
    return records > 0 && length === V5_HEADER_BYTES + records * V5_RECORD_BYTES;
  }
  if (version === Version.v9) return areSets(bytes, from + V9_HEADER_BYTES, to, isV9Set);
  return unsigned16(bytes, from + 2) === length && areSets(bytes, from + IPFIX_HEADER_BYTES, to, isIpfixSet);
}

/** At least one set, and sets up to the end. */
function areSets(bytes: Uint8Array, from: number, to: number, isSet: (id: number) => boolean): boolean {
  let at = from;
  let sets = 0;
  while (to - at >= SET_HEADER_BYTES) {
    const length = unsigned16(bytes, at + 2);
    if (!isSet(unsigned16(bytes, at)) || length < SET_HEADER_BYTES || length > to - at) return false;
    at += length;
    sets++;
  }
  return sets > 0 && at === to;
}
