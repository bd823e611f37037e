/** Rows on their way to another thread: their arrays are handed over, not copied. */
import type { FactBatch } from '../../../model/fact-batch.js';
import type { FlowBatch } from '../../../model/flow-batch.js';
import { shapedFlowBatch } from '../../../model/flow-shape.js';
import type { LiveEvent, LiveItem } from '../live-input.js';

type Column = FlowBatch['time'] | FlowBatch['source'] | FlowBatch['input'] | FlowBatch['sourcePort'];

/** A view of a much larger array is copied: handing over takes the whole. */
function compact<T extends Column>(column: T, buffers: Set<ArrayBuffer>): T {
  const isView = 2 * column.byteLength < column.buffer.byteLength;
  const own = (isView ? column.slice() : column) as T;
  buffers.add(own.buffer as ArrayBuffer);
  return own;
}

function packed(value: unknown, buffers: Set<ArrayBuffer>): unknown {
  if (ArrayBuffer.isView(value)) return compact(value as Column, buffers);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const copy: Record<string, unknown> = {};
  for (const [name, each] of Object.entries(value)) copy[name] = packed(each, buffers);
  return copy;
}

/** The event as it can be sent, and what is handed over with it: it cannot be used here any more. */
export function pack(event: LiveEvent): { readonly event: LiveEvent; readonly buffers: ArrayBuffer[] } {
  if (event.kind !== 'records') return { event, buffers: [] };
  const buffers = new Set<ArrayBuffer>();
  const items = event.items.map(
    (item) => ({ kind: item.kind, batch: packed(item.batch, buffers) }) as LiveItem,
  );
  return { event: { ...event, items }, buffers: [...buffers] };
}

/** What the other thread packed. */
export function unpack(event: LiveEvent): LiveEvent {
  if (event.kind !== 'records') return event;
  const items = event.items.map(
    (item): LiveItem =>
      item.kind === 'flows'
        ? { kind: 'flows', batch: shapedFlowBatch(item.batch) }
        : { kind: 'facts', batch: item.batch as FactBatch },
  );
  return { ...event, items };
}

/** What an event takes of the read-ahead. */
export function rowsOf(event: LiveEvent): number {
  return event.kind === 'records' ? event.items.reduce((sum, { batch }) => sum + batch.length, 0) : 0;
}
