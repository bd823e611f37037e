/** Takes a capture in chunks and hands on its frames: which of the two formats it is, and where it ends or breaks. */
import type { CaptureCounts } from './capture-counts.js';
import { CaptureFault, type CaptureReader, type FrameHandler } from './frame.js';
import { Framer, type FramerState } from './framer.js';
import { PcapReader, type PcapState, pcapMagic } from './pcap-reader.js';
import { PcapngReader, type PcapngState, sectionByteOrder } from './pcapng-reader.js';

/** Enough to tell the formats apart. */
export const MAGIC_BYTES = 12;

export interface CaptureStreamState {
  readonly framer: FramerState;
  readonly pcap: PcapState | null;
  readonly pcapng: PcapngState | null;
  readonly received: number;
  readonly stoppedAt: number;
}

/** The reader of the capture format that `bytes[at..]` begins with; null when it is none. */
export function readerFor(
  bytes: Uint8Array,
  at: number,
  counts: CaptureCounts,
  handle: FrameHandler,
): CaptureReader | null {
  if (pcapMagic(bytes, at) !== null) return new PcapReader(counts, handle);
  return sectionByteOrder(bytes, at) !== null ? new PcapngReader(counts, handle) : null;
}

export class CaptureStream {
  /** Bytes so far. */
  received: number;
  /** Offset of the fault after which nothing more is read, -1 = none. */
  stoppedAt: number;
  private readonly counts: CaptureCounts;
  private readonly handle: FrameHandler;
  private readonly framer: Framer;
  private reader: CaptureReader | null;

  constructor(counts: CaptureCounts, handle: FrameHandler, state?: CaptureStreamState) {
    this.counts = counts;
    this.handle = handle;
    this.framer = new Framer((bytes, from, to) => this.step(bytes, from, to), state?.framer);
    this.received = state?.received ?? 0;
    this.stoppedAt = state?.stoppedAt ?? -1;
    this.reader = null;
    if (state?.pcap) this.reader = new PcapReader(counts, handle, state.pcap);
    if (state?.pcapng) this.reader = new PcapngReader(counts, handle, state.pcapng);
  }

  get state(): CaptureStreamState {
    const { framer, reader, received, stoppedAt } = this;
    return {
      framer: framer.state,
      pcap: reader instanceof PcapReader ? reader.state : null,
      pcapng: reader instanceof PcapngReader ? reader.state : null,
      received,
      stoppedAt,
    };
  }

  /** Returns the fault that makes the rest unreadable, where it is found. */
  push(chunk: Uint8Array): CaptureFault | null {
    this.received += chunk.length;
    if (this.stoppedAt >= 0) return null;
    try {
      // A plain view: one kind of array keeps the hot loops fast, whatever the caller reads into.
      this.framer.push(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length));
    } catch (error) {
      if (!(error instanceof CaptureFault)) throw error;
      this.stoppedAt = this.framer.offset;
      return error;
    }
    return null;
  }

  /** In the middle of what the capture ends now; null when nothing is half read. */
  get cutWithin(): string | null {
    if (this.stoppedAt >= 0 || this.framer.unfinished === 0) return null;
    return this.reader?.expecting ?? 'its header';
  }

  /** Not even the first header was whole. */
  get isBare(): boolean {
    return this.counts.frames === 0 && this.framer.offset === 0;
  }

  private step(bytes: Uint8Array, from: number, to: number): number {
    if (this.reader === null) {
      if (to - from < MAGIC_BYTES) return -MAGIC_BYTES;
      this.reader = readerFor(bytes, from, this.counts, this.handle);
      if (this.reader === null) throw new CaptureFault('the first bytes are neither pcap nor pcapng');
    }
    return this.reader.step(bytes, from, to);
  }
}
