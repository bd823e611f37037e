/** A flow sample of sFlow: one packet out of many, by its first bytes or by its addresses. */
import { writeIpv4 } from '../../model/address.js';
import { u32 } from '../pcap/bytes.js';
import { decode } from '../pcap/decode.js';
import { Outcome, Packet } from '../pcap/packet.js';
import { EndReason, type OneWayRecord } from '../record/one-way.js';
import { hasPorts, Protocol } from '../record/protocol-names.js';
import { type Item, readItem } from './datagram.js';

/** Formats of samples that hold a packet (section 5.3). */
export const FLOW_SAMPLE = 1;
export const EXPANDED_FLOW_SAMPLE = 3;

const RawHeader = 1;
const SampledIpv4 = 3;
const SampledIpv6 = 4;
const ExtendedSwitch = 1001;
const ExtendedUser = 1004;

/** `header_protocol` by the link types of captures. */
const LINK_TYPES: Readonly<Record<number, number>> = { 1: 1, 11: 228, 12: 229 };
const MOST_RECORDS = 64;
const UTF8 = 106;
const ASCII = 3;

/** What stands at the head of a flow sample. */
export interface SampleHead {
  /** Packets that this one stands for. */
  readonly rate: number;
  /** Samples that the agent dropped so far. */
  readonly drops: number;
  readonly source: number;
  /** Interface index of arrival; NaN when the agent does not say. */
  readonly input: number;
  readonly records: number;
  readonly at: number;
}

/** Null when the sample is too short. */
export function readSampleHead(bytes: Uint8Array, { format, from, to }: Item): SampleHead | null {
  const expanded = format === EXPANDED_FLOW_SAMPLE;
  if (to - from < (expanded ? 44 : 32)) return null;
  let at = from + 4;
  const source = expanded ? u32(bytes, at + 4) : u32(bytes, at) & 0xffffff;
  at += expanded ? 8 : 4;
  const rate = u32(bytes, at);
  const drops = u32(bytes, at + 8);
  at += 12;
  const inputKind = expanded ? u32(bytes, at) : u32(bytes, at) >>> 30;
  const input = expanded ? u32(bytes, at + 4) : u32(bytes, at) & 0x3fff_ffff;
  at += expanded ? 16 : 8;
  return {
    rate,
    drops,
    source,
    input: inputKind === 0 && input > 0 && input !== 0x3fff_ffff ? input : Number.NaN,
    records: u32(bytes, at),
    at: at + 4,
  };
}

/** What came of a sample: '' when the record holds its packet, else why not. */
export interface SampleFault {
  readonly kind: 'reject' | 'ignore';
  readonly reason: string;
  readonly detail: string;
}

export class FlowSampleReader {
  private readonly packet = new Packet();

  /** Fills addresses, ports, protocol, lengths of the packet; counters are those of the one packet. */
  read(bytes: Uint8Array, head: SampleHead, to: number, record: OneWayRecord): SampleFault | null {
    let fault: SampleFault | null = { kind: 'ignore', reason: 'sflow sample without a packet', detail: '' };
    let at = head.at;
    for (let index = 0; index < Math.min(head.records, MOST_RECORDS); index++) {
      const item = readItem(bytes, at, to);
      if (item === null) {
        return {
          kind: 'reject',
          reason: 'sflow-truncated',
          detail: `record ${index + 1} of ${head.records}`,
        };
      }
      at = item.next;
      if (item.format === RawHeader) fault = this.readHeader(bytes, item, record);
      else if (item.format === SampledIpv4 && fault !== null) fault = readSampledIp(bytes, item, record, 4);
      else if (item.format === SampledIpv6 && fault !== null) fault = readSampledIp(bytes, item, record, 16);
      else if (item.format === ExtendedSwitch && item.to - item.from >= 4) {
        const vlan = u32(bytes, item.from);
        if (vlan > 0 && vlan < 4096) record.vlan = vlan;
      } else if (item.format === ExtendedUser) record.identity = readUser(bytes, item);
    }
    if (fault === null) record.endReason = EndReason.active;
    return fault;
  }

  private readHeader(bytes: Uint8Array, { from, to }: Item, record: OneWayRecord): SampleFault | null {
    if (to - from < 16) return { kind: 'reject', reason: 'sflow-truncated', detail: 'sampled header' };
    const protocol = u32(bytes, from);
    const linkType = LINK_TYPES[protocol];
    if (linkType === undefined) {
      return { kind: 'ignore', reason: `sflow header of protocol ${protocol & 0xff}`, detail: '' };
    }
    const frame = u32(bytes, from + 4);
    const start = from + 16;
    const length = Math.min(u32(bytes, from + 12), to - start);
    const { packet } = this;
    const outcome = decode(packet, bytes, start, start + length, Math.max(frame, length), linkType);
    if (outcome === Outcome.rejected) return { kind: 'reject', reason: packet.reason, detail: packet.detail };
    if (outcome !== Outcome.flow) {
      const reason = outcome === Outcome.ignored ? packet.reason : 'arp';
      return { kind: 'ignore', reason: `sampled ${reason}`, detail: '' };
    }
    copyPacket(packet, bytes, record);
    return null;
  }
}

function copyPacket(packet: Packet, bytes: Uint8Array, record: OneWayRecord): void {
  for (let word = 0; word < 4; word++) {
    writeWord(record.source, 4 * word, packet.addresses[word]!);
    writeWord(record.destination, 4 * word, packet.addresses[4 + word]!);
  }
  const { protocol } = packet;
  record.protocol = protocol;
  if (hasPorts(protocol)) {
    record.sourcePort = packet.sourcePort;
    record.destinationPort = packet.destinationPort;
  }
  if (protocol === Protocol.tcp) record.tcpFlags = packet.tcpFlags;
  if (protocol === Protocol.icmp || protocol === Protocol.icmp6) {
    record.icmpType = packet.icmpType;
    record.icmpCode = packet.icmpCode;
  }
  record.ttl = packet.ttl;
  const vlan = packet.vlan & 0xfff;
  if (vlan > 0) record.vlan = vlan;
  if (packet.macAt >= 0) record.mac.set(bytes.subarray(packet.macAt, packet.macAt + 6));
  record.packets = 1;
  record.bytes = packet.ipBytes;
}

function writeWord(out: Uint8Array, at: number, word: number): void {
  out[at] = word >>> 24;
  out[at + 1] = word >>> 16;
  out[at + 2] = word >>> 8;
  out[at + 3] = word;
}

/** Addresses and ports without the packet's bytes: `sampled_ipv4`, `sampled_ipv6`. */
function readSampledIp(
  bytes: Uint8Array,
  { from, to }: Item,
  record: OneWayRecord,
  width: 4 | 16,
): SampleFault | null {
  if (to - from < 8 + 2 * width + 12) {
    return { kind: 'reject', reason: 'sflow-truncated', detail: 'sampled addresses' };
  }
  const at = from + 8;
  for (const [target, start] of [
    [record.source, at],
    [record.destination, at + width],
  ] as const) {
    if (width === 16) target.set(bytes.subarray(start, start + 16));
    else writeIpv4(target, 0, bytes[start]!, bytes[start + 1]!, bytes[start + 2]!, bytes[start + 3]!);
  }
  const ports = at + 2 * width;
  const protocol = u32(bytes, from + 4) & 0xff;
  record.protocol = protocol;
  if (hasPorts(protocol)) {
    record.sourcePort = u32(bytes, ports) & 0xffff;
    record.destinationPort = u32(bytes, ports + 4) & 0xffff;
  }
  if (protocol === Protocol.tcp) record.tcpFlags = u32(bytes, ports + 8) & 0xff;
  record.packets = 1;
  record.bytes = u32(bytes, from);
  return null;
}

/** The sender's name of `extended_user`, where its character set is one that we know. */
function readUser(bytes: Uint8Array, { from, to }: Item): string {
  if (to - from < 8) return '';
  const charset = u32(bytes, from);
  const length = Math.min(u32(bytes, from + 4), to - from - 8, 255);
  if (charset !== UTF8 && charset !== ASCII) return '';
  return new TextDecoder().decode(bytes.subarray(from + 8, from + 8 + length));
}
