/** Builds packets, layer by layer, and captures of them, for tests of everything that reads captures. */
import { parseAddress } from '../../../src/model/address.js';

export function bytesOf(...parts: readonly (Uint8Array | readonly number[])[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Big-endian, as in protocol headers. */
export function be16(value: number): number[] {
  return [(value >>> 8) & 0xff, value & 0xff];
}

export function be32(value: number): number[] {
  return [...be16(value >>> 16), ...be16(value)];
}

function address(text: string): Uint8Array {
  const bytes = new Uint8Array(16);
  if (!parseAddress(text, bytes)) throw new RangeError(`expected an address, received ${text}`);
  return text.includes(':') ? bytes : bytes.slice(12);
}

export function mac(text: string): number[] {
  return text.split(':').map((part) => Number.parseInt(part, 16));
}

export const CLIENT_MAC = '02:00:00:00:00:01';
export const SERVER_MAC = '02:00:00:00:00:02';

export interface EthernetFields {
  readonly source?: string;
  readonly destination?: string;
  readonly type?: number;
  /** [tag protocol, VLAN id], outermost first. */
  readonly tags?: readonly (readonly [number, number])[];
}

/** The ethertype of an IP packet is found by its version. */
export function ethernet(payload: Uint8Array, fields: EthernetFields = {}): Uint8Array {
  const type = fields.type ?? (payload[0]! >> 4 === 6 ? 0x86dd : 0x0800);
  const tags = (fields.tags ?? []).flatMap(([protocol, id]) => [...be16(protocol), ...be16(id)]);
  return bytesOf(
    mac(fields.destination ?? SERVER_MAC),
    mac(fields.source ?? CLIENT_MAC),
    tags,
    be16(type),
    payload,
  );
}

export interface IpFields {
  readonly source?: string;
  readonly destination?: string;
  readonly protocol?: number;
  readonly ttl?: number;
  readonly id?: number;
  /** In bytes, a multiple of 8. */
  readonly fragmentOffset?: number;
  readonly moreFragments?: boolean;
  /** Bytes of IPv4 options, a multiple of 4. */
  readonly options?: readonly number[];
  /** Instead of the true one. */
  readonly totalLength?: number;
}

export const CLIENT = '10.0.0.1';
export const SERVER = '192.0.2.2';

export function ipv4(payload: Uint8Array, fields: IpFields = {}): Uint8Array {
  const options = fields.options ?? [];
  const headerBytes = 20 + options.length;
  const fragment = (fields.moreFragments === true ? 0x2000 : 0) | ((fields.fragmentOffset ?? 0) >> 3);
  return bytesOf(
    [0x40 | (headerBytes >> 2), 0],
    be16(fields.totalLength ?? headerBytes + payload.length),
    be16(fields.id ?? 1),
    be16(fragment),
    [fields.ttl ?? 64, fields.protocol ?? 6, 0, 0],
    address(fields.source ?? CLIENT),
    address(fields.destination ?? SERVER),
    options,
    payload,
  );
}

export const CLIENT6 = '2001:db8::1';
export const SERVER6 = '2001:db8:1::2';

export interface Ipv6Fields extends Omit<IpFields, 'options' | 'totalLength'> {
  /** Extension headers before the payload: [header number, its bytes from the second on]. */
  readonly extensions?: readonly (readonly [number, readonly number[]])[];
  /** Instead of the true one. */
  readonly payloadLength?: number;
}

export function ipv6(payload: Uint8Array, fields: Ipv6Fields = {}): Uint8Array {
  const extensions = [...(fields.extensions ?? [])];
  if (fields.fragmentOffset !== undefined || fields.moreFragments === true) {
    const offset = (fields.fragmentOffset ?? 0) | (fields.moreFragments === true ? 1 : 0);
    extensions.push([44, [0, ...be16(offset), ...be32(fields.id ?? 1)]]);
  }
  const numbers = [...extensions.map(([number]) => number), fields.protocol ?? 6];
  const headers = extensions.map(([, rest], index) => [numbers[index + 1]!, ...rest]);
  const body = bytesOf(...headers, payload);
  return bytesOf(
    [0x60, 0, 0, 0],
    be16(fields.payloadLength ?? body.length),
    [numbers[0]!, fields.ttl ?? 64],
    address(fields.source ?? CLIENT6),
    address(fields.destination ?? SERVER6),
    body,
  );
}

export const FIN = 1;
export const SYN = 2;
export const RST = 4;
export const PSH = 8;
export const ACK = 16;

export interface TcpFields {
  readonly sourcePort?: number;
  readonly destinationPort?: number;
  readonly flags?: number;
  readonly sequence?: number;
  readonly acknowledgement?: number;
}

export function tcp(fields: TcpFields = {}, data: Uint8Array = new Uint8Array(0)): Uint8Array {
  return bytesOf(
    be16(fields.sourcePort ?? 40_000),
    be16(fields.destinationPort ?? 80),
    be32(fields.sequence ?? 0),
    be32(fields.acknowledgement ?? 0),
    [0x50, fields.flags ?? SYN, 0xff, 0xff, 0, 0, 0, 0],
    data,
  );
}

export function udp(
  sourcePort: number,
  destinationPort: number,
  data: Uint8Array = new Uint8Array(0),
): Uint8Array {
  return bytesOf(be16(sourcePort), be16(destinationPort), be16(8 + data.length), [0, 0], data);
}

/** ICMP or ICMPv6 with an identifier and sequence number. */
export function icmp(
  type: number,
  code: number,
  identifier = 0,
  data: Uint8Array = new Uint8Array(0),
): Uint8Array {
  return bytesOf([type, code, 0, 0], be16(identifier), [0, 1], data);
}

export function arp(
  operation: number,
  sender: readonly [mac: string, address: string],
  target: readonly [mac: string, address: string],
): Uint8Array {
  return bytesOf(
    [0, 1, 8, 0, 6, 4],
    be16(operation),
    mac(sender[0]),
    address(sender[1]),
    mac(target[0]),
    address(target[1]),
  );
}

export interface CapturedPacket {
  /** Unix ms; whole microseconds. */
  readonly time: number;
  readonly bytes: Uint8Array;
  /** Of the frame on the wire, where the capture holds less. */
  readonly wireLength?: number;
  /** pcapng: index of the interface. */
  readonly interface?: number;
}

class Writer {
  readonly littleEndian: boolean;
  private readonly parts: Uint8Array[] = [];

  constructor(littleEndian: boolean) {
    this.littleEndian = littleEndian;
  }

  u16(value: number): this {
    const [high, low] = be16(value) as [number, number];
    return this.raw(this.littleEndian ? [low, high] : [high, low]);
  }

  u32(value: number): this {
    const bytes = be32(value);
    return this.raw(this.littleEndian ? bytes.reverse() : bytes);
  }

  raw(bytes: Uint8Array | readonly number[]): this {
    this.parts.push(Uint8Array.from(bytes));
    return this;
  }

  padded(bytes: Uint8Array | readonly number[]): this {
    return this.raw(bytes).raw(new Uint8Array(-bytes.length & 3));
  }

  take(): Uint8Array {
    return bytesOf(...this.parts);
  }
}

export interface PcapFormat {
  readonly littleEndian?: boolean;
  readonly nanoseconds?: boolean;
  readonly linkType?: number;
  readonly snapLength?: number;
}

export function pcap(packets: readonly CapturedPacket[], format: PcapFormat = {}): Uint8Array {
  const out = new Writer(format.littleEndian ?? true);
  out
    .u32(format.nanoseconds === true ? 0xa1b23c4d : 0xa1b2c3d4)
    .u16(2)
    .u16(4);
  out
    .u32(0)
    .u32(0)
    .u32(format.snapLength ?? 262_144)
    .u32(format.linkType ?? 1);
  for (const packet of packets) {
    const microseconds = Math.round(packet.time * 1000);
    const fraction = microseconds % 1_000_000;
    const kept = packet.bytes.subarray(0, format.snapLength ?? 262_144);
    out
      .u32((microseconds - fraction) / 1_000_000)
      .u32(format.nanoseconds === true ? fraction * 1000 : fraction);
    out
      .u32(kept.length)
      .u32(packet.wireLength ?? packet.bytes.length)
      .raw(kept);
  }
  return out.take();
}

export interface PcapngInterface {
  readonly linkType?: number;
  readonly snapLength?: number;
  /** if_tsresol as it stands in the file. */
  readonly resolution?: number;
  readonly offsetSeconds?: number;
}

export interface PcapngFormat {
  readonly littleEndian?: boolean;
  readonly interfaces?: readonly PcapngInterface[];
  readonly block?: 'enhanced' | 'simple' | 'old';
}

function block(out: Writer, type: number, body: Uint8Array): void {
  const length = 12 + body.length;
  out.u32(type).u32(length).raw(body).u32(length);
}

function option(out: Writer, code: number, value: Uint8Array | readonly number[]): void {
  out.u16(code).u16(value.length).padded(value);
}

function interfaceBlock(out: Writer, littleEndian: boolean, fields: PcapngInterface): void {
  const body = new Writer(littleEndian).u16(fields.linkType ?? 1).u16(0);
  body.u32(fields.snapLength ?? 0);
  option(body, 2, new TextEncoder().encode('eth0'));
  if (fields.resolution !== undefined) option(body, 9, [fields.resolution]);
  if (fields.offsetSeconds !== undefined) {
    const low = fields.offsetSeconds >>> 0;
    const high = fields.offsetSeconds < 0 ? 0xffffffff : Math.floor(fields.offsetSeconds / 2 ** 32);
    const value = new Writer(littleEndian);
    option(body, 14, (littleEndian ? value.u32(low).u32(high) : value.u32(high).u32(low)).take());
  }
  block(out, 1, body.u16(0).u16(0).take());
}

function unitsOf(packet: CapturedPacket, fields: PcapngInterface): bigint {
  const resolution = fields.resolution ?? 6;
  const perSecond = (resolution & 0x80) === 0 ? 10n ** BigInt(resolution) : 2n ** BigInt(resolution & 0x7f);
  const microseconds =
    BigInt(Math.round(packet.time * 1000)) - BigInt(fields.offsetSeconds ?? 0) * 1_000_000n;
  return (microseconds * perSecond) / 1_000_000n;
}

/** One section; captures of several are concatenations. */
export function pcapng(packets: readonly CapturedPacket[], format: PcapngFormat = {}): Uint8Array {
  const littleEndian = format.littleEndian ?? true;
  const interfaces = format.interfaces ?? [{}];
  const out = new Writer(littleEndian);
  const header = new Writer(littleEndian).u32(0x1a2b3c4d).u16(1).u16(0).u32(0xffffffff).u32(0xffffffff);
  block(out, 0x0a0d0d0a, header.take());
  for (const fields of interfaces) interfaceBlock(out, littleEndian, fields);
  for (const packet of packets) {
    const id = packet.interface ?? 0;
    const fields = interfaces[id]!;
    const kept = packet.bytes.subarray(0, fields.snapLength || packet.bytes.length);
    const wireLength = packet.wireLength ?? packet.bytes.length;
    const body = new Writer(littleEndian);
    if (format.block === 'simple') {
      block(out, 3, body.u32(wireLength).padded(kept).take());
      continue;
    }
    if (format.block === 'old') body.u16(id).u16(0);
    else body.u32(id);
    const units = unitsOf(packet, fields);
    body.u32(Number(units >> 32n)).u32(Number(units & 0xffffffffn));
    body.u32(kept.length).u32(wireLength).padded(kept);
    block(out, format.block === 'old' ? 2 : 6, body.take());
  }
  return out.take();
}
