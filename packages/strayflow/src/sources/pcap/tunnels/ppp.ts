/** PPP (RFC 1661) and PPPoE (RFC 2516): IP and MPLS inside; control protocols are ignored by name. */
import { u16 } from '../bytes.js';
import type { Outcome, Packet } from '../packet.js';
import { from, has, readInnerIp, type TunnelContent } from './content.js';
import { readMpls } from './mpls.js';

export const ETHERTYPE_PPPOE_SESSION = 0x8864;
const PPPOE_HEADER_BYTES = 6;
const PPP_IPV4 = 0x0021;
const PPP_IPV6 = 0x0057;
const PPP_MPLS = 0x0281;

/** With or without address and control field, the protocol in two bytes or, compressed, in one. */
export function readPpp(packet: Packet, content: TunnelContent): Outcome {
  const { bytes } = content;
  let { at } = content;
  if (has(content, 4) && bytes[at] === 0xff && bytes[at + 1] === 3) at += 2;
  if (content.to - at < 2) return packet.reject('ppp-truncated', `${content.to - at} of 2 bytes`);
  const isCompressed = (bytes[at]! & 1) === 1;
  const protocol = isCompressed ? bytes[at]! : u16(bytes, at);
  const inner = from(content, at + (isCompressed ? 1 : 2));
  if (protocol === PPP_IPV4 || protocol === PPP_IPV6) {
    const version = has(inner, 1) ? bytes[inner.at]! >> 4 : 0;
    if (version !== (protocol === PPP_IPV4 ? 4 : 6)) return packet.reject('ppp-ip', `version ${version}`);
    return readInnerIp(packet, inner);
  }
  if (protocol === PPP_MPLS) return readMpls(packet, inner);
  return packet.ignore(`ppp 0x${protocol.toString(16).padStart(4, '0')}`);
}

/** A session packet; its length must fit the frame. */
export function readPppoe(packet: Packet, content: TunnelContent): Outcome {
  const { bytes, at } = content;
  if (!has(content, PPPOE_HEADER_BYTES)) {
    return packet.reject('pppoe-truncated', `${content.to - at} of ${PPPOE_HEADER_BYTES} bytes`);
  }
  const start = at + PPPOE_HEADER_BYTES;
  const length = u16(bytes, at + 4);
  if (bytes[at] !== 0x11 || bytes[at + 1] !== 0) return packet.ignore('pppoe of another version or code');
  if (start + length > content.wireEnd) return packet.reject('pppoe-length', `${length} bytes`);
  return readPpp(packet, {
    ...content,
    at: start,
    to: Math.min(content.to, start + length),
    wireEnd: start + length,
  });
}
