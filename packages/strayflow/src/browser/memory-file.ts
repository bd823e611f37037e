/** The file of a spool where there are no files: in memory, as large as it may become and no larger. */
import { StrayflowError } from '../model/errors.js';
import type { SpoolFile } from '../store/spool-file.js';

export class MemoryFile implements SpoolFile {
  private readonly maxBytes: number;
  /** What was appended, by where it starts: whatever is read was appended in one piece. */
  private readonly pieces = new Map<number, Uint8Array<ArrayBuffer>>();
  private used = 0;

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  get bytes(): number {
    return this.used;
  }

  /** Throws StrayflowError 'output-unwritable' when there is no room. */
  append(bytes: Uint8Array): number {
    const start = this.used;
    if (start + bytes.length > this.maxBytes) {
      throw new StrayflowError(
        'output-unwritable',
        `the records take more than the ${Math.floor(this.maxBytes / 2 ** 20)} MiB of memory that a page may use`,
        {
          hint: 'Analyse fewer or shorter files at once, or use strayflow analyze, which has no such limit.',
        },
      );
    }
    this.pieces.set(start, bytes.slice());
    this.used = start + bytes.length;
    return start;
  }

  readAt(start: number, length: number): Promise<Uint8Array> {
    return Promise.resolve(this.readNow(start, length));
  }

  readNow(start: number, length: number): Uint8Array<ArrayBuffer> {
    const piece = this.pieces.get(start);
    if (piece === undefined || piece.length !== length) {
      throw new RangeError(`expected a piece that was appended, received ${length} bytes from ${start}`);
    }
    return piece;
  }

  close(): void {
    this.pieces.clear();
  }
}
