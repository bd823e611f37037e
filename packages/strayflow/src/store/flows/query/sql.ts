/** A query as a condition of SQL over the history; what people wrote is in the parameters alone. */
import { formatAddress, isIpv4, type Prefix } from '../../../model/address.js';
import type { FlowQuery, NumberField, Range } from './query.js';

export type SqlValue = string | number;

/** A condition that is true or false, and its parameters in their order. */
export interface Condition {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

const NUMBERS: Readonly<Record<NumberField, readonly string[]>> = {
  port: ['sourcePort', 'destinationPort'],
  sourcePort: ['sourcePort'],
  destinationPort: ['destinationPort'],
  protocol: ['protocol'],
  bytes: [eitherSum('bytesSent', 'bytesReceived')],
  bytesSent: ['bytesSent'],
  bytesReceived: ['bytesReceived'],
  packets: [eitherSum('packetsSent', 'packetsReceived')],
  durationMs: ['durationMs'],
  vlan: ['vlan'],
  input: ['input'],
  record: ['recordNumber'],
};
const TEXTS = {
  state: 'state',
  service: 'service',
  uid: 'uid',
  identity: 'identity',
  exporter: 'exporter',
  mac: 'sourceMac',
} as const;

/** Null where neither is known. */
export function eitherSum(left: string, right: string): string {
  return `CASE WHEN ${left} IS NULL AND ${right} IS NULL THEN NULL ELSE coalesce(${left}, 0) + coalesce(${right}, 0) END`;
}

const FALSE: Condition = { sql: 'false', values: [] };

function any(conditions: readonly Condition[]): Condition {
  if (conditions.length === 0) return FALSE;
  return {
    sql: `(${conditions.map(({ sql }) => sql).join(' OR ')})`,
    values: conditions.flatMap(({ values }) => values),
  };
}

function within(column: string, { low, high, withLow, withHigh }: Range): Condition {
  const bounds: Condition[] = [];
  if (Number.isFinite(low)) bounds.push({ sql: `(${column}) ${withLow ? '>=' : '>'} ?`, values: [low] });
  if (Number.isFinite(high)) bounds.push({ sql: `(${column}) ${withHigh ? '<=' : '<'} ?`, values: [high] });
  const sql = bounds.map((bound) => bound.sql).join(' AND ');
  return { sql: `coalesce(${sql}, false)`, values: bounds.flatMap(({ values }) => values) };
}

const MAPPED = Uint8Array.from([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]);

/** Octets that the prefix has whole as text, then the range of the one that it has a part of. */
function ipv4(column: string, { bytes, length }: Prefix): Condition {
  const size = length - 96;
  if (size === 32) return { sql: `${column} = ?`, values: [formatAddress(bytes)] };
  const whole = size >> 3;
  const first = bytes[12 + whole]!;
  const last = first | (0xff >> (size & 7));
  const start = [...bytes.subarray(12, 12 + whole)].map((octet) => `${octet}.`).join('');
  const isIn = whole === 0 ? `NOT contains(${column}, ':')` : `starts_with(${column}, ?)`;
  if ((size & 7) === 0) return { sql: isIn, values: whole === 0 ? [] : [start] };
  const octet = `TRY_CAST(split_part(${column}, '.', ${whole + 1}) AS INTEGER)`;
  return {
    sql: `(${isIn} AND coalesce(${octet} BETWEEN ? AND ?, false))`,
    values: [...(whole === 0 ? [] : [start]), first, last],
  };
}

/** The text of an IPv6 address leaves out zeros, so that prefixes are compared by all of its digits. */
function ipv6(column: string, { bytes, length }: Prefix): Condition {
  if (length === 128) return { sql: `${column} = ?`, values: [formatAddress(bytes)] };
  const last = Uint8Array.from(bytes, (byte, i) => byte | (0xff >> Math.min(8, Math.max(0, length - 8 * i))));
  const hex = (of: Uint8Array) => Buffer.from(of).toString('hex');
  const group = (bytes[0]! << 8) | bytes[1]!;
  // A group at the front that is not zero is always written.
  const front = length >= 16 && group !== 0 ? [`${group.toString(16)}:`] : [];
  const isIn = front.length > 0 ? `starts_with(${column}, ?)` : `contains(${column}, ':')`;
  const found = `CASE WHEN ${isIn} THEN address_digits(${column}) BETWEEN ? AND ? ELSE false END`;
  const values = [...front, hex(bytes), hex(last)];
  // A short prefix of zeros holds all of IPv4, too.
  const holdsIpv4 =
    length <= 96 &&
    MAPPED.subarray(0, length >> 3).every((byte, i) => byte === bytes[i]) &&
    isMappedBelow(bytes, length);
  if (!holdsIpv4) return { sql: found, values };
  return { sql: `(${found} OR NOT contains(${column}, ':'))`, values };
}

function isMappedBelow(bytes: Uint8Array, length: number): boolean {
  const rest = length & 7;
  if (rest === 0) return true;
  const mask = (0xff << (8 - rest)) & 0xff;
  return (bytes[length >> 3]! & mask) === (MAPPED[length >> 3]! & mask);
}

function inPrefix(column: string, prefix: Prefix): Condition {
  return prefix.length >= 96 && isIpv4(prefix.bytes) ? ipv4(column, prefix) : ipv6(column, prefix);
}

function likePattern(pattern: string): string {
  return pattern.replace(/[\\%_]/g, '\\$&').replaceAll('*', '%');
}

export function conditionOf(query: FlowQuery): Condition {
  switch (query.kind) {
    case 'all':
      return { sql: 'true', values: [] };
    case 'and':
    case 'or': {
      const [left, right] = [conditionOf(query.left), conditionOf(query.right)];
      const sql = `(${left.sql} ${query.kind.toUpperCase()} ${right.sql})`;
      return { sql, values: [...left.values, ...right.values] };
    }
    case 'not': {
      const { sql, values } = conditionOf(query.inner);
      return { sql: `(NOT ${sql})`, values };
    }
    case 'address':
      return any(query.sides.map((side) => inPrefix(side, query.prefix)));
    case 'number':
      return any(NUMBERS[query.field].map((column) => within(column, query.range)));
    case 'text': {
      const column = TEXTS[query.field];
      const isPlain = !query.pattern.includes('*');
      if (isPlain) return { sql: `coalesce(${column} = ?, false)`, values: [query.pattern] };
      return { sql: `coalesce(${column} LIKE ? ESCAPE '\\', false)`, values: [likePattern(query.pattern)] };
    }
    case 'state':
      return {
        sql: `coalesce(state IN (${query.states.map(() => '?').join(', ')}), false)`,
        values: query.states,
      };
  }
}

/** Of every connection, before queries: the 32 digits of an IPv6 address that is written by RFC 5952. */
export const MACROS: readonly string[] = [
  `CREATE OR REPLACE MACRO written_groups(part) AS list_filter(string_split(part, ':'), lambda g: g <> '')`,
  `CREATE OR REPLACE MACRO address_groups(a) AS CASE WHEN contains(a, '::') THEN
     list_concat(list_concat(written_groups(split_part(a, '::', 1)),
       list_resize([]::VARCHAR[], 8 - len(written_groups(a)), '0')), written_groups(split_part(a, '::', 2)))
     ELSE string_split(a, ':') END`,
  `CREATE OR REPLACE MACRO address_digits(a) AS
     list_aggregate(list_transform(address_groups(a), lambda g: lpad(g, 4, '0')), 'string_agg', '')`,
];
