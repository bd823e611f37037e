/** All flows that a watch keeps: the files of the history by SQL, the rows that are not in it yet by the matcher. */
import type { FlowBatch } from '../../model/flow-batch.js';
import type { KeptSegment } from '../history.js';
import type { StateReader } from '../reading/state-reader.js';
import type { BoundedSums } from './bounded-sums.js';
import { type FileGroup, fileGroups } from './file-groups.js';
import { FlowDatabase, FlowsBusy, QueryStopped, type SqlRow } from './flow-database.js';
import { type FlowFile, type FlowPlaces, placesOf, type TimeSpan } from './flow-files.js';
import { KeptSums } from './kept-sums.js';
import { type Matcher, matcherOf } from './query/match.js';
import type { FlowQuery } from './query/query.js';
import { type Condition, conditionOf } from './query/sql.js';
import { eachSegmentRow } from './segment-rows.js';

export interface FlowsWanted {
  readonly query: FlowQuery;
  readonly span: TimeSpan;
  /** When whoever asked has gone, or has waited long enough. */
  readonly signal: AbortSignal;
}

/** What stands before and behind "FROM ... WHERE ...". */
export interface Select {
  readonly columns: string;
  readonly rest: string;
}

/** Watch and history move on while they are read; then it is begun again. */
const TRIES = 4;

export class FlowStore {
  readonly reader: StateReader;
  readonly site: string;
  private readonly database: FlowDatabase;
  private readonly keptSums = new KeptSums();

  constructor(reader: StateReader, site: string) {
    this.reader = reader;
    this.site = site;
    this.database = new FlowDatabase(reader.folder);
  }

  /** Does `work` again when what it read was moved meanwhile. Throws FlowsBusy, QueryStopped, StrayflowError. */
  async withPlaces<Result>(span: TimeSpan, work: (places: FlowPlaces) => Promise<Result>): Promise<Result> {
    for (let tried = 1; ; tried++) {
      const places = placesOf(this.reader, span);
      try {
        return await work(places);
      } catch (error) {
        if (error instanceof QueryStopped || error instanceof FlowsBusy || tried === TRIES) throw error;
        if (JSON.stringify(placesOf(this.reader, span)) === JSON.stringify(places)) throw error;
      }
    }
  }

  /** @param select what stands before and behind "FROM ... WHERE ..." */
  rows(
    files: readonly FlowFile[],
    select: Select,
    condition: Condition,
    signal: AbortSignal,
  ): Promise<readonly SqlRow[]> {
    const paths = files.map(({ path }) => path);
    return this.database.rows(signal, sqlOf(select, condition), paths, condition.values);
  }

  /** As `rows`, some at a time. */
  stream(
    files: readonly FlowFile[],
    select: Select,
    condition: Condition,
    signal: AbortSignal,
  ): AsyncGenerator<readonly SqlRow[]> {
    const paths = files.map(({ path }) => path);
    return this.database.stream(signal, sqlOf(select, condition), paths, condition.values);
  }

  eachUnwritten(
    segments: Iterable<KeptSegment>,
    span: TimeSpan,
    matches: Matcher,
    signal: AbortSignal,
    take: (batch: FlowBatch, row: number) => void | Promise<void>,
  ): Promise<void> {
    return eachSegmentRow(this.reader.folder, segments, span, matches, signal, take);
  }

  /**
   * Rows of sums: each group of files is asked by itself, so that a search that is stopped has something.
   *
   * @param into is given the sums, and the rows that are not in the history yet; made anew when it is begun again
   * @returns not whole when it was stopped, groups of files had more than `most` sums, or some were forgotten
   */
  async sums<Key, Sum>(
    { query, span, signal }: FlowsWanted,
    select: Select & { readonly most: number; readonly values?: readonly (string | number)[] },
    into: () => {
      readonly bounded: BoundedSums<Key, Sum>;
      addRow(row: SqlRow): void;
      addFlow(batch: FlowBatch, row: number): void;
    },
  ): Promise<{ readonly sums: ReadonlyMap<Key, Sum>; readonly isWhole: boolean }> {
    let last = into();
    try {
      return await this.withPlaces(span, async (places) => {
        const target = into();
        last = target;
        let isWhole = true;
        await this.eachUnwritten(places.segments, span, matcherOf(query), signal, (batch, row) =>
          target.addFlow(batch, row),
        );
        for (const group of fileGroups(places.files, span)) {
          const rows = await this.sumsOf(group, select, { query, span, signal });
          if (rows.length > select.most) isWhole = false;
          for (const row of rows.slice(0, select.most)) target.addRow(row);
        }
        return { sums: target.bounded.sums, isWhole: isWhole && !target.bounded.isCut };
      });
    } catch (error) {
      if (!(error instanceof QueryStopped)) throw error;
      return { sums: last.bounded.sums, isWhole: false };
    }
  }

  private sumsOf(
    { files, isInside }: FileGroup,
    select: Select & { readonly most: number; readonly values?: readonly (string | number)[] },
    { query, span, signal }: FlowsWanted,
  ): Promise<readonly SqlRow[]> {
    const { sql, values } = isInside ? conditionOf(query) : within(query, span);
    const condition = { sql, values: [...(select.values ?? []), ...values] };
    const whole = { columns: select.columns, rest: `${select.rest} LIMIT ${select.most + 1}` };
    const ask = () => this.rows(files, whole, condition, signal);
    if (!isInside) return ask();
    const key = JSON.stringify([whole, condition, files.map(({ path }) => path)]);
    return this.keptSums.take(key, ask);
  }

  close(): void {
    this.database.close();
  }
}

function sqlOf({ columns, rest }: Select, { sql }: Condition): string {
  // Parameters that stand in the columns come before those of the condition, and the files before both.
  const numbered = `WITH files AS (SELECT * FROM read_parquet($1, union_by_name = true)) SELECT ${columns} FROM files WHERE ${sql} ${rest}`;
  let next = 1;
  return numbered.replaceAll('?', () => `$${++next}`);
}

/** The query, and the span of time. */
export function within(query: FlowQuery, { from, to }: TimeSpan): Condition {
  const { sql, values } = conditionOf(query);
  return { sql: `time >= ? AND time < ? AND ${sql}`, values: [from, to, ...values] };
}
