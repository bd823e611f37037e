/** Writes tiny files in MaxMind DB format 2.0 (IPv6 tree, 24-bit records), for tests. */
import { ADDRESS_BYTES, isIpv4, parsePrefix } from '../../src/model/address.js';

type Value = string | number | { readonly [key: string]: Value };
type Node = [Node | number | null, Node | number | null];

const text = new TextEncoder();

function control(type: number, size: number): number[] {
  if (size > 28) throw new RangeError(`expected at most 28, received ${size}`);
  return type < 8 ? [(type << 5) | size] : [size, type - 7];
}

function encode(value: Value): number[] {
  if (typeof value === 'string') {
    const bytes = text.encode(value);
    return [...control(2, bytes.length), ...bytes];
  }
  if (typeof value === 'number') {
    if (Number.isInteger(value) && value >= 0) {
      return [...control(6, 4), value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
    }
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setFloat64(0, value);
    return [...control(3, 8), ...bytes];
  }
  const entries = Object.entries(value);
  return [
    ...control(7, entries.length),
    ...entries.flatMap(([key, inner]) => [...encode(key), ...encode(inner)]),
  ];
}

/** IPv4 prefixes are stored as they are in an IPv6 tree: below ::/96. */
function bitsOf(prefix: string): number[] {
  const { bytes, length } = parsePrefix(prefix)!;
  const from = isIpv4(bytes) ? new Uint8Array(ADDRESS_BYTES).fill(0, 0, 12) : bytes;
  if (isIpv4(bytes)) from.set(bytes.subarray(12), 12);
  return Array.from({ length }, (_, bit) => (from[bit >> 3]! >> (7 - (bit & 7))) & 1);
}

export function mmdbFile(
  records: Readonly<Record<string, Value>>,
  options: { readonly type: string; readonly built: number },
): Uint8Array {
  const root: Node = [null, null];
  const data: number[] = [];
  for (const [prefix, record] of Object.entries(records)) {
    const bits = bitsOf(prefix);
    let node = root;
    for (const bit of bits.slice(0, -1)) {
      const next = node[bit];
      const inner: Node = Array.isArray(next) ? next : [null, null];
      node[bit] = inner;
      node = inner;
    }
    node[bits.at(-1)!] = data.length;
    data.push(...encode(record));
  }
  const nodes: Node[] = [root];
  for (let i = 0; i < nodes.length; i++) nodes.push(...nodes[i]!.filter((next) => Array.isArray(next)));
  const place = new Map(nodes.map((node, i) => [node, i]));
  const tree = nodes.flatMap((node) =>
    node.flatMap((next) => {
      const value =
        next === null ? nodes.length : Array.isArray(next) ? place.get(next)! : nodes.length + 16 + next;
      return [value >>> 16, (value >>> 8) & 255, value & 255];
    }),
  );
  const metadata = encode({
    binary_format_major_version: 2,
    build_epoch: options.built / 1000,
    database_type: options.type,
    ip_version: 6,
    node_count: nodes.length,
    record_size: 24,
  });
  const marker = [0xab, 0xcd, 0xef, ...text.encode('MaxMind.com')];
  return Uint8Array.from([...tree, ...new Array<number>(16).fill(0), ...data, ...marker, ...metadata]);
}
