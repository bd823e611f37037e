/** One TCP connection while its first bytes are read: puts each side's segments in order, within bounds. */

/** 0: the side whose address is the first of the flow's key; 1: the other. */
export type Side = 0 | 1;

/** Reads what the two sides send. The facts' sender is `side` while it is called. */
export interface StreamReader {
  /** Whether it can go on behind a gap, as soon as nothing is left unused. */
  readonly mayJoinLate: boolean;
  /** `bytes[at, to)` follow what it has not used so far, which is part of them. Returns how many of them it used. */
  read(side: Side, bytes: Uint8Array, at: number, to: number): number;
  /** The capture holds no more than this of what `read` left unused: whatever says something by itself is taken. */
  readCut(side: Side, bytes: Uint8Array, at: number, to: number): void;
  isDone(side: Side): boolean;
  /** The flow has ended, or the reading of it; the facts' sender is `side`. */
  end(side: Side): void;
  /** All that it remembers; plain data. */
  readonly state: object;
}

/** Bytes kept of one side in all: a record of TLS with the largest chain of certificates that servers send. */
const MAX_SIDE_BYTES = 24_576;
const FIRST_BUFFER_BYTES = 2048;
/** Segments of one side that came too early and wait. */
const MAX_WAITING = 8;

/** Allocated once: every connection begins and ends with it. */
export const NO_BYTES: Uint8Array = new Uint8Array(0);

interface Waiting {
  readonly sequence: number;
  readonly bytes: Uint8Array;
}

export interface StreamSideState {
  readonly isDone: boolean;
  readonly next: number;
  readonly isStarted: boolean;
  readonly unused: Uint8Array;
  /** Room in the buffer. */
  readonly room: number;
  readonly waiting: readonly Waiting[] | null;
}

export class StreamSide {
  isDone = false;
  /** Memory that it keeps. */
  heldBytes = 0;
  private next = 0;
  private isStarted = false;
  private buffer = NO_BYTES;
  private length = 0;
  private waiting: Waiting[] | null = null;

  constructor(state?: StreamSideState) {
    if (state === undefined) return;
    this.isDone = state.isDone;
    this.next = state.next;
    this.isStarted = state.isStarted;
    this.length = state.unused.length;
    this.heldBytes = state.room;
    if (state.room > 0) {
      this.buffer = new Uint8Array(state.room);
      this.buffer.set(state.unused);
    }
    if (state.waiting === null) return;
    this.waiting = state.waiting.map(({ sequence, bytes }) => ({ sequence, bytes: bytes.slice() }));
    for (const { bytes } of this.waiting) this.heldBytes += bytes.length;
  }

  get state(): StreamSideState {
    const { isDone, next, isStarted, buffer, length, waiting } = this;
    return { isDone, next, isStarted, unused: buffer.subarray(0, length), room: buffer.length, waiting };
  }

  /** Where the first byte is, if the SYN told. */
  start(sequence: number): void {
    this.next = sequence;
    this.isStarted = true;
  }

  /** A segment of `wireBytes`, of which `bytes[at, to)` were captured. */
  add(
    reader: StreamReader,
    side: Side,
    sequence: number,
    bytes: Uint8Array,
    at: number,
    to: number,
    wireBytes: number,
  ): void {
    if (!this.isStarted) this.start(sequence);
    const ahead = (sequence - this.next) | 0;
    if (ahead > 0 && !(reader.mayJoinLate && this.length === 0)) {
      this.wait(sequence, bytes, at, to, wireBytes);
      return;
    }
    const known = ahead < 0 ? -ahead : 0;
    if (known >= wireBytes) return;
    this.next = (sequence + wireBytes) | 0;
    if (at + known < to) this.feed(reader, side, bytes, at + known, to);
    const isCut = to - at < wireBytes;
    if (isCut) this.endCut(reader, side);
    else if (this.waiting !== null) this.goOn(reader, side, this.waiting);
  }

  /** Gives back all memory. */
  finish(): void {
    this.isDone = true;
    this.buffer = NO_BYTES;
    this.waiting = null;
    this.length = this.heldBytes = 0;
  }

  /** The snap length cut the segment: what stands in the buffer can no longer be completed. */
  private endCut(reader: StreamReader, side: Side): void {
    if (this.length > 0) reader.readCut(side, this.buffer, 0, this.length);
    if (reader.mayJoinLate) this.length = 0;
    else this.finish();
  }

  private feed(reader: StreamReader, side: Side, bytes: Uint8Array, at: number, to: number): void {
    if (this.isDone) return;
    if (this.length === 0) {
      const used = reader.read(side, bytes, at, to);
      if (reader.isDone(side)) this.finish();
      else if (used < to - at) this.keep(bytes, at + used, to);
      return;
    }
    this.keep(bytes, at, to);
    if (this.isDone) return;
    const used = reader.read(side, this.buffer, 0, this.length);
    if (reader.isDone(side)) this.finish();
    else if (used > 0) {
      this.buffer.copyWithin(0, used, this.length);
      this.length -= used;
    }
  }

  private keep(bytes: Uint8Array, at: number, to: number): void {
    const length = this.length + to - at;
    if (length > MAX_SIDE_BYTES) {
      this.finish();
      return;
    }
    if (length > this.buffer.length) {
      const size = Math.max(length, FIRST_BUFFER_BYTES, Math.min(2 * this.buffer.length, MAX_SIDE_BYTES));
      const larger = new Uint8Array(size);
      larger.set(this.buffer.subarray(0, this.length));
      this.heldBytes += size - this.buffer.length;
      this.buffer = larger;
    }
    this.buffer.set(bytes.subarray(at, to), this.length);
    this.length = length;
  }

  private wait(sequence: number, bytes: Uint8Array, at: number, to: number, wireBytes: number): void {
    if (to - at < wireBytes) return;
    // The gap will hardly be filled any more.
    this.waiting ??= [];
    if (this.waiting.length === MAX_WAITING) {
      this.finish();
      return;
    }
    this.waiting.push({ sequence, bytes: bytes.slice(at, to) });
    this.heldBytes += to - at;
  }

  private goOn(reader: StreamReader, side: Side, waiting: Waiting[]): void {
    for (;;) {
      const index = waiting.findIndex((each) => ((each.sequence - this.next) | 0) <= 0);
      if (index < 0 || this.isDone) return;
      const [segment] = waiting.splice(index, 1);
      const { sequence, bytes } = segment!;
      this.heldBytes -= bytes.length;
      const known = (this.next - sequence) | 0;
      if (known >= bytes.length) continue;
      this.next = (sequence + bytes.length) | 0;
      this.feed(reader, side, bytes, known, bytes.length);
    }
  }
}
