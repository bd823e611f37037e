/** The segments of one commit: what arrives is appended, few rows together, and a file that is long enough is closed. */
import { BATCH_ROWS } from '../model/flow-builder.js';
import { type AnyBatch, gather } from './gather.js';
import { type SegmentInfo, SegmentWriter, type StoredItem } from './segment.js';

/** A segment is read whole when the history is written. */
const SEGMENT_ROWS = 50_000;

/** Items of one kind that wait to be written as one: an item of its own takes kilobytes. */
interface Waiting {
  readonly kind: StoredItem['kind'];
  readonly late: boolean;
  readonly batches: AnyBatch[];
  rows: number;
}

export class SegmentLog {
  private readonly folder: string;
  private next: number;
  private open: SegmentWriter | null = null;
  private closed: SegmentInfo[] = [];
  private readonly waiting: readonly Waiting[] = (['flows', 'facts'] as const).flatMap((kind) =>
    [false, true].map((late) => ({ kind, late, batches: [], rows: 0 })),
  );

  constructor(folder: string, next: number) {
    this.folder = folder;
    this.next = next;
  }

  append(item: StoredItem): void {
    const place = this.waiting.find(({ kind, late }) => kind === item.kind && late === item.late)!;
    place.batches.push(item.batch);
    place.rows += item.batch.length;
    if (place.rows >= BATCH_ROWS / 4) this.write(place);
  }

  private write(place: Waiting): void {
    const { kind, late } = place;
    const batches = place.batches.splice(0);
    place.rows = 0;
    if (batches.length === 0) return;
    const segments = batches.map(({ length }, source) => ({ source, from: 0, length }));
    const batch = batches.length === 1 ? batches[0]! : gather(kind, batches, segments);
    this.open ??= new SegmentWriter(this.folder, this.next++);
    this.open.append({ kind, late, batch } as StoredItem);
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
    for (const place of this.waiting) this.write(place);
    this.closeOpen();
    return this.closed.splice(0);
  }

  /** The next start removes what no commit refers to. */
  abandon(): void {
    this.open?.abandon();
    this.open = null;
  }
}
