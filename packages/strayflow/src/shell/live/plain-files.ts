/** Live inputs out of plain files: read once, or followed as they grow; what is furthest behind in time is read first. */
import { StrayflowError } from '../../model/errors.js';
import { FileReader, type FileToRead, type ReadAs } from './file-reader.js';
import type { InputPosition, LiveEvent, LiveInputs } from './live-input.js';

/** How often a file that was read to its end is looked at again (ms). */
const POLL_MS = 200;
/** Books of an input are told again after so many chunks. */
const COUNT_EVERY = 16;
const NO_LOSS = { kernelDrops: 0, overloadDrops: 0, sequenceGaps: 0 };

export interface PlainFilesOptions extends ReadAs {
  readonly files: readonly FileToRead[];
  /** Files are looked at again when they were read to their end. */
  readonly follow: boolean;
  /** Where an earlier run stopped. */
  readonly positions: readonly InputPosition[];
}

type State = 'reading' | 'stopping' | 'ended';

export class PlainFiles implements LiveInputs {
  private readonly readers: FileReader[] = [];
  /** Of inputs that this run has no file for. */
  private readonly others: InputPosition[] = [];
  private readonly follow: boolean;
  private readonly events: LiveEvent[] = [];
  private state: State = 'reading';
  private checkpointWanted = false;
  private chunks = 0;
  private wake: () => void = () => undefined;

  constructor(options: PlainFilesOptions) {
    this.follow = options.follow;
    const byPath = new Map(options.positions.map((position) => [position.name, position]));
    let next = options.positions.reduce((most, { input }) => Math.max(most, input + 1), 0);
    for (const file of options.files) {
      const before = byPath.get(file.name);
      const fits = before !== undefined && FileReader.isSame(file, before);
      if (fits && before.finished) continue;
      const position = fits ? before : null;
      this.readers.push(new FileReader(file, position?.input ?? next++, options, position));
    }
    const taken = new Set(this.readers.map((reader) => reader.input));
    for (const position of options.positions) {
      if (taken.has(position.input)) continue;
      this.others.push({ ...position, finished: true });
      this.events.push({ kind: 'caught-up', input: position.input, caughtUp: true });
    }
    for (const { input } of this.readers) this.events.push({ kind: 'caught-up', input, caughtUp: false });
  }

  async next(): Promise<LiveEvent> {
    for (;;) {
      const event = this.events.shift();
      if (event !== undefined) return event;
      if (this.state === 'ended') return { kind: 'end' };
      if (this.checkpointWanted || this.state === 'stopping') this.checkpoint();
      else await this.read();
    }
  }

  private checkpoint(): void {
    for (const reader of this.readers) this.tell(reader, reader.flush());
    for (const reader of this.readers) if (reader.isOpen) this.count(reader);
    const positions = [...this.others, ...this.readers.map((reader) => reader.position)];
    this.events.push({ kind: 'checkpoint', positions: positions.sort((a, b) => a.input - b.input) });
    this.checkpointWanted = false;
    if (this.state === 'stopping') this.state = 'ended';
  }

  /** Reads a chunk of the file that is furthest behind, or waits for one to grow. */
  private async read(): Promise<void> {
    let behind: FileReader | null = null;
    for (const reader of this.readers) {
      if (reader.caughtUp) continue;
      if (behind === null || reader.newest < behind.newest) behind = reader;
    }
    if (behind === null) {
      if (!this.follow || this.readers.every((reader) => reader.finished)) this.state = 'stopping';
      else await this.poll();
      return;
    }
    try {
      const items = await behind.read();
      this.tell(behind, items);
      if (items !== null) {
        if (this.chunks++ % COUNT_EVERY === 0) this.count(behind);
        return;
      }
      if (!this.follow || behind.endsOnce) this.tell(behind, await behind.finish());
      behind.caughtUp = true;
    } catch (error) {
      await this.giveUp(behind, error);
    }
    this.count(behind);
    this.events.push({ kind: 'caught-up', input: behind.input, caughtUp: true });
  }

  private async poll(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.wake = resolve;
      timer = setTimeout(resolve, POLL_MS);
    });
    clearTimeout(timer);
    for (const reader of this.readers) {
      if (reader.finished) continue;
      try {
        if (!reader.hasGrown()) continue;
        reader.caughtUp = false;
        this.events.push({ kind: 'caught-up', input: reader.input, caughtUp: false });
      } catch (error) {
        await this.giveUp(reader, error);
      }
    }
  }

  /** It cannot be read on; the others can. */
  private async giveUp(reader: FileReader, error: unknown): Promise<void> {
    if (!(error instanceof StrayflowError)) throw error;
    this.events.push({ kind: 'trouble', source: reader.name, message: error.message });
    await reader.giveUp();
  }

  private tell(reader: FileReader, items: Awaited<ReturnType<FileReader['read']>>): void {
    if (items === null || items.length === 0) return;
    this.events.push({ kind: 'records', input: reader.input, items });
  }

  private count(reader: FileReader): void {
    const summary = reader.summary();
    if (summary === null) return;
    this.events.push({ kind: 'counts', input: reader.input, summary, loss: NO_LOSS });
  }

  requestCheckpoint(): void {
    this.checkpointWanted = true;
    this.wake();
  }

  stored(): void {
    // The files themselves are what is read again.
  }

  stop(): void {
    if (this.state === 'reading') this.state = 'stopping';
    this.wake();
  }

  async close(): Promise<void> {
    this.state = 'ended';
    for (const reader of this.readers) await reader.close();
  }
}
