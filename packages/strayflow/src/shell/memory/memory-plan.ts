/** What the parts of a live shell may take of a memory limit. */
import { byteSize, count } from '../../model/format.js';
import type { MemoryLimit } from './memory-limit.js';

const MIB = 2 ** 20;
/** One of its rows that waits to be put into order, with what refers to it (docs/configuration.md, `watch.maxHeldRows`). */
const ROW_BYTES = 150;
/** Rows that wait may take so much of the limit. */
const ROWS_SHARE = 0.2;
const FEWEST_ROWS = 10_000;
/** Of the heap: what parses, and the server, beside the main thread's own. */
const READING = { share: 0.2, least: 96, most: 4_096 };
const SERVER = { share: 0.15, least: 96, most: 512 };
/** A live shell with its server has this when nothing has come yet, and some room for what comes. */
export const LEAST_BYTES = 512 * MIB;

export interface MemoryPlan {
  readonly limit: MemoryLimit | null;
  /** Rows that may wait to be put into order. */
  readonly heldRows: number;
  /** JavaScript heap of the thread that reads and parses (MiB); null: as much as Node gives. */
  readonly readingHeapMib: number | null;
  /** JavaScript heap of the server process (MiB). */
  readonly serverHeapMib: number;
}

function heap({ share, least, most }: typeof READING, bytes: number): number {
  return Math.round(Math.min(most, Math.max(least, (share * bytes) / MIB)));
}

/** @param heldRows as configured */
export function memoryPlan(limit: MemoryLimit | null, heldRows: number): MemoryPlan {
  if (limit === null) return { limit, heldRows, readingHeapMib: null, serverHeapMib: SERVER.most };
  const rows = Math.max(FEWEST_ROWS, Math.floor((ROWS_SHARE * limit.bytes) / ROW_BYTES));
  return {
    limit,
    heldRows: Math.min(heldRows, rows),
    readingHeapMib: limit.by === 'machine' ? null : heap(READING, limit.bytes),
    serverHeapMib: heap(SERVER, limit.bytes),
  };
}

/** One sentence; null where there is nothing that an operator must know. */
export function memoryWords({ limit, heldRows }: MemoryPlan, configuredRows: number): string | null {
  if (limit === null || (limit.by === 'machine' && heldRows === configuredRows)) return null;
  const whose = limit.by === 'machine' ? 'The machine has' : 'The control group allows';
  const rows =
    heldRows === configuredRows
      ? ''
      : `; ${count(heldRows)} rows may wait to be put into order, not ${count(configuredRows)}`;
  const short = limit.bytes < LEAST_BYTES ? `; it needs ${byteSize(LEAST_BYTES)} or more` : '';
  return `${whose} ${byteSize(limit.bytes)} of memory${rows}${short}.`;
}
