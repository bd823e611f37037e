/** How the cells of each column of a plain record are read. */
import { Value } from '../record/flow-draft.js';
import type { FieldName } from '../table/fields.js';
import type { TablePlan } from '../table/plan.js';
import { COUNTERS, WHOLE } from '../table/row.js';
import { LATEST, MILLISECOND_SHIFT, type TimeFormat } from '../text/time.js';

/** Digits stand in the first three; `text` is only found, and read later. */
export const Cell = { whole: 0, counter: 1, protocol: 2, text: 3, address: 4, number: 5, time: 6 } as const;

export interface CellReading {
  /** A `Cell`. */
  readonly kind: number;
  /** Where it goes in the draft's values; of an address 0 = source, 1 = destination. */
  readonly slot: number;
  /** Of numbers: the power of ten to multiply by. */
  readonly shift: number;
  readonly largest: number;
  /** Of times. */
  readonly format: TimeFormat | null;
  /** No flow without it. */
  readonly required: boolean;
}

export const TEXT_CELL: CellReading = {
  kind: Cell.text,
  slot: 0,
  shift: 0,
  largest: 0,
  format: null,
  required: false,
};

export function cellReading(field: FieldName, plan: TablePlan): CellReading {
  if (field === 'source' || field === 'destination')
    return { ...TEXT_CELL, kind: Cell.address, slot: field === 'source' ? 0 : 1, required: true };
  const slot = Value[field as keyof typeof Value] ?? 0;
  if (field === 'protocol') return { ...TEXT_CELL, kind: Cell.protocol, slot, largest: 255 };
  if (field === 'time' || field === 'end') {
    const format = plan[field];
    const required = field === 'time' || plan.time === null;
    const time = { ...TEXT_CELL, kind: Cell.time, slot, largest: LATEST, format, required };
    return format?.kind === 'epoch' ? { ...time, kind: Cell.number, shift: format.shift } : time;
  }
  const number = { ...TEXT_CELL, kind: Cell.number, slot, largest: Number.POSITIVE_INFINITY };
  if (field === 'duration')
    return { ...number, slot: Value.durationMs, shift: MILLISECOND_SHIFT[plan.durationUnit] };
  if (COUNTERS.includes(field)) return { ...number, kind: Cell.counter };
  const largest = WHOLE[field];
  return largest === undefined ? TEXT_CELL : { ...number, kind: Cell.whole, largest };
}
