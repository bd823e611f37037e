/** Cuts and sorts rows of items, for the ordering stage. */
import { BATCH_ROWS } from '../model/flow-builder.js';
import type { RouteItem } from '../pipeline.js';
import { gather } from '../store/gather.js';
import { orderedRows, selectRows, takeOrdered } from '../store/select-rows.js';

/** The rows that `keep` names, as an item with arrays of its own; null when there are none. */
export function selectItem(item: RouteItem, keep: (row: number) => boolean): RouteItem | null {
  if (item.kind === 'flows') {
    const batch = selectRows('flows', item.batch, keep);
    return batch && { kind: 'flows', batch };
  }
  const batch = selectRows('facts', item.batch, keep);
  return batch && { kind: 'facts', batch };
}

/** Two items of one kind as one. */
export function joined(first: RouteItem, second: RouteItem): RouteItem {
  const batches = [first.batch, second.batch];
  const segments = batches.map(({ length }, source) => ({ source, from: 0, length }));
  return { kind: first.kind, batch: gather(first.kind, batches, segments) } as RouteItem;
}

/** The rows of all items by (time, input, record number, arrival), facts before flows, in items of at most BATCH_ROWS. */
export function* inOrder(items: readonly RouteItem[]): Generator<RouteItem> {
  const facts = items.filter((item) => item.kind === 'facts');
  const flows = items.filter((item) => item.kind === 'flows');
  const sources = [...facts, ...flows].map((item) => item.batch);
  const rows = orderedRows(sources);
  const isFact = (i: number) => rows.sourceAt(i) < facts.length;
  for (let from = 0; from < rows.length; ) {
    const kind = isFact(from) ? 'facts' : 'flows';
    let to = from + 1;
    const most = Math.min(rows.length, from + BATCH_ROWS);
    while (to < most && isFact(to) === isFact(from)) to++;
    yield { kind, batch: takeOrdered(kind, sources, rows, from, to) } as RouteItem;
    from = to;
  }
}
