/** Interfaces of a pcapng section: link type, snap length, and the meaning of their time stamps. */
import { u16In, u32In } from './bytes.js';
import { resolution, unitsToMilliseconds } from './timestamps.js';

const END_OF_OPTIONS = 0;
const IF_TSRESOL = 9;
const IF_TSOFFSET = 14;

export interface CaptureInterface {
  readonly linkType: number;
  /** 0 = unlimited. */
  readonly snapLength: number;
  readonly unitsPerSecond: number;
  readonly offsetSeconds: number;
}

/** The body of an Interface Description Block (pcapng, section 4.2) at `bytes[from, to)`; null when it is too short. */
export function readInterface(
  bytes: Uint8Array,
  from: number,
  to: number,
  littleEndian: boolean,
): CaptureInterface | null {
  if (to - from < 8) return null;
  let unitsPerSecond = 1_000_000;
  let offsetSeconds = 0;
  for (let at = from + 8; at + 4 <= to; ) {
    const code = u16In(bytes, at, littleEndian);
    const length = u16In(bytes, at + 2, littleEndian);
    if (code === END_OF_OPTIONS || at + 4 + length > to) break;
    if (code === IF_TSRESOL && length >= 1) unitsPerSecond = resolution(bytes[at + 4]!);
    if (code === IF_TSOFFSET && length >= 8) {
      const first = u32In(bytes, at + 4, littleEndian);
      const second = u32In(bytes, at + 8, littleEndian);
      const [high, low] = littleEndian ? [second, first] : [first, second];
      offsetSeconds = (high | 0) * 2 ** 32 + low;
    }
    at += 4 + ((length + 3) & ~3);
  }
  return {
    linkType: u16In(bytes, from, littleEndian),
    snapLength: u32In(bytes, from + 4, littleEndian),
    unitsPerSecond,
    offsetSeconds,
  };
}

export function interfaceTime(from: CaptureInterface, high: number, low: number): number {
  return unitsToMilliseconds(high, low, from.unitsPerSecond, from.offsetSeconds);
}
