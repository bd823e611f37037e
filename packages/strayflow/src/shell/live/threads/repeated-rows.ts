/** After a thread has died its inputs are read again from the last positions: what was handed on since is left out. */
import { sliceFacts } from '../../../model/fact-builder.js';
import { sliceBatch } from '../../../model/flow-builder.js';
import type { LiveItem } from '../live-input.js';

type Kind = LiveItem['kind'];

interface Rows {
  /** Handed on since the last positions. */
  readonly given: Record<Kind, number>;
  /** Of these, still to be left out. */
  readonly again: Record<Kind, number>;
}

export class RepeatedRows {
  private rows = new Map<number, Rows>();

  private of(input: number): Rows {
    let rows = this.rows.get(input);
    if (rows === undefined) {
      rows = { given: { flows: 0, facts: 0 }, again: { flows: 0, facts: 0 } };
      this.rows.set(input, rows);
    }
    return rows;
  }

  /** New positions: nothing before them comes again. */
  clear(): void {
    this.rows.clear();
  }

  /** Reading begins again at the last positions. */
  startAgain(): void {
    for (const { given, again } of this.rows.values()) Object.assign(again, given);
  }

  /** Reading has not come back to where it was. */
  get isBehind(): boolean {
    for (const { again } of this.rows.values()) if (again.flows + again.facts > 0) return true;
    return false;
  }

  /** The input was read to its present end: what did not come again is not there any more. */
  caughtUp(input: number): void {
    const { again } = this.of(input);
    again.flows = 0;
    again.facts = 0;
  }

  /** Those that were not handed on before. The rows of one input and kind always come in the same order. */
  take(input: number, items: readonly LiveItem[]): readonly LiveItem[] {
    const { given, again } = this.of(input);
    return items.flatMap((item) => {
      const { kind, batch } = item;
      const left = Math.min(again[kind], batch.length);
      again[kind] -= left;
      given[kind] += batch.length - left;
      if (left === 0) return [item];
      if (left === batch.length) return [];
      return [cut(item, left)];
    });
  }
}

function cut(item: LiveItem, from: number): LiveItem {
  return item.kind === 'flows'
    ? { kind: 'flows', batch: sliceBatch(item.batch, from, item.batch.length) }
    : { kind: 'facts', batch: sliceFacts(item.batch, from, item.batch.length) };
}
