/** The segments of one commit: what arrives is appended, and a file that is long enough is closed. */
import { type SegmentInfo, SegmentWriter, type StoredItem } from './segment.js';

/** A segment is read whole when the history is written. */
const SEGMENT_ROWS = 100_000;

export class SegmentLog {
  private readonly folder: string;
  private next: number;
  private open: SegmentWriter | null = null;
  private closed: SegmentInfo[] = [];

  constructor(folder: string, next: number) {
    this.folder = folder;
    this.next = next;
  }

  append(item: StoredItem): void {
    this.open ??= new SegmentWriter(this.folder, this.next++);
    this.open.append(item);
    if (this.open.rows >= SEGMENT_ROWS) this.closeOpen();
  }

  private closeOpen(): void {
    if (this.open === null) return;
    const open = this.open;
    this.open = null;
    this.closed.push(open.close());
  }

  /** The segments since the last call, on the disk. */
  close(): readonly SegmentInfo[] {
    this.closeOpen();
    return this.closed.splice(0);
  }

  /** The next start removes what no commit refers to. */
  abandon(): void {
    this.open?.abandon();
    this.open = null;
  }
}
