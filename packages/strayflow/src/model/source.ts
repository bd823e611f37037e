/** The plug-in kind "source": a parser that takes bytes and gives batches. */
import type { z } from 'zod';
import type { FactBatch } from './fact-batch.js';
import type { FlowBatch } from './flow-batch.js';

/** Where a parser puts what it read. Batches are owned by the receiver. */
export interface RecordSink {
  flows(batch: FlowBatch): void;
  facts(batch: FactBatch): void;
  /** `records` records were read: lines, packets. Each is later parsed (in a batch), rejected or ignored. */
  read(records: number): void;
  /** A record that could not be used: counted by `reason`; the first few of a reason are kept as examples. */
  reject(reason: string, recordNumber: number, detail: string): void;
  /** A record that is well-formed but holds no flow (a comment, a spanning-tree frame): counted by `reason`. */
  ignore(reason: string, records: number): void;
  /** Something that a reader of the report must know of this input, once: "the snap length cut 12 % of packets". */
  note(text: string): void;
}

/** How records are laid out, as another input of the run told it: plain data of the format that told it. */
export interface SharedLayout {
  readonly layout: object;
  /** The name of that input, safe to show. */
  readonly from: string;
}

/** Under a key that the format makes; each layout once; none at all where there were too many to choose from. */
export type SharedLayouts = ReadonlyMap<string, readonly SharedLayout[]>;

export interface ParserContext {
  readonly site: string;
  readonly input: number;
  readonly sink: RecordSink;
  /** For records whose layout the input itself does not tell; none by default. */
  readonly layouts?: SharedLayouts;
  /** Takes every layout that the input tells, under its key, for other inputs of the run; a later one does not undo it. */
  readonly tellLayout?: (key: string, layout: object) => void;
}

/** Restartable at any byte: the result must not depend on how the input is cut into chunks. Memory is bounded. */
export interface Parser {
  /** The parser does not keep `chunk`. Throws StrayflowError only for what makes the whole input unreadable. */
  push(chunk: Uint8Array): void;
  /**
   * Growing input: hands over the records that are complete; what is half read stays. Changes no record, but that a table
   * whose columns are told by its first rows has to do with those that came. Never throws.
   */
  flush(): void;
  /** The input is over: what is half read is rejected with its reason, what is open is flushed. */
  end(): void;
  /**
   * All that the parser remembers, half-read bytes included, for `SourceFormat.open` of a later run; asked for after
   * `flush`. A parser without it is brought back by reading its input again from the first byte: only those of columnar
   * files (Parquet, Arrow), where nothing, or little, can be said before all of it, or all dictionaries, are there. What
   * such a parser hands over must follow from the bytes alone, whenever `flush` is called.
   */
  snapshot?(): Uint8Array;
  /** Records or datagrams that never arrived, by the sender's own sequence numbers; where the format has them. */
  readonly losses?: number;
}

export interface SourceFormat<Options = unknown> {
  /** "zeek-conn", as shown in reports and `--format`. */
  readonly name: string;
  readonly title: string;
  readonly options: z.ZodType<Options>;
  /** Its parsers tell layouts, and take those of others. */
  readonly sharesLayouts?: true;
  /** How surely `head` (the first bytes, up to 64 KiB, decompressed) is this format: 0 no, 1 certain. */
  sniff(head: Uint8Array): number;
  /** @param snapshot what `Parser.snapshot` of the same format gave; throws RangeError on other bytes */
  open(context: ParserContext, options: Options, snapshot?: Uint8Array): Parser;
}
