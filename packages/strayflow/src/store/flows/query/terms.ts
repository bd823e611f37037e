/** One term of a query: an address, or a field, a sign and a value. */
import { parsePrefix } from '../../../model/address.js';
import {
  CONNECTION_STATE_NAMES,
  ConnectionState,
  isEstablished,
  isFailed,
} from '../../../model/flow-batch.js';
import { protocolNumber } from '../protocols.js';
import { readNumber, readRange, type Unit } from './numbers.js';
import { type FlowQuery, joined, type NumberField, type Range, type TextField } from './query.js';
import { QueryFault, type Token } from './tokens.js';

const BOTH = ['source', 'destination'] as const;
const ADDRESSES = { src: ['source'], dst: ['destination'], host: BOTH, net: BOTH } as const;

const NUMBERS: Readonly<Record<string, { readonly field: NumberField; readonly unit: Unit }>> = {
  port: { field: 'port', unit: 'port' },
  sport: { field: 'sourcePort', unit: 'port' },
  dport: { field: 'destinationPort', unit: 'port' },
  proto: { field: 'protocol', unit: 'protocol' },
  bytes: { field: 'bytes', unit: 'bytes' },
  sent: { field: 'bytesSent', unit: 'bytes' },
  received: { field: 'bytesReceived', unit: 'bytes' },
  packets: { field: 'packets', unit: 'count' },
  duration: { field: 'durationMs', unit: 'duration' },
  vlan: { field: 'vlan', unit: 'count' },
  input: { field: 'input', unit: 'count' },
  record: { field: 'record', unit: 'count' },
};

const TEXTS: Readonly<Record<string, TextField>> = {
  service: 'service',
  uid: 'uid',
  user: 'identity',
  exporter: 'exporter',
  mac: 'mac',
};

const FIELDS = [...Object.keys(ADDRESSES), ...Object.keys(NUMBERS), 'state', ...Object.keys(TEXTS)];

/** Groups of states that have a name. */
const STATES: Readonly<Record<string, (state: number) => boolean>> = {
  failed: isFailed,
  established: isEstablished,
};

interface Part {
  readonly text: string;
  readonly at: number;
}

/** Throws QueryFault. */
export function termOf(token: Token): FlowQuery {
  const { text, at, quotedFrom } = token;
  const sign = /^([a-z]+)(>=|<=|>|<|:|=)/i.exec(text.slice(0, quotedFrom));
  const name = sign === null ? '' : sign[1]!.toLowerCase();
  // "fe80::1" begins like a field.
  if (sign === null || (!FIELDS.includes(name) && parsePrefix(text) !== null)) return bare(token);
  const value = { text: text.slice(sign[0].length), at: at + sign[0].length };
  if (value.text === '') throw new QueryFault(value.at, `A value is missing behind "${sign[0]}".`);
  if (!FIELDS.includes(name)) {
    throw new QueryFault(at, `"${name.slice(0, 40)}" is no field. Fields are ${FIELDS.join(', ')}.`);
  }
  const number = Object.hasOwn(NUMBERS, name) ? NUMBERS[name]! : null;
  const order = sign[2]!;
  if (order === ':' || order === '=') {
    const isQuoted = quotedFrom < text.length;
    const parts = isQuoted ? [value] : listed(value);
    return joined(
      'or',
      parts.map((part) => equals(name, number, part)),
    );
  }
  if (number === null) throw new QueryFault(at, `"${order}" is for numbers; "${name}" takes ":".`);
  const limit = readNumber(value.text, number.unit);
  if (limit === null) throw new QueryFault(value.at, expected(name, number.unit));
  return { kind: 'number', field: number.field, range: beside(order, limit) };
}

function bare({ text, at }: Token): FlowQuery {
  const prefix = parsePrefix(text);
  if (prefix === null) {
    throw new QueryFault(at, 'Expected an address, a prefix, or a field with a value, such as port:22.');
  }
  return { kind: 'address', sides: BOTH, prefix };
}

function listed({ text, at }: Part): readonly Part[] {
  let start = at;
  return text.split(',').map((each) => {
    const part = { text: each, at: start };
    start += each.length + 1;
    if (each === '') throw new QueryFault(part.at, 'A value is missing.');
    return part;
  });
}

function beside(order: string, limit: number): Range {
  const [low, high] = order.startsWith('>')
    ? [limit, Number.POSITIVE_INFINITY]
    : [Number.NEGATIVE_INFINITY, limit];
  return { low, high, withLow: order !== '>', withHigh: order !== '<' };
}

function equals(name: string, number: (typeof NUMBERS)[string] | null, { text, at }: Part): FlowQuery {
  if (number !== null) {
    const named = number.unit === 'protocol' ? protocolNumber(text) : null;
    const range = named === null ? readRange(text, number.unit) : { low: named, high: named };
    if (range === null) throw new QueryFault(at, expected(name, number.unit));
    return { kind: 'number', field: number.field, range: { ...range, withLow: true, withHigh: true } };
  }
  if (name === 'state') return stateOf({ text, at });
  if (Object.hasOwn(TEXTS, name)) return { kind: 'text', field: TEXTS[name]!, pattern: text };
  const prefix = parsePrefix(text);
  if (prefix === null) throw new QueryFault(at, 'Expected an address or a prefix, such as 10.0.0.0/8.');
  return { kind: 'address', sides: ADDRESSES[name as keyof typeof ADDRESSES], prefix };
}

function stateOf({ text, at }: Part): FlowQuery {
  const group = STATES[text.toLowerCase()];
  const states = CONNECTION_STATE_NAMES.filter((state) => {
    if (group !== undefined) return group(ConnectionState[state as keyof typeof ConnectionState]);
    return state.toLowerCase() === text.toLowerCase();
  });
  if (states.length === 0) {
    const known = [...Object.keys(STATES), ...CONNECTION_STATE_NAMES].join(', ');
    throw new QueryFault(at, `Expected a state: ${known}.`);
  }
  return { kind: 'state', states };
}

const EXAMPLES: Readonly<Record<Unit, string>> = {
  port: 'a port from 0 to 65535, or a range such as 443-445',
  protocol: 'a protocol such as tcp or 6',
  bytes: 'a number of bytes such as 1500, 20k, 1M or 3G',
  count: 'a whole number or a range',
  duration: 'a duration such as 500ms, 10s, 5m or 2h',
};

function expected(name: string, unit: Unit): string {
  return `"${name}" takes ${EXAMPLES[unit]}.`;
}
