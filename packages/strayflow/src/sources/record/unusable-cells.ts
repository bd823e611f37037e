/** Cells that hold no usable value: the record stays, the value counts as unknown, and the report says how often. */
import type { RecordSink } from '../../model/source.js';
import { printable } from '../text/printable.js';

/** By column; plain data. */
export type UnusableState = Map<string, { count: number; readonly example: string }>;

export class UnusableCells {
  readonly state: UnusableState;

  constructor(state: UnusableState = new Map()) {
    this.state = state;
  }

  /** `column` is one of the few that the parser reads, as the input names it. */
  add(column: string, example: string): void {
    const known = this.state.get(column);
    if (known === undefined) this.state.set(column, { count: 1, example });
    else known.count++;
  }

  /** One note per column. */
  report(sink: RecordSink): void {
    for (const [column, { count, example }] of this.state) {
      const times = count === 1 ? 'once' : `${count} times`;
      sink.note(
        `"${printable(column)}" could not be read ${times} (such as "${printable(example)}") and counts as unknown there`,
      );
    }
  }
}
