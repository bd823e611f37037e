/** All flows that a watch keeps: the files of the history by SQL, the rows that are not in it yet by the matcher. */
import type { FlowBatch } from '../../model/flow-batch.js';
import type { StateReader } from '../reading/state-reader.js';
import type { BoundedSums } from './bounded-sums.js';
import { FlowDatabase, FlowsBusy, QueryStopped, type SqlRow } from './flow-database.js';
import { type FlowFile, type FlowPlaces, placesOf, type TimeSpan } from './flow-files.js';
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

/** Files that one query looks through. */
const FILES = 24;
/** Watch and history move on while they are read; then it is begun again. */
const TRIES = 4;

export class FlowStore {
  readonly reader: StateReader;
  readonly site: string;
  private readonly database: FlowDatabase;

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
    { segments }: FlowPlaces,
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
        const asked = within(query, span);
        const condition = { ...asked, values: [...(select.values ?? []), ...asked.values] };
        let isWhole = true;
        await this.eachUnwritten(places, span, matcherOf(query), signal, (batch, row) =>
          target.addFlow(batch, row),
        );
        for (const files of groups(places.files)) {
          const rest = `${select.rest} LIMIT ${select.most + 1}`;
          const rows = await this.rows(files, { columns: select.columns, rest }, condition, signal);
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

/** The newest first: what is stopped is best known of late. */
function groups(files: readonly FlowFile[]): readonly (readonly FlowFile[])[] {
  const newest = [...files].reverse();
  return Array.from({ length: Math.ceil(files.length / FILES) }, (_, i) =>
    newest.slice(i * FILES, (i + 1) * FILES),
  );
}
