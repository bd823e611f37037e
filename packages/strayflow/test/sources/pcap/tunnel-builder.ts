/** Builds what tunnels put around a packet or a frame, for tests of everything that reads captures. */
import { be16, be32, bytesOf, type IpFields, ipv4, udp } from './capture-builder.js';

/** The tunnel's two ends. */
export const TUNNEL_FROM = '198.51.100.1';
export const TUNNEL_TO = '198.51.100.2';

export function carried(payload: Uint8Array, protocol: number, fields: IpFields = {}): Uint8Array {
  return ipv4(payload, { source: TUNNEL_FROM, destination: TUNNEL_TO, protocol, ...fields });
}

export interface GreFields {
  readonly checksum?: boolean;
  readonly key?: number;
  readonly sequence?: number;
}

export function gre(type: number, payload: Uint8Array, fields: GreFields = {}): Uint8Array {
  const { checksum = false, key, sequence } = fields;
  const flags =
    (checksum ? 0x8000 : 0) | (key === undefined ? 0 : 0x2000) | (sequence === undefined ? 0 : 0x1000);
  return bytesOf(
    be16(flags),
    be16(type),
    checksum ? [0, 0, 0, 0] : [],
    key === undefined ? [] : be32(key),
    sequence === undefined ? [] : be32(sequence),
    payload,
  );
}

/** GRE version 1 with a payload, as PPTP sends it. */
export function pptp(payload: Uint8Array): Uint8Array {
  return bytesOf(be16(0x3001), be16(0x880b), be16(payload.length), be16(7), be32(1), payload);
}

export function erspan2(frame: Uint8Array): Uint8Array {
  return gre(0x88be, bytesOf(be16(0x1000 | 5), be16(0x0001), be32(0), frame), { sequence: 9 });
}

export function erspan3(frame: Uint8Array, platform = false): Uint8Array {
  const header = bytesOf(be16(0x2000), be16(1), be32(1), be16(0), be16(platform ? 1 : 0));
  return gre(0x22eb, bytesOf(header, platform ? new Uint8Array(8) : [], frame), { sequence: 9 });
}

export function vxlan(network: number, frame: Uint8Array): Uint8Array {
  return bytesOf([8, 0, 0, 0], be32(network << 8), frame);
}

export function geneve(network: number, type: number, payload: Uint8Array, options = 0): Uint8Array {
  return bytesOf([options, 0], be16(type), be32(network << 8), new Uint8Array(4 * options), payload);
}

export interface GtpFields {
  readonly sequence?: boolean;
  /** Extension headers: [type, its bytes between the length and the next type]. */
  readonly extensions?: readonly (readonly [number, readonly number[]])[];
}

export function gtp(payload: Uint8Array, fields: GtpFields = {}): Uint8Array {
  const extensions = fields.extensions ?? [];
  const hasMore = fields.sequence === true || extensions.length > 0;
  const chain = extensions.flatMap(([, body], index) => [
    (body.length + 2) / 4,
    ...body,
    extensions[index + 1]?.[0] ?? 0,
  ]);
  const body = bytesOf(hasMore ? [0, 1, 0, extensions[0]?.[0] ?? 0] : [], chain, payload);
  const flags = 0x30 | (fields.sequence === true ? 2 : 0) | (extensions.length > 0 ? 4 : 0);
  return bytesOf([flags, 0xff], be16(body.length), be32(0x1234), body);
}

/** [label, last of the stack] entries come from the labels given. */
export function mpls(labels: readonly number[], payload: Uint8Array): Uint8Array {
  const stack = labels.flatMap((label, index) =>
    be32((label << 12) | (index === labels.length - 1 ? 0x100 : 0) | 64),
  );
  return bytesOf(stack, payload);
}

export function ppp(protocol: number, payload: Uint8Array): Uint8Array {
  return bytesOf(be16(protocol), payload);
}

export function pppoe(payload: Uint8Array, length = payload.length): Uint8Array {
  return bytesOf([0x11, 0], be16(1), be16(length), payload);
}

/** A data message with or without its length. */
export function l2tp(payload: Uint8Array, withLength: boolean): Uint8Array {
  const header = withLength ? [0x40, 2, ...be16(8 + payload.length)] : [0, 2];
  return bytesOf(header, be16(3), be16(4), payload);
}

export function overUdp(port: number, payload: Uint8Array): Uint8Array {
  return carried(udp(50_000, port, payload), 17);
}
