/** Reads pcapng (draft-ietf-opsawg-pcapng): sections of either byte order, interfaces, and three kinds of packet block. */
import { u16In, u32, u32In } from './bytes.js';
import type { CaptureCounts } from './capture-counts.js';
import {
  CaptureFault,
  type CaptureReader,
  type FrameHandler,
  isPlausibleTime,
  MAX_BLOCK_BYTES,
  MAX_FRAME_BYTES,
  refuseFrame,
} from './frame.js';
import { type CaptureInterface, interfaceTime, readInterface } from './pcapng-interface.js';

export const SECTION_HEADER = 0x0a0d0d0a;
const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
const INTERFACE_DESCRIPTION = 1;
const PACKET = 2;
const SIMPLE_PACKET = 3;
const ENHANCED_PACKET = 6;
const MIN_BLOCK_BYTES = 12;
/** A block of a packet may carry options beside it. */
const MAX_PACKET_BLOCK_BYTES = MAX_FRAME_BYTES + 65_536;
const MAX_INTERFACES = 4096;

/** Why a packet block cannot be handed on; the blocks after it can. */
interface Refusal {
  readonly reason: string;
  readonly detail: string;
}

function refusal(reason: string, detail: string): Refusal {
  return { reason, detail };
}

/** Byte order that the section header at `at` names (12 bytes are looked at); null when it is none. */
export function sectionByteOrder(bytes: Uint8Array, at: number): { readonly littleEndian: boolean } | null {
  if (u32(bytes, at) !== SECTION_HEADER) return null;
  for (const littleEndian of [true, false]) {
    if (u32In(bytes, at + 8, littleEndian) === BYTE_ORDER_MAGIC) return { littleEndian };
  }
  return null;
}

function isPacketBlock(type: number): boolean {
  return type === ENHANCED_PACKET || type === PACKET || type === SIMPLE_PACKET;
}

export interface PcapngState {
  readonly expecting: string;
  readonly littleEndian: boolean;
  readonly interfaces: readonly CaptureInterface[];
  readonly time: number;
}

export class PcapngReader implements CaptureReader {
  expecting: string;
  private readonly handle: FrameHandler;
  private readonly counts: CaptureCounts;
  private littleEndian: boolean;
  private interfaces: CaptureInterface[];
  /** Of the packet before (Unix ms): what a Simple Packet Block, which has no time, is given. */
  private time: number;

  constructor(counts: CaptureCounts, handle: FrameHandler, state?: PcapngState) {
    this.counts = counts;
    this.handle = handle;
    this.expecting = state?.expecting ?? 'the section header';
    this.littleEndian = state?.littleEndian ?? true;
    this.interfaces = [...(state?.interfaces ?? [])];
    this.time = state?.time ?? 0;
  }

  get state(): PcapngState {
    const { expecting, littleEndian, interfaces, time } = this;
    return { expecting, littleEndian, interfaces, time };
  }

  step(bytes: Uint8Array, from: number, to: number): number {
    if (to - from < MIN_BLOCK_BYTES) return -MIN_BLOCK_BYTES;
    if (u32(bytes, from) === SECTION_HEADER) this.openSection(bytes, from);
    const type = u32In(bytes, from, this.littleEndian);
    const length = u32In(bytes, from + 4, this.littleEndian);
    if (length < MIN_BLOCK_BYTES || length > MAX_BLOCK_BYTES || (length & 3) !== 0) {
      throw new CaptureFault(`a block of type ${type} claims ${length} bytes`);
    }
    this.expecting = isPacketBlock(type) ? 'a packet' : 'a block';
    if (type !== INTERFACE_DESCRIPTION && !isPacketBlock(type)) return length;
    if (length > MAX_PACKET_BLOCK_BYTES) {
      if (type === INTERFACE_DESCRIPTION) {
        throw new CaptureFault(`an interface description claims ${length} bytes`);
      }
      refuseFrame(this.counts, 'packet-too-long', `a block of ${length} bytes`);
      return length;
    }
    if (to - from < length) return -length;
    const trailer = u32In(bytes, from + length - 4, this.littleEndian);
    if (trailer !== length) {
      throw new CaptureFault(`a block of type ${type} begins with length ${length} and ends with ${trailer}`);
    }
    this.block(type, bytes, from + 8, from + length - 4);
    return length;
  }

  private openSection(bytes: Uint8Array, from: number): void {
    const order = sectionByteOrder(bytes, from);
    if (order === null) throw new CaptureFault('a section header without its byte-order magic');
    this.littleEndian = order.littleEndian;
    this.interfaces = [];
  }

  private block(type: number, bytes: Uint8Array, from: number, to: number): void {
    if (type === INTERFACE_DESCRIPTION) {
      this.openInterface(bytes, from, to);
      return;
    }
    const refused =
      type === SIMPLE_PACKET ? this.simplePacket(bytes, from, to) : this.timedPacket(type, bytes, from, to);
    if (refused !== null) refuseFrame(this.counts, refused.reason, refused.detail);
  }

  private openInterface(bytes: Uint8Array, from: number, to: number): void {
    const opened = readInterface(bytes, from, to, this.littleEndian);
    if (opened === null) throw new CaptureFault('an interface description without link type');
    if (this.interfaces.length < MAX_INTERFACES) this.interfaces.push(opened);
  }

  /** Enhanced Packet Block, or the older Packet Block, which differs in the width of the interface number. */
  private timedPacket(type: number, bytes: Uint8Array, from: number, to: number): Refusal | null {
    if (to - from < 20) return refusal('corrupt-block', 'a packet block without its header');
    const little = this.littleEndian;
    const id = type === PACKET ? u16In(bytes, from, little) : u32In(bytes, from, little);
    const source = this.interfaces[id];
    if (source === undefined) return refusal('unknown-interface', `interface ${id}`);
    const captured = u32In(bytes, from + 12, little);
    if (captured > to - from - 20) {
      return refusal('corrupt-block', `${captured} bytes claimed, ${to - from - 20} there`);
    }
    if (captured > MAX_FRAME_BYTES) {
      return refusal('packet-too-long', `${captured} bytes`);
    }
    const time = interfaceTime(source, u32In(bytes, from + 4, little), u32In(bytes, from + 8, little));
    if (!isPlausibleTime(time)) return refusal('corrupt-time', `${time} ms`);
    this.time = time;
    const wireLength = Math.max(captured, u32In(bytes, from + 16, little));
    this.handle(bytes, from + 20, captured, wireLength, time, source.linkType, id + 1);
    return null;
  }

  private simplePacket(bytes: Uint8Array, from: number, to: number): Refusal | null {
    const source = this.interfaces[0];
    if (to - from < 4) return refusal('corrupt-block', 'a packet block without its length');
    if (source === undefined) return refusal('unknown-interface', 'interface 0');
    const wireLength = u32In(bytes, from, this.littleEndian);
    const limit = source.snapLength === 0 ? wireLength : Math.min(source.snapLength, wireLength);
    const captured = Math.min(limit, to - from - 4);
    if (captured > MAX_FRAME_BYTES) {
      return refusal('packet-too-long', `${captured} bytes`);
    }
    this.counts.note(
      'Simple packet blocks carry no time; each was given the time of the packet before it, or 1970.',
    );
    this.handle(bytes, from + 4, captured, wireLength, this.time, source.linkType, 1);
    return null;
  }
}
