/** Builds messages of NetFlow v5, v9 and IPFIX for tests. */

export const bytesOf = (...parts: readonly (Uint8Array | readonly number[])[]): Uint8Array => {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
};

/** `value` in `length` bytes, big-endian. */
export function number(value: number, length: number): Uint8Array {
  const out = new Uint8Array(length);
  let rest = BigInt(Math.trunc(value));
  if (rest < 0n) rest += 1n << BigInt(8 * length);
  for (let i = length - 1; i >= 0; i--) {
    out[i] = Number(rest & 255n);
    rest >>= 8n;
  }
  return out;
}

export const address = (text: string): Uint8Array => Uint8Array.from(text.split('.').map(Number));
export const text = (value: string, length: number): Uint8Array => {
  const out = new Uint8Array(length);
  out.set(new TextEncoder().encode(value));
  return out;
};

/** An information element with its length; with an enterprise number it is one of IPFIX. */
export interface FieldSpec {
  readonly id: number;
  readonly length: number;
  readonly enterprise?: number;
}

/** "8:4 12:4 29305/1:8 82:v" */
export const fields = (spec: string): readonly FieldSpec[] =>
  spec.split(' ').map((one) => {
    const [names, length] = one.split(':') as [string, string];
    const parts = names.split('/').map(Number);
    const size = length === 'v' ? 65_535 : Number(length);
    return parts.length === 2
      ? { id: parts[1]!, enterprise: parts[0]!, length: size }
      : { id: parts[0]!, length: size };
  });

const specifiers = (specs: readonly FieldSpec[]) =>
  bytesOf(
    ...specs.map(({ id, length, enterprise }) =>
      enterprise === undefined
        ? bytesOf(number(id, 2), number(length, 2))
        : bytesOf(number(id | 0x8000, 2), number(length, 2), number(enterprise, 4)),
    ),
  );

export const set = (id: number, ...body: readonly (Uint8Array | readonly number[])[]) => {
  const content = bytesOf(...body);
  return bytesOf(number(id, 2), number(4 + content.length, 2), content);
};

export const template = (id: number, spec: string) =>
  bytesOf(number(id, 2), number(fields(spec).length, 2), specifiers(fields(spec)));

/** NetFlow v9 gives the bytes of scopes and options, IPFIX counts fields. */
export const optionsTemplate = (id: number, scopes: string, options: string, ipfix = false) => {
  const [one, other] = [fields(scopes), fields(options)];
  const counts = ipfix ? [one.length + other.length, one.length] : [4 * one.length, 4 * other.length];
  return bytesOf(
    number(id, 2),
    number(counts[0]!, 2),
    number(counts[1]!, 2),
    specifiers(one),
    specifiers(other),
  );
};

export interface Header {
  /** Unix ms. */
  readonly time?: number;
  readonly uptime?: number;
  readonly sequence?: number;
  readonly domain?: number;
}

export const TIME = Date.UTC(2026, 10, 22, 10, 0, 0);
export const UPTIME = 100_000_000;

export const v9 = (header: Header, ...sets: readonly Uint8Array[]) =>
  bytesOf(
    number(9, 2),
    number(sets.length, 2),
    number(header.uptime ?? UPTIME, 4),
    number((header.time ?? TIME) / 1000, 4),
    number(header.sequence ?? 0, 4),
    number(header.domain ?? 0, 4),
    ...sets,
  );

export const ipfix = (header: Header, ...sets: readonly Uint8Array[]) => {
  const body = bytesOf(...sets);
  return bytesOf(
    number(10, 2),
    number(16 + body.length, 2),
    number((header.time ?? TIME) / 1000, 4),
    number(header.sequence ?? 0, 4),
    number(header.domain ?? 0, 4),
    body,
  );
};

export interface V5Record {
  readonly from?: string;
  readonly to?: string;
  readonly input?: number;
  readonly packets?: number;
  readonly octets?: number;
  readonly first?: number;
  readonly last?: number;
  readonly sourcePort?: number;
  readonly destinationPort?: number;
  readonly flags?: number;
  readonly protocol?: number;
}

export const v5Record = (record: V5Record) =>
  bytesOf(
    address(record.from ?? '10.0.0.5'),
    address(record.to ?? '192.0.2.80'),
    address('0.0.0.0'),
    number(record.input ?? 3, 2),
    number(4, 2),
    number(record.packets ?? 6, 4),
    number(record.octets ?? 600, 4),
    number(record.first ?? UPTIME - 5000, 4),
    number(record.last ?? UPTIME - 1000, 4),
    number(record.sourcePort ?? 51_000, 2),
    number(record.destinationPort ?? 443, 2),
    number(0, 1),
    number(record.flags ?? 0x1b, 1),
    number(record.protocol ?? 6, 1),
    number(0, 9),
  );

export const v5 = (header: Header & { readonly sampling?: number }, ...records: readonly V5Record[]) =>
  bytesOf(
    number(5, 2),
    number(records.length, 2),
    number(header.uptime ?? UPTIME, 4),
    number(Math.floor((header.time ?? TIME) / 1000), 4),
    number(((header.time ?? TIME) % 1000) * 1e6, 4),
    number(header.sequence ?? 0, 4),
    number(header.domain ?? 0, 2),
    number(header.sampling ?? 0, 2),
    ...records.map(v5Record),
  );
