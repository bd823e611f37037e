/** A query as a function of rows of a batch. */
import { type Prefix, prefixContains } from '../../../model/address.js';
import {
  CONNECTION_STATE_NAMES,
  type FlowBatch,
  isKnown,
  type StringColumn,
} from '../../../model/flow-batch.js';
import type { FlowQuery, NumberField, Range, TextField } from './query.js';

export type Matcher = (batch: FlowBatch, row: number) => boolean;

const NULLABLE = [
  'sourcePort',
  'destinationPort',
  'protocol',
  'bytesSent',
  'bytesReceived',
  'durationMs',
] as const;
type Nullable = (typeof NULLABLE)[number] | 'packetsSent' | 'packetsReceived';

/** Null for what is not known. */
function known(batch: FlowBatch, column: Nullable, row: number): number | null {
  return isKnown(batch.validity[column], row) ? batch[column][row]! : null;
}

/** Null where neither is known. */
export function sumOf(left: number | null, right: number | null): number | null {
  return left === null && right === null ? null : (left ?? 0) + (right ?? 0);
}

/** Made for one field, without arrays: it is asked for millions of rows. */
function numberMatcher(field: NumberField, range: Range): Matcher {
  const holds = withinRange(range);
  switch (field) {
    case 'port':
      return (batch, row) =>
        holds(known(batch, 'sourcePort', row)) || holds(known(batch, 'destinationPort', row));
    case 'bytes':
      return (batch, row) => holds(sumOf(known(batch, 'bytesSent', row), known(batch, 'bytesReceived', row)));
    case 'packets':
      return (batch, row) =>
        holds(sumOf(known(batch, 'packetsSent', row), known(batch, 'packetsReceived', row)));
    case 'vlan':
      return (batch, row) => holds(batch.vlan?.[row] || null);
    case 'input':
      return (batch, row) => holds(batch.input[row]!);
    case 'record':
      return (batch, row) => holds(batch.recordNumber[row]!);
    default:
      return (batch, row) => holds(known(batch, field, row));
  }
}

export function textAt(column: StringColumn | null, row: number): string | null {
  return column === null ? null : column.dictionary[column.codes[row]!] || null;
}

/** As the history has it; null for none. */
export function macAt({ sourceMac }: FlowBatch, row: number): string | null {
  const bytes = sourceMac?.subarray(6 * row, 6 * row + 6);
  if (bytes === undefined || bytes.every((byte) => byte === 0)) return null;
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(':');
}

function textOf(batch: FlowBatch, field: TextField, row: number): string | null {
  switch (field) {
    case 'mac':
      return macAt(batch, row);
    case 'state':
      return stateAt(batch, row);
    default:
      return textAt(batch[field], row);
  }
}

export function stateAt(batch: FlowBatch, row: number): string | null {
  return isKnown(batch.validity.state, row) ? (CONNECTION_STATE_NAMES[batch.state[row]!] ?? null) : null;
}

function withinRange({ low, high, withLow, withHigh }: Range): (value: number | null) => boolean {
  return (value) =>
    value !== null && (withLow ? value >= low : value > low) && (withHigh ? value <= high : value < high);
}

function patternOf(pattern: string): RegExp {
  const parts = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^]*')}$`, 'u');
}

function addressMatcher(sides: readonly ('source' | 'destination')[], prefix: Prefix): Matcher {
  const [one, other] = sides.map((side) => sideMatcher(side, prefix));
  if (one === undefined) return () => false;
  return other === undefined ? one : (batch, row) => one(batch, row) || other(batch, row);
}

function sideMatcher(side: 'source' | 'destination', prefix: Prefix): Matcher {
  // Most addresses differ in the last byte that the prefix has whole.
  const last = (prefix.length >> 3) - 1;
  const byte = prefix.bytes[last];
  if (byte === undefined) return (batch, row) => prefixContains(prefix, batch[side], 16 * row);
  return (batch, row) =>
    batch[side][16 * row + last] === byte && prefixContains(prefix, batch[side], 16 * row);
}

export function matcherOf(query: FlowQuery): Matcher {
  switch (query.kind) {
    case 'all':
      return () => true;
    case 'and':
    case 'or': {
      const [left, right] = [matcherOf(query.left), matcherOf(query.right)];
      if (query.kind === 'and') return (batch, row) => left(batch, row) && right(batch, row);
      return (batch, row) => left(batch, row) || right(batch, row);
    }
    case 'not': {
      const inner = matcherOf(query.inner);
      return (batch, row) => !inner(batch, row);
    }
    case 'address':
      return addressMatcher(query.sides, query.prefix);
    case 'number':
      return numberMatcher(query.field, query.range);
    case 'text': {
      const { field } = query;
      const pattern = patternOf(query.pattern);
      return (batch, row) =>
        pattern.test(textOf(batch, field, row) ?? '') && textOf(batch, field, row) !== null;
    }
    case 'state': {
      const wanted = new Set(query.states);
      return (batch, row) => wanted.has(stateAt(batch, row) ?? '');
    }
  }
}
