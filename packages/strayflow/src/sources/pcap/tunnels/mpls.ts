/** MPLS (RFC 3032): past the label stack to IP, or to the Ethernet frame of a pseudo-wire (RFC 4448). */
import { u32 } from '../bytes.js';
import { Outcome, type Packet } from '../packet.js';
import { from, has, readInnerEthernet, readInnerIp, type TunnelContent } from './content.js';

export const ETHERTYPE_MPLS = 0x8847;
export const ETHERTYPE_MPLS_MULTICAST = 0x8848;
const MAX_LABELS = 16;
const BOTTOM_OF_STACK = 0x100;
const CONTROL_WORD_BYTES = 4;

/**
 * No header names what follows the labels. It is taken for IP where the first four bits and the lengths say so, and
 * for Ethernet where behind the ethertype stands IP or ARP, with a control word (which begins with four zero bits)
 * or without.
 */
export function readMpls(packet: Packet, content: TunnelContent): Outcome {
  const { bytes } = content;
  let { at } = content;
  for (let labels = 0; ; labels++) {
    if (labels === MAX_LABELS) return packet.reject('mpls-depth', `more than ${MAX_LABELS} labels`);
    if (content.to - at < 4) return packet.reject('mpls-truncated', `${content.to - at} of 4 bytes`);
    const entry = u32(bytes, at);
    at += 4;
    if ((entry & BOTTOM_OF_STACK) !== 0) break;
  }
  const inner = from(content, at);
  if (!has(inner, 1)) return packet.reject('mpls-truncated', 'nothing behind the labels');
  const first = bytes[at]! >> 4;
  if (first === 4 || first === 6) {
    const outcome = readInnerIp(packet, inner);
    if (outcome === Outcome.flow) return outcome;
  } else if (first === 0) {
    const outcome = readInnerEthernet(packet, from(content, at + CONTROL_WORD_BYTES));
    if (outcome === Outcome.flow || outcome === Outcome.arp) return outcome;
  }
  const outcome = readInnerEthernet(packet, inner);
  return outcome === Outcome.flow || outcome === Outcome.arp ? outcome : packet.ignore('mpls without ip');
}
