/** Counts what became of every frame, and remembers what a reader of the report must know of the capture. */
import type { RecordSink } from '../../model/source.js';

/** Different ignore reasons kept apart (a capture can name 65,536 ethertypes); the rest is counted together. */
const MAX_REASONS = 64;

export interface CaptureCountsState {
  readonly frames: number;
  readonly snapped: number;
  readonly reasons: readonly string[];
  readonly notes: readonly string[];
}

export class CaptureCounts {
  private readonly sink: RecordSink;
  /** 1-based number of the current frame, as Wireshark numbers them. */
  frames: number;
  snapped: number;
  private reported: number;
  private readonly ignored = new Map<string, number>();
  private readonly reasons: Set<string>;
  private readonly notes: Set<string>;

  constructor(sink: RecordSink, state?: CaptureCountsState) {
    this.sink = sink;
    this.frames = this.reported = state?.frames ?? 0;
    this.snapped = state?.snapped ?? 0;
    this.reasons = new Set(state?.reasons);
    this.notes = new Set(state?.notes);
  }

  /** After `flush`. */
  get state(): CaptureCountsState {
    const { frames, snapped, reasons, notes } = this;
    return { frames, snapped, reasons: [...reasons], notes: [...notes] };
  }

  frame(): void {
    this.frames++;
  }

  reject(reason: string, detail: string): void {
    this.sink.reject(reason, this.frames, detail);
  }

  ignore(reason: string): void {
    if (!this.reasons.has(reason)) {
      if (this.reasons.size >= MAX_REASONS) reason = 'other protocols';
      else this.reasons.add(reason);
    }
    this.ignored.set(reason, (this.ignored.get(reason) ?? 0) + 1);
  }

  /** Each text once, however often it is said. */
  note(text: string): void {
    if (this.notes.size >= MAX_REASONS || this.notes.has(text)) return;
    this.notes.add(text);
    this.sink.note(text);
  }

  /** Hands on what was counted since the last time. */
  flush(): void {
    if (this.frames > this.reported) this.sink.read(this.frames - this.reported);
    this.reported = this.frames;
    for (const [reason, records] of this.ignored) this.sink.ignore(reason, records);
    this.ignored.clear();
  }
}

/** "1 place", "12 places". */
export function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
