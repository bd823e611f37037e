/** What the two capture formats have in common: frames, their bounds, and where they go. */
import type { CaptureCounts } from './capture-counts.js';

/** No capture tool writes larger ones (libpcap's MAXIMUM_SNAPLEN). */
export const MAX_FRAME_BYTES = 262_144;
/** A length beyond this is taken as corruption, not as a large record that can be skipped (as in Wireshark). */
export const MAX_BLOCK_BYTES = 16 * 1024 * 1024;
/** Beyond it a double's steps are coarser than a millisecond, and JavaScript has no date. */
const MAX_TIME_MS = 8.64e15;

/**
 * One captured frame: `bytes[at, at + captured)` of a frame that had `wireLength` bytes, at `time` (Unix ms).
 * `interfaceIndex` counts from 1; 0 = the format has no interfaces. The bytes are only valid during the call.
 */
export type FrameHandler = (
  bytes: Uint8Array,
  at: number,
  captured: number,
  wireLength: number,
  time: number,
  linkType: number,
  interfaceIndex: number,
) => void;

/** A reader of one capture format, as steps over contiguous bytes (see `FrameStep`). */
export interface CaptureReader {
  step(bytes: Uint8Array, from: number, to: number): number;
  /** What the reader was in the middle of, for the message when the input ends there. */
  readonly expecting: string;
}

/** Thrown by a reader where the rest of the input can no longer be understood. */
export class CaptureFault extends Error {
  override readonly name = 'CaptureFault';
}

export function isPlausibleTime(time: number): boolean {
  return time >= 0 && time <= MAX_TIME_MS;
}

/** Frames that cannot be handed on, by reason; each is one record read. */
export function refuseFrame(counts: CaptureCounts, reason: string, detail: string): void {
  counts.frame();
  counts.reject(reason, detail);
}
