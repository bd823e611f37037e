/** Templates: how the records of a set are laid out, and reading one record by it (RFC 3954, RFC 7011 section 3.4). */
import { elementCode, NOT_READ, Reading, readingOf, scopeCode } from './information-elements.js';
import { type RecordValues, unsigned16, unsigned32 } from './record-values.js';

/** A length that says that each record has its own (RFC 7011 section 7). */
const VARIABLE_LENGTH = 65_535;
const ENTERPRISE_BIT = 0x8000;
const MOST_FIELDS = 512;

/** Plain data. */
export interface Template {
  /** Fields that say what an options record is about; 0 = records of flows. */
  readonly scopes: number;
  /** Bytes of a record; 0 when they vary. */
  readonly fixedLength: number;
  /** No record is shorter. */
  readonly minimumLength: number;
  /** Of the fields that are read, or of all when lengths vary: what it is, its length, and where it begins. */
  readonly codes: Int32Array;
  readonly lengths: Uint16Array;
  readonly offsets: Int32Array;
  /** When it came last (Unix ms). */
  received: number;
}

export interface FieldSpecifier {
  readonly code: number;
  readonly length: number;
}

/** Where reading field specifiers got to; null when they break off or are too many. */
export interface FieldSpecifiers {
  readonly fields: readonly FieldSpecifier[];
  readonly next: number;
}

/**
 * Reads `count` field specifiers from `bytes[at..to)`. The first `v9Scopes` are scopes of NetFlow v9; `ipfix`: a set
 * enterprise bit is followed by the enterprise number.
 */
export function readSpecifiers(
  bytes: Uint8Array,
  at: number,
  to: number,
  count: number,
  ipfix: boolean,
  v9Scopes = 0,
): FieldSpecifiers | null {
  if (count > MOST_FIELDS) return null;
  const fields: FieldSpecifier[] = [];
  let next = at;
  for (let i = 0; i < count; i++) {
    if (to - next < 4) return null;
    let element = unsigned16(bytes, next);
    const length = unsigned16(bytes, next + 2);
    next += 4;
    let enterprise = 0;
    if (ipfix && (element & ENTERPRISE_BIT) !== 0) {
      if (to - next < 4) return null;
      element &= ~ENTERPRISE_BIT;
      enterprise = unsigned32(bytes, next);
      next += 4;
    }
    fields.push({ code: i < v9Scopes ? scopeCode(element) : elementCode(enterprise, element), length });
  }
  return { fields, next };
}

/** Null when its records would have no length. A field that stands twice is read the first time. */
export function compileTemplate(
  fields: readonly FieldSpecifier[],
  scopes: number,
  received: number,
): Template | null {
  const isVariable = fields.some(({ length }) => length === VARIABLE_LENGTH);
  const seen = new Set<number>();
  const codes: number[] = [];
  const lengths: number[] = [];
  const offsets: number[] = [];
  let offset = 0;
  for (const { code, length } of fields) {
    const place = placeKey(code);
    const read = code !== NOT_READ && length > 0 && !seen.has(place) ? code : NOT_READ;
    if (read !== NOT_READ) seen.add(place);
    if (read !== NOT_READ || isVariable) {
      codes.push(read);
      lengths.push(length);
      offsets.push(offset);
    }
    offset += length === VARIABLE_LENGTH ? 1 : length;
  }
  if (offset === 0) return null;
  return {
    scopes,
    fixedLength: isVariable ? 0 : offset,
    minimumLength: offset,
    codes: Int32Array.from(codes),
    lengths: Uint16Array.from(lengths),
    offsets: Int32Array.from(offsets),
    received,
  };
}

/** Numbers are one space, whatever they are read from. */
function placeKey(code: number): number {
  const reading = readingOf(code);
  if (reading === Reading.ipv4 || reading === Reading.ipv6) return (1 << 16) | (code & 0xff);
  if (reading === Reading.mac || reading === Reading.text) return code;
  return (2 << 16) | (code & 0xff);
}

/** Reads the record at `bytes[at..to)` into `values` and gives the place after it; -1 when it breaks off. */
export function readRecord(
  template: Template,
  values: RecordValues,
  bytes: Uint8Array,
  at: number,
  to: number,
): number {
  const { codes, lengths, offsets, fixedLength } = template;
  if (fixedLength > 0) {
    if (to - at < fixedLength) return -1;
    for (let i = 0; i < codes.length; i++) values.read(codes[i]!, bytes, at + offsets[i]!, lengths[i]!);
    return at + fixedLength;
  }
  let next = at;
  for (let i = 0; i < codes.length; i++) {
    let length = lengths[i]!;
    if (length === VARIABLE_LENGTH) {
      if (next >= to) return -1;
      length = bytes[next++]!;
      if (length === 255) {
        if (to - next < 2) return -1;
        length = unsigned16(bytes, next);
        next += 2;
      }
    }
    if (to - next < length) return -1;
    if (codes[i] !== NOT_READ) values.read(codes[i]!, bytes, next, length);
    next += length;
  }
  return next;
}
