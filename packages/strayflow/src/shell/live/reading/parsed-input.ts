/** The parser of one live input with its books, and both as bytes for a later run. */
import type { InputSummary } from '../../../model/coverage.js';
import { StrayflowError } from '../../../model/errors.js';
import { restore, snapshot } from '../../../model/snapshot.js';
import type { Parser, SourceFormat } from '../../../model/source.js';
import { InputTally, type TallyState } from '../../input-tally.js';
import type { LiveItem } from '../live-input.js';

export interface ParseAs {
  readonly input: number;
  readonly name: string;
  readonly site: string;
  readonly format: SourceFormat;
  readonly options: unknown;
}

interface ParsedState {
  readonly parser: Uint8Array;
  readonly tally: TallyState;
  readonly newest: number;
}

export class ParsedInput {
  /** Event time of the newest record (Unix ms). */
  newest = Number.NEGATIVE_INFINITY;
  /** Bytes that the parser has taken. */
  offset = 0;
  private readonly as: ParseAs;
  private readonly tally: InputTally;
  private readonly parser: Parser;

  /**
   * @param state what `snapshot` gave at `offset`; null begins at the first byte. Throws RangeError when the format cannot
   *   continue from it.
   */
  constructor(as: ParseAs, state: Uint8Array | null = null, offset = 0) {
    this.as = as;
    const earlier = state === null ? undefined : restore<ParsedState>(state);
    this.tally = new InputTally(earlier?.tally);
    const context = { site: as.site, input: as.input, sink: this.tally };
    this.parser = as.format.open(context, as.options, earlier?.parser);
    if (earlier !== undefined) {
      this.newest = earlier.newest;
      this.offset = offset;
    }
  }

  get format(): string {
    return this.as.format.name;
  }

  push(bytes: Uint8Array): void {
    // Bytes that make the whole input unreadable were taken, too.
    this.offset += bytes.length;
    this.parser.push(bytes);
  }

  /** Throws StrayflowError 'input-rejected' when most records cannot be used. */
  check(): void {
    this.tally.checkSoFar(this.as.name);
  }

  /** What was parsed and not yet taken. */
  take(): readonly LiveItem[] {
    const items = this.tally.batches.splice(0);
    for (const { batch } of items) {
      for (const time of batch.time) if (time > this.newest) this.newest = time;
    }
    return items;
  }

  flush(): readonly LiveItem[] {
    this.parser.flush();
    return this.take();
  }

  /** No more bytes come. What is damaged at the very end is in the books. */
  end(): readonly LiveItem[] {
    try {
      this.parser.end();
    } catch (error) {
      if (!(error instanceof StrayflowError)) throw error;
      this.tally.note(error.message);
    }
    return this.take();
  }

  /** After `flush`; null when the parser is brought back by reading again. */
  snapshot(): Uint8Array | null {
    const parser = this.parser.snapshot?.();
    if (parser === undefined) return null;
    return snapshot({ parser, tally: this.tally.state, newest: this.newest } satisfies ParsedState);
  }

  /** Missing by the sender's own numbers. */
  get losses(): number {
    return this.parser.losses ?? 0;
  }

  get records(): number {
    return this.tally.state.records;
  }

  summary(): InputSummary {
    const { name } = this.as;
    return this.tally.summary({ name, sha256: '', format: this.format, bytes: this.offset });
  }
}
