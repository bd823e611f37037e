/** A page of flows, in order. */
import type { KeptSegment } from '../history.js';
import { QueryStopped } from './flow-database.js';
import type { FlowFile } from './flow-files.js';
import { bytesOf, type FoundRow, ROW_COLUMNS, rowOfBatch, rowOfSql } from './flow-row.js';
import { type FlowStore, type FlowsWanted, within } from './flow-store.js';
import { matcherOf } from './query/match.js';
import { type Condition, eitherSum } from './query/sql.js';

export type FlowOrder = 'newest' | 'oldest' | 'bytes';

/** What rows are in order by, and what tells them apart. */
export type RowKey = readonly [number, number, number, number, number, string];

export function rowKey(row: FoundRow, order: FlowOrder): RowKey {
  const first = order === 'bytes' ? bytesOf(row) : row.time;
  return [first, row.time, row.input, row.record, row.flowId, row.kind];
}

function compareKeys(a: RowKey, b: RowKey): number {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return a[i]! < b[i]! ? -1 : 1;
  return 0;
}

const BYTES = `coalesce(${eitherSum('bytesSent', 'bytesReceived')}, 0)`;

/** The best rows so far, in order. */
interface Span {
  readonly first: number;
  readonly last: number;
}

class Best {
  rows: FoundRow[] = [];
  private readonly order: FlowOrder;
  private readonly most: number;
  private readonly after: RowKey | null;
  /** Time of the last of them, once there are as many as wanted. */
  private bound: number;

  constructor(order: FlowOrder, most: number, after: RowKey | null) {
    this.order = order;
    this.most = most;
    this.after = after;
    this.bound = order === 'newest' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  }

  private compare(a: RowKey, b: RowKey): number {
    return this.order === 'oldest' ? compareKeys(a, b) : compareKeys(b, a);
  }

  add(row: FoundRow): void {
    if (this.after !== null && this.compare(rowKey(row, this.order), this.after) <= 0) return;
    this.rows.push(row);
    if (this.rows.length >= 4 * this.most + 1_000) this.trim();
  }

  /** Whether a row of this time can be among them (Unix ms). */
  wants(time: number): boolean {
    return this.order === 'newest' ? time >= this.bound : this.order === 'bytes' || time <= this.bound;
  }

  trim(): void {
    const { order } = this;
    this.rows.sort((a, b) => this.compare(rowKey(a, order), rowKey(b, order)));
    this.rows = this.rows.slice(0, this.most);
    this.bound = this.rows[this.most - 1]?.time ?? this.bound;
  }

  /** Whether a row of this span can be among them (Unix ms). */
  wantsSpan({ first, last }: Span): boolean {
    this.trim();
    return this.order === 'newest' ? last >= this.bound : this.order === 'bytes' || first <= this.bound;
  }

  /** Of what lies in these spans, the better ones first, what may have rows that are among them by then. */
  *wanted<Place extends Span>(places: readonly Place[]): Generator<Place> {
    for (const place of places) if (this.wantsSpan(place)) yield place;
  }
}

function behind(order: FlowOrder, after: RowKey | null): Condition {
  if (after === null) return { sql: 'true', values: [] };
  const first = order === 'bytes' ? BYTES : 'time';
  const sign = order === 'oldest' ? '>' : '<';
  return {
    sql: `${first} ${sign}= ? AND (${first}, time, input, recordNumber, flowId, record) ${sign} (?, ?, ?, ?, ?, ?)`,
    values: [after[0], ...after],
  };
}

export interface FlowPage {
  /** One more than `limit` where there are more. */
  readonly rows: readonly FoundRow[];
  readonly isWhole: boolean;
  readonly scannedFiles: number;
}

/** Throws FlowsBusy, StrayflowError. A search that is stopped gives what it has. */
export async function flowPage(
  store: FlowStore,
  { query, span, signal }: FlowsWanted,
  order: FlowOrder,
  limit: number,
  after: RowKey | null,
): Promise<FlowPage> {
  let best = new Best(order, limit + 1, after);
  let scannedFiles = 0;
  const direction = order === 'oldest' ? 'ASC' : 'DESC';
  const first = order === 'bytes' ? `${BYTES} ${direction}, ` : '';
  const keys = ['time', 'input', 'recordNumber', 'flowId', 'record'].map((key) => `${key} ${direction}`);
  const rest = `ORDER BY ${first}${keys.join(', ')} LIMIT ${limit + 1}`;
  const [asked, page] = [within(query, span), behind(order, after)];
  const condition = { sql: `${asked.sql} AND ${page.sql}`, values: [...asked.values, ...page.values] };
  try {
    await store.withPlaces(narrowed(span, order, after), async (places) => {
      best = new Best(order, limit + 1, after);
      scannedFiles = 0;
      const segments = best.wanted(inOrder<KeptSegment>(places.segments, order));
      await store.eachUnwritten(segments, span, matcherOf(query), signal, (batch, row) => {
        if (best.wants(batch.time[row]!)) best.add(rowOfBatch(batch, row));
      });
      for (const some of growing(inOrder(places.files, order))) {
        const files = [...best.wanted(some)];
        if (files.length === 0) continue;
        const rows = await store.rows(files, { columns: ROW_COLUMNS, rest }, condition, signal);
        for (const row of rows) best.add(rowOfSql(row, store.site));
        scannedFiles += files.length;
      }
    });
    best.trim();
    return { rows: best.rows, isWhole: true, scannedFiles };
  } catch (error) {
    if (!(error instanceof QueryStopped)) throw error;
    best.trim();
    return { rows: best.rows, isWhole: false, scannedFiles };
  }
}

/** Pages behind the first need no files of what was shown. */
function narrowed(span: FlowsWanted['span'], order: FlowOrder, after: RowKey | null): FlowsWanted['span'] {
  if (after === null || order === 'bytes') return span;
  const [time] = after;
  return order === 'newest'
    ? { from: span.from, to: Math.min(span.to, time + 1) }
    : { from: Math.max(span.from, time), to: span.to };
}

/** Those with the best rows first: others soon are no longer wanted. */
function inOrder<Place extends Span>(places: readonly Place[], order: FlowOrder): readonly Place[] {
  return [...places].sort((a, b) => (order === 'oldest' ? a.first - b.first : b.last - a.last));
}

/** Few files first: most pages end there. */
function* growing(files: readonly FlowFile[]): Generator<readonly FlowFile[]> {
  for (let from = 0, size = 1; from < files.length; size = Math.min(48, 2 * size)) {
    yield files.slice(from, from + size);
    from += size;
  }
}
