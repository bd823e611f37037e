/** Reads the classic capture format (draft-ietf-opsawg-pcap): both byte orders, micro- and nanoseconds. */
import { u16In, u32In } from './bytes.js';
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
import { toMilliseconds } from './timestamps.js';

const FILE_HEADER_BYTES = 24;
const RECORD_HEADER_BYTES = 16;

interface PcapMagic {
  readonly littleEndian: boolean;
  readonly unitsPerSecond: number;
}

/** Byte order and resolution that the first four bytes name; null when they are no pcap magic. */
export function pcapMagic(bytes: Uint8Array, at: number): PcapMagic | null {
  for (const littleEndian of [true, false]) {
    const magic = u32In(bytes, at, littleEndian);
    if (magic === 0xa1b2c3d4) return { littleEndian, unitsPerSecond: 1_000_000 };
    if (magic === 0xa1b23c4d) return { littleEndian, unitsPerSecond: 1_000_000_000 };
  }
  return null;
}

export interface PcapState {
  readonly magic: PcapMagic | null;
  readonly linkType: number;
}

export class PcapReader implements CaptureReader {
  private readonly handle: FrameHandler;
  private readonly counts: CaptureCounts;
  private magic: PcapMagic | null;
  private linkType: number;

  constructor(counts: CaptureCounts, handle: FrameHandler, state?: PcapState) {
    this.counts = counts;
    this.handle = handle;
    this.magic = state?.magic ?? null;
    this.linkType = state?.linkType ?? 0;
  }

  get state(): PcapState {
    return { magic: this.magic, linkType: this.linkType };
  }

  get expecting(): string {
    return this.magic === null ? 'the file header' : 'a packet';
  }

  step(bytes: Uint8Array, from: number, to: number): number {
    if (this.magic === null) return this.fileHeader(bytes, from, to);
    if (to - from < RECORD_HEADER_BYTES) return -RECORD_HEADER_BYTES;
    const { littleEndian, unitsPerSecond } = this.magic;
    const captured = u32In(bytes, from + 8, littleEndian);
    if (captured > MAX_BLOCK_BYTES) {
      throw new CaptureFault(`packet ${this.counts.frames + 1} claims ${captured} bytes`);
    }
    const size = RECORD_HEADER_BYTES + captured;
    if (captured > MAX_FRAME_BYTES) {
      refuseFrame(this.counts, 'packet-too-long', `${captured} bytes; at most ${MAX_FRAME_BYTES} are read`);
      return size;
    }
    if (to - from < size) return -size;
    const fraction = u32In(bytes, from + 4, littleEndian);
    const time = toMilliseconds(u32In(bytes, from, littleEndian), fraction, unitsPerSecond);
    if (fraction >= unitsPerSecond || !isPlausibleTime(time)) {
      refuseFrame(this.counts, 'corrupt-time', `fraction ${fraction} of ${unitsPerSecond} units a second`);
      return size;
    }
    const wireLength = Math.max(captured, u32In(bytes, from + 12, littleEndian));
    this.handle(bytes, from + RECORD_HEADER_BYTES, captured, wireLength, time, this.linkType, 0);
    return size;
  }

  private fileHeader(bytes: Uint8Array, from: number, to: number): number {
    if (to - from < FILE_HEADER_BYTES) return -FILE_HEADER_BYTES;
    this.magic = pcapMagic(bytes, from);
    if (this.magic === null) throw new CaptureFault('the first bytes are no pcap magic number');
    const major = u16In(bytes, from + 4, this.magic.littleEndian);
    if (major !== 2)
      throw new CaptureFault(`the file header names version ${major}; only version 2 is known`);
    // Its upper half holds the length of the frame check sequence.
    this.linkType = u32In(bytes, from + 20, this.magic.littleEndian) & 0xffff;
    return FILE_HEADER_BYTES;
  }
}
