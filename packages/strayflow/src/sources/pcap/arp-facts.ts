/** ARP (RFC 826) as facts: who claimed which address. */
import { writeIpv4 } from '../../model/address.js';
import { FactKind } from '../../model/fact-batch.js';
import type { FactBuilder } from '../../model/fact-builder.js';
import { i32, u16 } from './bytes.js';
import { Outcome, type Packet } from './packet.js';

const ARP_BYTES = 28;
const ETHERNET = 1;
const IEEE_802 = 6;
const REQUEST = 1;
const REPLY = 2;
const TEXTS: readonly string[] = ['', 'request', 'reply', 'gratuitous'];
const GRATUITOUS = 3;

/** Reads the ARP message at `packet.at`. `Outcome.arp` means that it was added to `facts`. */
export function readArp(
  facts: FactBuilder,
  packet: Packet,
  bytes: Uint8Array,
  to: number,
  time: number,
  frame: number,
): Outcome {
  const { at } = packet;
  if (to - at < 8) return packet.reject('arp-truncated', `${to - at} of ${ARP_BYTES} bytes`);
  const hardware = u16(bytes, at);
  const isEthernet = (hardware === ETHERNET || hardware === IEEE_802) && bytes[at + 4] === 6;
  const isIpv4 = u16(bytes, at + 2) === 0x0800 && bytes[at + 5] === 4;
  if (!isEthernet || !isIpv4) return packet.ignore('arp for other networks');
  if (to - at < ARP_BYTES) return packet.reject('arp-truncated', `${to - at} of ${ARP_BYTES} bytes`);
  const operation = u16(bytes, at + 6);
  if (operation !== REQUEST && operation !== REPLY) return packet.ignore('arp other operation');
  const sender = i32(bytes, at + 14);
  // RFC 5227: who asks without an address claims none.
  if (sender === 0) return packet.ignore('arp probe');
  const row = facts.add(FactKind.arpBinding, frame, time);
  const { address, mac, peer } = facts.columns;
  copyIpv4(address, row, bytes, at + 14);
  mac.set(bytes.subarray(at + 8, at + 14), row * 6);
  copyIpv4(peer, row, bytes, at + 24);
  facts.text('text', row, TEXTS[sender === i32(bytes, at + 24) ? GRATUITOUS : operation]!);
  return Outcome.arp;
}

function copyIpv4(out: Uint8Array, row: number, bytes: Uint8Array, at: number): void {
  writeIpv4(out, row * 16, bytes[at]!, bytes[at + 1]!, bytes[at + 2]!, bytes[at + 3]!);
}
