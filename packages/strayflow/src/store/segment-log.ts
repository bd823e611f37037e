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
  /** Each to be written as it is; more than one only while the disk takes nothing. */
  readonly joined: AnyBatch[];
}

export class SegmentLog {
  private readonly folder: string;
  private next: number;
  private open: SegmentWriter | null = null;
  private closed: SegmentInfo[] = [];
  /** The disk took nothing: it is asked again when the next commit is due. */
  private isStuck = false;
  private readonly waiting: readonly Waiting[] = (['flows', 'facts'] as const).flatMap((kind) =>
    [false, true].map((late) => ({ kind, late, batches: [], rows: 0, joined: [] })),
  );

  constructor(folder: string, next: number) {
    this.folder = folder;
    this.next = next;
  }

  /** Rows that are in the memory alone. */
  get unwrittenRows(): number {
    const joined = this.waiting.flatMap((place) => place.joined);
    return (
      this.waiting.reduce((sum, { rows }) => sum + rows, 0) +
      joined.reduce((sum, { length }) => sum + length, 0)
    );
  }

  /** A disk that takes nothing is told of by `close`. */
  append(item: StoredItem): void {
    const place = this.waiting.find(({ kind, late }) => kind === item.kind && late === item.late)!;
    place.batches.push(item.batch);
    place.rows += item.batch.length;
    if (place.rows < BATCH_ROWS / 4) return;
    join(place);
    if (this.isStuck) return;
    try {
      this.write(place);
    } catch {
      this.isStuck = true;
    }
  }

  private write({ kind, late, joined }: Waiting): void {
    for (let batch = joined[0]; batch !== undefined; batch = joined[0]) {
      this.open ??= new SegmentWriter(this.folder, this.next++);
      this.open.append({ kind, late, batch } as StoredItem);
      joined.shift();
      if (this.open.rows >= SEGMENT_ROWS) this.closeOpen();
    }
  }

  private closeOpen(): void {
    if (this.open === null) return;
    this.closed.push(this.open.close());
    this.open = null;
  }

  /**
   * The segments since the last call, on the disk. Throws StrayflowError 'state-unwritable', and loses nothing: the next
   * call has them, too.
   */
  close(): readonly SegmentInfo[] {
    this.isStuck = true;
    for (const place of this.waiting) {
      join(place);
      this.write(place);
    }
    this.closeOpen();
    this.isStuck = false;
    return this.closed.splice(0);
  }

  /** The next start removes what no commit refers to. */
  abandon(): void {
    this.open?.abandon();
    this.open = null;
  }
}

function join(place: Waiting): void {
  const batches = place.batches.splice(0);
  place.rows = 0;
  if (batches.length === 0) return;
  const segments = batches.map(({ length }, source) => ({ source, from: 0, length }));
  place.joined.push(batches.length === 1 ? batches[0]! : gather(place.kind, batches, segments));
}
