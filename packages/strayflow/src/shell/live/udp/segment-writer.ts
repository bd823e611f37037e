/** Stores datagrams as they come: many in one write, in files of bounded size, all of them within a bound. */
import { closeSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import {
  DATAGRAM_HEADER_BYTES,
  DATAGRAM_MAGIC,
  LONGEST_DATAGRAM,
  writeDatagram,
} from '../../../sources/exports/datagram-file.js';
import type { Board } from './board.js';
import { MAGIC_BYTES, recoverSegments, segmentPath, segmentsOf } from './segment-folder.js';

export interface SegmentLimits {
  /** A file is closed when it is this large (bytes). */
  readonly segmentBytes: number;
  /** All files together (bytes); what comes beyond it is dropped and counted. */
  readonly storedBytes: number;
}

/** Datagrams wait for each other up to this size. */
const BUFFER_BYTES = 256 * 1024;

export type DatagramMeta = Parameters<typeof writeDatagram>[2];

export class SegmentWriter {
  private readonly folder: string;
  private readonly limits: SegmentLimits;
  private readonly board: Board;
  private readonly buffer = new Uint8Array(BUFFER_BYTES + DATAGRAM_HEADER_BYTES + LONGEST_DATAGRAM);
  private used = 0;
  private waiting = 0;
  private descriptor: number | null = null;
  private segmentSize = 0;
  /** Of all files and of what waits (bytes). */
  private total: number;
  private end: number;

  /**
   * Goes on after what an earlier writer stored whole. Throws the system's error.
   * @param atLeast a place in the stream that was parsed: where the files end before it, they were lost
   */
  constructor(folder: string, limits: SegmentLimits, board: Board, atLeast = 0) {
    this.folder = folder;
    this.limits = limits;
    this.board = board;
    const { end, bytes } = recoverSegments(folder);
    this.end = Math.max(end, atLeast);
    this.total = bytes;
    this.openSegment();
    board.set('committed', this.end);
  }

  /** Takes one datagram, or counts it as dropped when there is no room. */
  add(meta: DatagramMeta, payload: Uint8Array): void {
    const size = DATAGRAM_HEADER_BYTES + payload.length;
    if (this.total + size + MAGIC_BYTES > this.limits.storedBytes) {
      this.board.add('overloadDrops', 1);
      return;
    }
    this.used = writeDatagram(this.buffer, this.used, meta, payload);
    this.total += size;
    this.waiting++;
    if (this.used >= BUFFER_BYTES) this.write();
  }

  get hasWaiting(): boolean {
    return this.used > 0;
  }

  /** Stores what waits. When that fails it is dropped and counted, and the system's error is thrown. */
  write(): void {
    if (this.used === 0) return;
    const bytes = this.buffer.subarray(0, this.used);
    const count = this.waiting;
    this.used = 0;
    this.waiting = 0;
    try {
      this.append(bytes);
    } catch (error) {
      this.board.add('overloadDrops', count);
      this.total -= bytes.length;
      this.closeSegment();
      // A part may have been written: the next file begins where the last whole datagram ends.
      const { end, bytes: stored } = recoverSegments(this.folder);
      this.end = end;
      this.total = stored;
      throw error;
    }
    this.end += bytes.length;
    this.board.set('committed', this.end);
  }

  private append(bytes: Uint8Array): void {
    if (this.descriptor === null || this.segmentSize >= this.limits.segmentBytes) this.openSegment();
    this.writeAll(bytes);
    this.segmentSize += bytes.length;
  }

  /** There always is one, and be it empty: its name tells where the stream goes on. */
  private openSegment(): void {
    this.closeSegment();
    const path = segmentPath(this.folder, this.end);
    this.total -= statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    this.descriptor = openSync(path, 'w', 0o600);
    this.segmentSize = 0;
    this.writeAll(DATAGRAM_MAGIC);
    this.total += MAGIC_BYTES;
    this.segmentSize = MAGIC_BYTES;
  }

  private writeAll(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) at += writeSync(this.descriptor!, bytes, at);
  }

  private closeSegment(): void {
    if (this.descriptor !== null) closeSync(this.descriptor);
    this.descriptor = null;
  }

  /** What stands before `offset` is not needed any more. */
  release(offset: number): void {
    const isParsed = this.segmentSize > MAGIC_BYTES && this.end <= offset;
    const isFull = this.segmentSize >= this.limits.segmentBytes || 2 * this.total >= this.limits.storedBytes;
    if (isParsed && isFull) this.openSegment();
    const segments = segmentsOf(this.folder);
    for (let i = 0; i + 1 < segments.length; i++) {
      if (segments[i + 1]!.start > offset) return;
      this.total -= statSync(segments[i]!.path).size;
      rmSync(segments[i]!.path);
    }
  }

  close(): void {
    this.write();
    this.closeSegment();
  }
}
